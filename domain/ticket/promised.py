"""What a ticket's promises hear of it: each happening by its name, with the facts that conditions ask for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.clock.commitment import Facts
from domain.clock.heard import heard_in_cycles, statuses
from domain.clock.promises import Heard
from domain.clock.rules import ClockRules
from domain.shared.aggregate import Happening
from domain.ticket.events import PromisesRepinned
from domain.ticket.ticket import Ticket

IMPORTER = "kefu:import"
"""Who opens what another desk's log tells of; the source's own authors come behind a colon."""
CHANGING = frozenset({"level", "kind", "business_line", "channel", "department"})
OF_KIND = frozenset({"complaint"})
OF_CUSTOMER = frozenset({"tier", "segment"})


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What conditions ask about the customer."""

    tier: str
    segments: str
    """Between bars: `|a|b|`."""


def facts_of(ticket: Ticket, *, complaint: bool, customer: CustomerFacts | None) -> Facts:
    """The facts of a ticket; those of the customer only where they were read."""
    row: dict[str, Any] = {name: getattr(ticket, name) for name in CHANGING | {"opened_by"}}
    if customer is not None:
        row |= {"tier": customer.tier, "segments": customer.segments}
    return facts_by(row, complaint=complaint)


def facts_by(row: Mapping[str, Any], *, complaint: bool) -> Facts:
    """The same, by columns of the ticket and, where they are there, `tier` and `segments` of its customer."""
    facts = {
        "level": str(row["level"]),
        "kind": row["kind"],
        "business_line": row["business_line"] or "",
        "channel": row["channel"],
        "department": row["department"] or "",
        "complaint": str(complaint).lower(),
        "origin": "import" if row["opened_by"] == IMPORTER else "desk",
    }
    if "tier" in row:
        facts |= {"tier": row["tier"], "segment": row["segments"]}
    return facts


def heard_of(
    ticket: Ticket,
    happenings: Sequence[Happening],
    facts: Facts,
    only: Collection[Happening] | None = None,
    *,
    told: frozenset[str] = frozenset(),
) -> Iterator[Heard]:
    """Each in its cycle, oldest first, or `only` some of them; the facts are those of now.

    `told` names what happened in the cycle before, for those that change facts.
    """
    return heard_in_cycles(ticket, happenings, facts, changed_facts, only, told=told)


def changed_facts(happening: Happening) -> frozenset[str]:
    """The names of the facts that it has changed; nothing is changed by what opens."""
    if happening.version == 1:
        return frozenset()
    changed = CHANGING & happening.changes.keys()
    if "kind" in changed:
        changed |= OF_KIND
    if "customer_id" in happening.changes:
        changed |= OF_CUSTOMER
    return changed


def concerning(rules: ClockRules, happenings: Iterable[Happening]) -> list[Happening]:
    """Those that could move a clock; whoever hears only of them comes to the same as who hears of all."""
    return [
        each
        for each in happenings
        if isinstance(each.event, PromisesRepinned)
        or rules.concerns(type(each.event).__name__, *statuses(each))
        or rules.asks_for(changed_facts(each))
    ]

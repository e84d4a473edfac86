"""What the promises about a customer's record hear of it, with the facts that conditions ask for (P1.3-b, P1.3-d)."""

from collections.abc import Iterable, Iterator

from domain.clock.commitment import Facts
from domain.clock.promises import Heard
from domain.clock.rules import ClockRules
from domain.customer.customer import Customer
from domain.shared.aggregate import Happening

_CHANGING = {"tier": "tier", "segments": "segment"}


def facts_of(customer: Customer) -> Facts:
    """Of the customer as they are."""
    return {"tier": customer.tier.value, "segment": f"|{'|'.join(sorted(customer.segments))}|", "origin": "desk"}


def changed_facts(happening: Happening) -> frozenset[str]:
    """The names of the facts that it has changed; nothing is changed by what begins."""
    if happening.version == 1:
        return frozenset()
    return frozenset(fact for name, fact in _CHANGING.items() if name in happening.changes)


def heard_of(customer: Customer, facts: Facts, told: frozenset[str]) -> Iterator[Heard]:
    """Each happening, oldest first: a customer has one cycle, from when they were registered."""
    for each in customer.happenings:
        stage = each.changes.get("stage", (None, customer.stage))[1]
        yield Heard(
            event=type(each.event).__name__, at=each.event.at, status=str(stage), since=customer.registered_at,
            facts=facts, changed=changed_facts(each), told=told,
        )  # fmt: skip


def concerns(rules: ClockRules, happenings: Iterable[Happening]) -> bool:
    """Whether any of them could move a clock."""
    return any(
        rules.concerns(type(each.event).__name__, "", "") or rules.asks_for(changed_facts(each)) for each in happenings
    )

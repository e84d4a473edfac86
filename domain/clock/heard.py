"""What promises hear of an aggregate that goes in cycles: each happening by its name, in its cycle."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from domain.clock.commitment import Facts
from domain.clock.promises import Heard
from domain.shared.aggregate import Happening


class Round(Protocol):
    """The running cycle."""

    @property
    def number(self) -> int: ...
    @property
    def began_at(self) -> datetime: ...


class InCycles(Protocol):
    """Its state has the cycle under `cycle.number` and `cycle.began_at`; each of its events says its status."""

    @property
    def current(self) -> Round: ...


def heard_in_cycles(
    aggregate: InCycles,
    happenings: Sequence[Happening],
    facts: Facts,
    changed: Callable[[Happening], frozenset[str]],
    only: Collection[Happening] | None = None,
    *,
    told: frozenset[str] = frozenset(),
) -> Iterator[Heard]:
    """Oldest first, or `only` some of them; the facts are those of now, `changed` says which are others than before.

    `told` names what happened in the cycle before, for those that change facts.
    """
    number, since = aggregate.current.number, aggregate.current.began_at
    wanted = None if only is None else {id(each) for each in only}
    heard = []
    for each in reversed(happenings):
        if wanted is None or id(each) in wanted:
            heard.append(
                Heard(
                    event=type(each.event).__name__,
                    at=each.event.at,
                    status=status_of(each),
                    cycle=number,
                    since=since,
                    facts=facts,
                    changed=changed(each),
                    told=told,
                )
            )
        number = each.changes.get("cycle.number", (number,))[0] or number
        since = each.changes.get("cycle.began_at", (since,))[0] or since
    return reversed(heard)


def status_of(happening: Happening) -> str:
    """The status that it led to."""
    status: str = happening.event.status.value  # type: ignore[attr-defined]  # every event of theirs says it
    return status


def statuses(happening: Happening) -> tuple[str, str]:
    """Before and after it."""
    after = status_of(happening)
    before = happening.changes.get("status", (after,))[0]
    return str(before or ""), after

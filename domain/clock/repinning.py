"""Which deadlines would move, and how, if running clocks moved to the rules in force."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.clock.clock import Clock
from domain.clock.promises import Heard, Promises
from domain.clock.rules import ClockRules


@dataclass(frozen=True, slots=True)
class Repinned:
    """A clock as it is, and as it would be."""

    before: Clock
    after: Clock


def repinned(
    aggregate: str, clocks: Iterable[Clock], rules: ClockRules, commitments: Collection[str], heard: Heard
) -> list[Repinned]:
    """Those that would move; `heard` is the moving itself, with the status and the facts of now.

    Steps that are due by now are taken first, as they are when it is done.
    """
    promises = Promises(aggregate, rules.book, clocks)
    before = dict(promises.clocks)
    calendar, version = rules.calendar_for(heard.facts)
    promises.step(heard.at)
    promises.repin(rules.policy.only(commitments), calendar, version, at=heard.at, why=heard.event)
    promises.hear(heard, rules.policy, calendar, version)
    return [
        Repinned(clock, promises.clocks[key])
        for key, clock in before.items()
        if promises.clocks[key].terms != clock.terms
    ]

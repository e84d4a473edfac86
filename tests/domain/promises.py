"""A ticket's promises, with times as they stand on the wall in Shanghai."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.calendar.service import ServiceCalendar
from domain.clock.clock import Clock
from domain.clock.commitment import Commitment, Policy
from domain.clock.defaults import DEFAULT_COMMITMENTS
from domain.clock.events import Terms
from domain.clock.promises import Heard, Promises, Taken
from domain.ticket.lifecycle import Status
from tests.domain.calendars import DESK, SHANGHAI, at

OURS: Mapping[str, str] = {"origin": "desk"}
DEFAULTS = Policy.of(1, DEFAULT_COMMITMENTS)
WARNING_AND_BREACH = [
    {"code": "warn", "kind": "WARNING", "minutes": -10},
    {"code": "breach", "kind": "VIOLATION", "minutes": 0},
    {"code": "supervisor", "kind": "VIOLATION", "minutes": 60},
]


def policy(version: int, **changed: dict[str, Any]) -> Policy:
    """The defaults, with some commitments changed."""
    return Policy.of(version, [dict(each) | changed.get(each["code"], {}) for each in DEFAULT_COMMITMENTS])


class Shelf:
    """Holds every version that was ever put on it."""

    def __init__(self, *policies: Policy) -> None:
        self.policies = {each.version: each for each in (DEFAULTS, *policies)}
        self.calendars: dict[int, ServiceCalendar] = {1: DESK}

    def commitment(self, terms: Terms) -> Commitment:
        return self.policies[terms.policy_version].named(terms.commitment)

    def calendar(self, terms: Terms) -> ServiceCalendar:
        return self.calendars[terms.calendar_version]


class Kept:
    """Promises to one ticket, told in words."""

    def __init__(self, *policies: Policy) -> None:
        self.shelf = Shelf(*policies)
        self.policy = policies[-1] if policies else DEFAULTS
        self.promises = Promises("ticket", self.shelf)
        self.status, self.cycle = Status.ACCEPTED, 1

    def hear(self, event: str, when: str, status: Status | None = None, facts: Mapping[str, str] = OURS) -> list[Taken]:
        self.status = status or self.status
        self.cycle += event == "TicketReopened"
        heard = Heard(event=event, at=at(when), status=self.status, cycle=self.cycle, facts={**OURS, **facts})
        return self.promises.hear(heard, self.policy, "desk", max(self.shelf.calendars))

    def clock(self, commitment: str, instance: int = 1) -> Clock:
        return self.promises.clocks[commitment, instance]

    def due(self, commitment: str, instance: int = 1) -> str | None:
        found = self.clock(commitment, instance).due
        return None if found is None else f"{found.astimezone(SHANGHAI):%m-%d %H:%M}"

    def changed_calendar(self, **changes: Any) -> None:  # noqa: ANN401  any field of a calendar
        version = max(self.shelf.calendars) + 1
        self.shelf.calendars[version] = replace(DESK, version=version, **changes)


def opened(when: str = "2026-10-09 16:00", *policies: Policy) -> Kept:
    kept = Kept(*policies)
    kept.hear("TicketOpened", when)
    return kept

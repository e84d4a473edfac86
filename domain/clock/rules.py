"""The rules in force: which commitments begin now, by which calendar they count, and what any clock listens to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from domain.clock.book import CHOICE, COMMITMENTS, SERVICE, Book
from domain.clock.commitment import Commitment, Facts, Policy

OF_CUSTOMERS = frozenset({"tier", "segment"})
"""Facts that only the customer's record can tell."""


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """A calendar by its code: that of the customer's tier, which was promised to them, else of the department."""

    default: str
    by_department: Mapping[str, str] = field(default_factory=dict)
    by_tier: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "CalendarChoice":
        """Read the stored body."""
        return cls(body["default"], body.get("by_department", {}), body.get("by_tier", {}))

    def code_for(self, facts: Facts) -> str:
        """The calendar for an aggregate with these facts."""
        by_tier = self.by_tier.get(str(facts.get("tier", "")))
        return by_tier or self.by_department.get(str(facts.get("department", "")), self.default)


@dataclass(frozen=True)
class ClockRules:
    """Made of a book: the newest versions are in force, every version is in `book`."""

    policy: Policy
    choice: CalendarChoice
    calendars: Mapping[str, int]
    """The newest version of each service calendar, by its code."""
    book: Book

    @classmethod
    def of(cls, book: Book) -> "ClockRules":
        """The newest version of everything; an empty book promises nothing."""
        newest = {name: book.newest(name) for name in (COMMITMENTS, CHOICE)}
        return cls(
            policy=book.policy(newest[COMMITMENTS]) if newest[COMMITMENTS] else Policy(0, ()),
            choice=CalendarChoice.of(book.body(CHOICE, newest[CHOICE]) if newest[CHOICE] else {"default": "desk"}),
            calendars={code: book.newest(SERVICE + code) for code in book.calendar_codes()},
            book=book,
        )

    def calendar_for(self, facts: Facts) -> tuple[str, int]:
        """Code and version of the calendar by which promises with these facts count from now on."""
        code = self.choice.code_for(facts)
        return code, self.calendars.get(code, 0)

    @cached_property
    def needs_customer(self) -> bool:
        """Whether a condition of any version, or the choice of the calendar, asks for the customer's record."""
        return bool(self.choice.by_tier) or not OF_CUSTOMERS.isdisjoint(self._conditions)

    def concerns(self, event: str, before: str | None, after: str) -> bool:
        """Whether it could move any clock of any version: by its name, or as this change of status pauses or resumes.

        `before` is None for what has just begun.
        """
        asked = (event, before, after)
        known = self._answers.get(asked)
        if known is None:
            moves = any((before in paused) != (after in paused) for paused in self._paused)
            known = self._answers[asked] = event in self._heard or moves
        return known

    def asks_for(self, changed: frozenset[str]) -> bool:
        """Whether a condition of any version names one of these facts, which are others than before."""
        return not changed.isdisjoint(self._conditions)

    @cached_property
    def _answers(self) -> dict[tuple[str, str | None, str], bool]:
        return {}

    @cached_property
    def _conditions(self) -> frozenset[str]:
        return frozenset(name for each in self._ever for name in each.when)

    @cached_property
    def _heard(self) -> frozenset[str]:
        return frozenset(name for each in self._ever for name in each.starts_on | each.fulfilled_on | each.cancelled_on)

    @cached_property
    def _paused(self) -> frozenset[frozenset[str]]:
        return frozenset(each.paused_in for each in self._ever if each.paused_in)

    @cached_property
    def _ever(self) -> list[Commitment]:
        return [each for version in self.book.versions(COMMITMENTS) for each in self.book.policy(version).commitments]

"""Every version of every commitment and calendar that was ever published: what a clock began on stays readable."""

from collections.abc import Mapping
from typing import Any, TypeVar

from domain.calendar.days import DayCalendar
from domain.calendar.service import ServiceCalendar
from domain.clock.commitment import Commitment, Policy
from domain.clock.events import Terms

COMMITMENTS = "clock.commitments"
"""The policy with all commitments: `{"commitments": […]}`."""
CHOICE = "clock.calendars"
"""The policy that says by which service calendar a promise counts."""
DAYS = "calendar.days."
SERVICE = "calendar.service."
"""What the names of calendars as policies begin with; their codes follow."""

T = TypeVar("T")
Stored = tuple[str, int]
"""Name and version of a policy."""


class UnknownVersion(LookupError):  # noqa: N818  it may have been published elsewhere just now: look again
    """A version that this book was not given."""


class Book:
    """Implements `TermsBook`. A version never changes: its body is read when first asked for, and then kept."""

    def __init__(self, bodies: Mapping[Stored, Mapping[str, Any]] | None = None) -> None:
        self._bodies: dict[Stored, Mapping[str, Any]] = dict(bodies or {})
        self._policies: dict[int, Policy] = {}
        self._calendars: dict[Stored, ServiceCalendar] = {}
        self._days: dict[Stored, DayCalendar] = {}

    def add(self, name: str, version: int, body: Mapping[str, Any]) -> None:
        """One more version, as it is stored."""
        self._bodies[name, version] = body

    def knows(self, terms: Terms) -> bool:
        """Whether both versions that a clock runs on are here; if not, they were published elsewhere meanwhile."""
        return {(COMMITMENTS, terms.policy_version), (SERVICE + terms.calendar, terms.calendar_version)} <= (
            self._bodies.keys()
        )

    def versions(self, name: str) -> list[int]:
        """Those of this name, oldest first."""
        return sorted(version for each, version in self._bodies if each == name)

    def codes(self, family: str) -> list[str]:
        """The calendars whose policies' names begin so."""
        return sorted({name.removeprefix(family) for name, _ in self._bodies if name.startswith(family)})

    def calendar_codes(self) -> list[str]:
        """The service calendars."""
        return self.codes(SERVICE)

    def newest(self, name: str) -> int:
        """The version in force; 0 when there is none."""
        return max(self.versions(name), default=0)

    def with_more(self, *more: tuple[str, int, Mapping[str, Any]]) -> "Book":
        """A book of its own that knows these versions too; what was read already is not read again."""
        book = Book({**self._bodies, **{(name, version): body for name, version, body in more}})
        book._policies |= self._policies
        book._calendars |= self._calendars
        book._days |= self._days
        return book

    @property
    def size(self) -> int:
        """How many versions there are of everything."""
        return len(self._bodies)

    def body(self, name: str, version: int) -> Mapping[str, Any]:
        """As it is stored; UnknownVersion when it is not here."""
        try:
            return self._bodies[name, version]
        except KeyError:
            raise UnknownVersion(f"{name} has no version {version} here") from None

    def policy(self, version: int) -> Policy:
        """All commitments of this version."""
        if version not in self._policies:
            self._policies[version] = Policy.of(version, self.body(COMMITMENTS, version)["commitments"])
        return self._policies[version]

    def commitment(self, terms: Terms) -> Commitment:
        """The one a clock runs on."""
        return self.policy(terms.policy_version).named(terms.commitment)

    def calendar(self, terms: Terms) -> ServiceCalendar:
        """The one a clock counts by."""
        return self.service_calendar(terms.calendar, terms.calendar_version)

    def service_calendar(self, code: str, version: int) -> ServiceCalendar:
        """The service calendar with the day calendars of the versions that it names."""
        key = (SERVICE + code, version)
        if key not in self._calendars:
            body = self.body(*key)
            days = {day_code: self.days(day_code, of) for day_code, of in body["day_versions"].items()}
            self._calendars[key] = ServiceCalendar.of(version, body, days)
        return self._calendars[key]

    def days(self, code: str, version: int) -> DayCalendar:
        """The day calendar of this version."""
        key = (DAYS + code, version)
        if key not in self._days:
            self._days[key] = DayCalendar.of(self.body(*key))
        return self._days[key]

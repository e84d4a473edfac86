"""What is read of service calendars, and when a promise made by one would fall due."""

from datetime import datetime
from typing import Annotated

import strawberry

from adapters.reads.cursor import Cursor, a_word
from adapters.reads.policies import policy_id
from domain.calendar.duration import Duration, Ends, Unit
from domain.calendar.explain import explain
from domain.clock.book import SERVICE, Book
from domain.policy.access import READERS
from resolvers.given import aware, begin, in_words_of_the_query, words
from schema.calendar import ServiceCalendar, ServiceCalendarConnection, ServiceCalendarEdge
from schema.context import Info
from schema.errors import BadInput
from schema.explanation import DurationInput, Explanation
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

PREVIEW_COST = 50
_CURSOR = Cursor("calendars", (a_word,))
Code = Annotated[str, strawberry.argument(description="The code of a service calendar, such as desk (代码).")]
Version = Annotated[int | None, strawberry.argument(description="Which version; the newest when not given (版本).")]
From = Annotated[datetime, strawberry.argument(name="from", description="When the promise would be made (起点).")]
Long = Annotated[DurationInput, strawberry.argument(description="How long it is (时长).")]


@strawberry.type
class CalendarQuery:
    """The root fields about service calendars."""

    @field("The service calendars in force, by code (服务日历).", readers=READERS)
    async def calendars(self, info: Info, first: First, after: After = None) -> ServiceCalendarConnection:
        within_a_page(first, "first")
        book: Book = (await info.context.house.policies.clocks()).book
        codes = book.calendar_codes()
        last = begin(_CURSOR, after)
        rest = [code for code in codes if last is None or code > last]
        nodes = [shown(book, code, book.newest(SERVICE + code)) for code in rest[:first]]
        cursors = [_CURSOR.written(code) for code in rest[:first]]
        return a_page(
            ServiceCalendarConnection, ServiceCalendarEdge, nodes, cursors, more=len(rest) > first, after=after,
            total_count=len(codes),
        )  # fmt: skip

    @field("One service calendar, the newest version unless said (服务日历); null if there is none.", readers=READERS)
    async def calendar(self, info: Info, code: Code, version: Version = None) -> ServiceCalendar | None:
        book: Book = (await info.context.house.policies.clocks()).book
        versions = book.versions(SERVICE + str(words(code, "code")))
        wanted = versions[-1] if versions and version is None else version
        return shown(book, code, wanted) if wanted in versions else None

    @field("When a promise of this length would fall due, and why then (到期预览).", readers=READERS, cost=PREVIEW_COST)
    async def deadline_preview(
        self, info: Info, calendar: Code, from_: From, duration: Long, version: Version = None
    ) -> Explanation:
        book: Book = (await info.context.house.policies.clocks()).book
        versions = book.versions(SERVICE + str(words(calendar, "calendar")))
        if not versions:
            known = ", ".join(book.calendar_codes()[:20])
            raise BadInput(f"calendar is {calendar!r}, which is not published; there are {known}")
        if version is not None and version not in versions:
            raise BadInput(f"version is {version}; {calendar} has the versions 1 to {versions[-1]}")
        start = aware(from_, "from")
        with in_words_of_the_query():
            wanted = _duration(duration)
            found = explain(book.service_calendar(calendar, version or versions[-1]), start or from_, wanted)
        return Explanation.of(found, wanted)


def shown(book: Book, code: str, version: int) -> ServiceCalendar:
    """A calendar of the book."""
    name = SERVICE + code
    versions = book.body(name, version)["day_versions"]
    return ServiceCalendar.of(book.service_calendar(code, version), policy_id(name, version), versions)


def _duration(given: DurationInput) -> Duration:
    usual = Ends.SAME_TIME if given.unit is Unit.CALENDAR_MONTHS else Ends.END_OF_DAY
    return Duration(given.amount, given.unit, given.ends or usual)

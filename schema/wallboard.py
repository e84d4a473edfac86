"""The wallboard as clients see it: every figure says what it counts, and opens into the tickets it counted."""

from collections.abc import Awaitable, Callable, Hashable, Iterable
from datetime import datetime
from typing import Any

import strawberry

from domain.shared.scope import READERS
from domain.ticket.access import WALLBOARD_READERS
from domain.ticket.lifecycle import Status
from schema.context import Info, reader_of
from schema.paging import After, First
from schema.reference import Department
from schema.rights import field, governed
from schema.ticket import TicketConnection

TICKETS = "tickets"
SHARE = "share of tickets, 0 to 1"
INSTANT = "instant (RFC 3339)"
LEVELS = 5

Pages = Callable[[Info, Any, int, str | None], Awaitable[TicketConnection]]
"""Opens criteria of the reads into a page of tickets."""


@governed(WALLBOARD_READERS)
@strawberry.type(description="A number of tickets, what it counts, and which tickets those are (指标).")
class TicketFigure:
    """`asOf` stands on the board: all its figures are of the same instant."""

    value: int = field("How many (数值).")
    unit: str = field("What is counted: tickets (单位).")
    definition: str = field("What it counts, in one sentence (口径).")
    status: Status | None = field("The status it counts; null when it does not tell them apart.")
    level: int | None = field("The level it counts; null when it does not tell them apart.")
    criteria: strawberry.Private[Any]
    pages: strawberry.Private[Pages]

    @field("The tickets that it counts, the earliest due first (明细).", readers=READERS)
    async def members(self, info: Info, first: First, after: After = None) -> TicketConnection:
        return await self.pages(info, self.criteria, first, after)


@governed(WALLBOARD_READERS)
@strawberry.type(description="Since when the ticket waits that nobody has begun for the longest time (最长等待).")
class LongestWaiting:
    """An instant and not a duration: it stays true while it is shown."""

    value: datetime | None = field("When it was opened; null when nobody waits (等待起点).")
    unit: str = field("What the value is: an instant (单位).")
    definition: str = field("What it says, in one sentence (口径).")
    none_because: str | None = field("Why there is no value (无值原因).")
    criteria: strawberry.Private[Any]
    pages: strawberry.Private[Pages]

    @field("The ticket that waits, or those when there are several (明细).", readers=READERS)
    async def members(self, info: Info, first: First, after: After = None) -> TicketConnection:
        return await self.pages(info, self.criteria, first, after)


@governed(WALLBOARD_READERS)
@strawberry.type(description="A share of tickets, what it counts, and which tickets those are (比率指标).")
class TicketShare:
    """The whole and the part are of one instant, so the share is of both."""

    value: float | None = field("The share, 0 to 1; null when there is nothing to take it of (数值).")
    unit: str = field("What the value is: a share (单位).")
    part: int = field("How many tickets it counts (分子).")
    whole: int = field("Of how many (分母).")
    definition: str = field("What it says, in one sentence (口径).")
    none_because: str | None = field("Why there is no value (无值原因).")
    criteria: strawberry.Private[Any]
    rest: strawberry.Private[Any]
    pages: strawberry.Private[Pages]

    @field("The tickets of the whole, the earliest due first (明细).", readers=READERS)
    async def members(self, info: Info, first: First, after: After = None) -> TicketConnection:
        return await self.pages(info, self.criteria, first, after)

    @field("Those of them that it does not count (未达成明细).", readers=READERS)
    async def missed(self, info: Info, first: First, after: After = None) -> TicketConnection:
        return await self.pages(info, self.rest, first, after)


@governed(WALLBOARD_READERS)
@strawberry.type(description="The desk in figures, now (大屏); all of one instant, all within the viewer's scope.")
class Wallboard:
    """Wraps the numbers without unpacking them: only the one execution that equal watchers share looks inside."""

    numbers: strawberry.Private[Any]
    pages: strawberry.Private[Pages]
    rendered: strawberry.Private[dict[Hashable, Any] | None] = None
    """Where `execution` keeps the bytes that equal watchers share."""

    @field("The instant of all figures (统计时刻).")
    def as_of(self) -> datetime:
        at: datetime = self.numbers.as_of
        return at

    @field("The department, with those below it, that the figures are about; null is all in scope (部门).")
    async def department(self, info: Info) -> Department | None:
        code: str | None = self.numbers.department
        return None if code is None else reader_of(info).department(code)

    @field("By status, each status once (按状态).", size=len(Status))
    def by_status(self) -> list[TicketFigure]:
        return self._cells(self.numbers.by_status, "Tickets that are in this status now (当前处于该状态的工单).")

    @field("The open ones by level, 1 (gravest) to 5 (按级别).", size=LEVELS)
    def by_level(self) -> list[TicketFigure]:
        return self._cells(self.numbers.by_level, "Open tickets of this level (该级别的未结工单).")

    @field("By status and level, without those that are zero (按状态和级别).", size=LEVELS * len(Status))
    def by_status_and_level(self) -> list[TicketFigure]:
        meaning = "Tickets of this level that are in this status now (当前处于该状态的该级别工单)."
        return self._cells(self.numbers.by_status_and_level, meaning)

    @field("Open (未结).")
    def open(self) -> TicketFigure:
        return self._figure(self.numbers.open, "Tickets neither resolved, reviewed, archived nor cancelled (未结工单).")

    @field("Overdue (逾期).")
    def overdue(self) -> TicketFigure:
        return self._figure(
            self.numbers.overdue,
            "Tickets with a promise that fell due before asOf and is not kept yet (有承诺已到期而未兑现的工单).",
        )

    @field("Due soon (即将到期).")
    def due_soon(self) -> TicketFigure:
        return self._figure(
            self.numbers.due_soon,
            "Tickets with a promise that is within its warning time and not yet due (已进入预警时间而尚未到期的工单).",
        )

    @field("Broken today (今日超时).")
    def breached_today(self) -> TicketFigure:
        meaning = "Tickets of which a promise was broken since midnight, kept late or not (自零点起发生超时的工单)."
        return self._figure(self.numbers.breached_today, meaning)

    @field("First response in time (首次响应及时率; source: P5.2-b).")
    def first_response(self) -> TicketShare:
        share = self.numbers.first_response
        return TicketShare(
            value=share.value / share.of if share.of else None,
            unit=SHARE,
            part=share.value,
            whole=share.of,
            definition="Of the tickets first answered in time since midnight, or left without an answer when it fell"
            " due since, those that were in time (自零点起首次响应及时的占比).",
            none_because=None if share.of else "no first response was given or fell due today",
            criteria=share.members,
            rest=share.others,
            pages=self.pages,
        )

    @field("Unassigned (未指派).")
    def unassigned(self) -> TicketFigure:
        return self._figure(self.numbers.unassigned, "Open tickets without an assignee (无处理人的未结工单).")

    @field("Waiting (待开始).")
    def waiting(self) -> TicketFigure:
        return self._figure(
            self.numbers.waiting, "Tickets accepted or classified that nobody has begun (尚未开始处理)."
        )

    @field("Waiting for the longest time (最长等待).")
    def longest_waiting(self) -> LongestWaiting:
        waiting = self.numbers.longest_waiting
        return LongestWaiting(
            value=waiting.since,
            unit=INSTANT,
            definition="When the oldest of the waiting tickets was opened (最早的待开始工单的受理时刻).",
            none_because=None if waiting.since else "no ticket is waiting",
            criteria=waiting.members,
            pages=self.pages,
        )

    @field("Opened today (今日受理).")
    def opened_today(self) -> TicketFigure:
        meaning = "Tickets opened since midnight in the house's time zone (自零点起受理的工单)."
        return self._figure(self.numbers.opened_today, meaning)

    @field("Resolved today (今日解决).")
    def resolved_today(self) -> TicketFigure:
        meaning = (
            "Tickets resolved since midnight in the house's time zone, also when reopened since (自零点起解决的工单)."
        )
        return self._figure(self.numbers.resolved_today, meaning)

    def _cells(self, cells: Iterable[Any], definition: str) -> list[TicketFigure]:
        return [self._figure(cell, definition, status=cell.status, level=cell.level) for cell in cells]

    def _figure(
        self,
        figure: Any,  # noqa: ANN401  the reads' own
        definition: str,
        *,
        status: Status | None = None,
        level: int | None = None,
    ) -> TicketFigure:
        return TicketFigure(
            value=figure.value, unit=TICKETS, definition=definition, status=status, level=level,
            criteria=figure.members, pages=self.pages,
        )  # fmt: skip

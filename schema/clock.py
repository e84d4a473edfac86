"""A clock of a promise as clients see it: where it stands, what happened to it, and why it is due when it is."""

from datetime import datetime
from typing import Any

import strawberry

from domain.clock.clock import ClockState
from domain.clock.commitment import StepKind
from domain.clock.events import ClockEventKind
from domain.shared.scope import HOUSE_READERS
from schema.context import Info, each, reader_of, soon
from schema.explanation import Explanation
from schema.paging import Last
from schema.rights import field, governed

strawberry.enum(ClockState, description="Where a clock stands (时钟状态); what is breached runs on.")
strawberry.enum(ClockEventKind, description="What can happen to a clock (时钟事件).")
strawberry.enum(StepKind, name="ClockStepKind", description="A warning, or a violation at or after the deadline.")


@governed(HOUSE_READERS)
@strawberry.type(description="An interval in which a clock stood still (暂停).")
class ClockPause:
    """Longer ones may lie within holidays: what does not count anyway is not counted twice."""

    since: datetime = field("From this instant.")
    until: datetime | None = field("Up to this one; null while it goes on.")
    reason: str = field("Why: the status in which the promise stands still.")


@governed(HOUSE_READERS)
@strawberry.type(description="Something that happened to a clock; never taken back (时钟事件).")
class ClockEvent:
    """Append-only: what they add up to is how the clock stands."""

    kind: ClockEventKind = field("What happened.")
    at: datetime = field("When it was recorded.")
    reason: str | None = field("Which event or status made it so, or why a person did it.")
    step: str | None = field("The step that was taken, by its code.")
    moment: datetime | None = field("When that step was to be taken.")
    late: bool = field("Whether it was recorded more than a minute after that: no worker ran.")
    policy_version: int | None = field("The version of the commitments, where it sets or changes it.")
    calendar: str | None = field("The calendar, where it sets or changes it.")
    calendar_version: int | None = field("The calendar's version, where it sets or changes it.")

    @classmethod
    def of(cls, view: Any) -> "ClockEvent":  # noqa: ANN401  the reads' view
        """From the read."""
        event, terms = view.event, view.event.terms
        return cls(
            kind=event.kind,
            at=event.at,
            reason=event.reason,
            step=event.step,
            moment=view.moment,
            late=view.late,
            policy_version=None if terms is None else terms.policy_version,
            calendar=None if terms is None else terms.calendar,
            calendar_version=None if terms is None else terms.calendar_version,
        )


@governed(HOUSE_READERS)
@strawberry.type(description="A step of a clock: what is done at its moment (时钟步骤).")
class ClockStep:
    """Its moment moves with the deadline until it is recorded."""

    code: str = field("Its code, unique within the commitment.")
    kind: StepKind = field("A warning or a violation.")
    offset_seconds: int = field("Seconds after the deadline; before it where negative.")
    recorded: bool = field("Whether it was taken; each is taken once.")


@governed(HOUSE_READERS)
@strawberry.type(description="A promise's clock (时钟; source: P5.2-b, P5.2-d, P5.2-g, P5.3-b).")
class Clock:
    """An instance of a commitment, on the versions of policy and calendar that it began with or was moved to."""

    view: strawberry.Private[Any]

    @field("The commitment, by its code (承诺).")
    def commitment(self) -> str:
        return str(self.view.clock.commitment)

    @field("The document that the commitment rests on (依据).")
    def basis(self) -> str:
        return str(self.view.commitment.basis)

    @field("Which clock of this commitment it is, from 1; what recurs has many.")
    def instance(self) -> int:
        return int(self.view.clock.instance)

    @field("The ticket's cycle in which it began (处理轮次).")
    def cycle(self) -> int:
        return int(self.view.clock.cycle)

    @field("Where it stands (状态).")
    def state(self) -> ClockState:
        return ClockState(self.view.clock.state)

    @field("The instant from which it counts (起算时间).")
    def runs_from(self) -> datetime:
        at: datetime = self.view.clock.runs_from
        return at

    @field("When it falls due; null while it stands still (到期时间).")
    def due_at(self) -> datetime | None:
        due: datetime | None = self.view.clock.due
        return due

    @field("What may still change the deadline, such as a calendar not published so far (保留说明).")
    def caveat(self) -> str | None:
        caveat: str | None = self.view.clock.deadline.caveat
        return caveat

    @field("When it was fulfilled or cancelled; null while it goes (停止时间).")
    def stopped_at(self) -> datetime | None:
        at: datetime | None = self.view.clock.stopped_at
        return at

    @field("Whether the promise was not kept in time, or by now is not (超时).")
    def breached(self, info: Info) -> bool:
        return bool(self.view.clock.breached(reader_of(info).now()))

    @field("The version of the commitments it runs on.")
    def policy_version(self) -> int:
        return int(self.view.clock.terms.policy_version)

    @field("The service calendar it counts by, by its code (服务日历).")
    def calendar(self) -> str:
        return str(self.view.clock.terms.calendar)

    @field("That calendar's version.")
    def calendar_version(self) -> int:
        return int(self.view.clock.terms.calendar_version)

    @field("When it stood still, at most the last 100 (暂停).", size=1)
    def pauses(self) -> list[ClockPause]:
        return [ClockPause(since=e.start, until=e.until, reason=e.reason) for e in self.view.clock.pauses[-100:]]

    @field("What is done before, at and after the deadline, at most 100 (步骤).", size=3)
    def steps(self) -> list[ClockStep]:
        recorded = self.view.clock.steps
        return [
            ClockStep(code=each.code, kind=each.kind, offset_seconds=each.offset, recorded=each.code in recorded)
            for each in self.view.commitment.steps[:100]
        ]

    @field("The deadline with every stretch that led to it (时限说明).", cost=1)
    def explain(self) -> Explanation:
        return Explanation.of(self.view.explained(), self.view.commitment.duration)

    @field("What happened to it last, the oldest first (时钟历史).")
    def events(self, info: Info, last: Last) -> list[ClockEvent]:
        return each(reader_of(info).clock_events(self.view.id, last), ClockEvent.of)

    @field("When it falls due by a replay of everything that happened to it (重放到期时间).")
    def replayed_due_at(self, info: Info) -> datetime | None:
        told = reader_of(info).clock_history(self.view.aggregate_id)
        return soon(told.mapped(lambda events: getattr(self.view.replayed(events), "due", None)))

    @field("Whether how it stands is what a replay of everything that happened to it gives (重放一致).")
    def agrees(self, info: Info) -> bool:
        told = reader_of(info).clock_history(self.view.aggregate_id)
        return soon(told.mapped(lambda events: bool(self.view.replayed(events) == self.view.clock)))

    @classmethod
    def of(cls, view: Any) -> "Clock":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(view=view)

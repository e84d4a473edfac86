"""Surveys that recur, as clients see them."""

from datetime import date, datetime
from typing import Any, ClassVar

import strawberry

from domain.survey.access import SENDERS, WAVE_READERS
from schema.context import Info, reader_of, soon
from schema.ids import ids_of
from schema.paging import Node, PageInfo
from schema.rights import field, governed
from schema.stored import OfRow, Stored, plain
from schema.survey import SurveyPlan, SurveyWave


@governed(WAVE_READERS - SENDERS)
@strawberry.type(description="Surveys that recur (定期调查; source: P3.2-a).")
class SurveySchedule(OfRow, Node):
    """The clock plans and launches one on each of its days."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("SurveySchedule")),
        "first": Stored("first_on", date.fromisoformat),
        "next_on": Stored("next_on", date.fromisoformat),
        **plain("version code title every_months began_at ended_at"),
    }

    version: int = field("Rises with every change; give it as expectedVersion.")
    code: str = field("Its code: those of its surveys begin with it.")
    title: str = field("What its surveys are called (标题).")
    first: date = field("The day of the first one (首次日期).")
    every_months: int = field("So many months later the next one comes (间隔月数).")
    next_on: date = field("The day of the next one, unless it has ended (下次日期).")
    began_at: datetime = field("When it was made.")
    ended_at: datetime | None = field("Since when no more follow.")
    view: strawberry.Private[Any]

    @field("How its surveys are run (方案).")
    def plan(self) -> SurveyPlan:
        return SurveyPlan.of(self.view.plan)

    @field("The last one that it planned.")
    def last_wave(self, info: Info) -> SurveyWave | None:
        last = self.view.last_wave_id
        return None if last is None else soon(reader_of(info).surveys.wave(last))


@governed(WAVE_READERS - SENDERS)
@strawberry.type(description="A schedule in a list (定期调查).")
class SurveyScheduleEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: SurveySchedule = field("The schedule.")


@governed(WAVE_READERS - SENDERS)
@strawberry.type(description="A page of schedules (定期调查).")
class SurveyScheduleConnection:
    """As Relay has it."""

    edges: list[SurveyScheduleEdge] = field("The schedules with their cursors.")
    nodes: list[SurveySchedule] = field("The schedules.")
    page_info: PageInfo = field("Where the page ends.")

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).surveys.count_schedules()

"""The feedback of a period in figures."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

import strawberry

from adapters.reads.feedback_report import read_report
from adapters.reads.feedbacks import FeedbackCriteria
from adapters.reads.measures import MeasureCriteria
from domain.feedback.access import HOUSE_READERS
from domain.feedback.report import Period, Score
from domain.improvement.lifecycle import AHEAD
from domain.reference.entry import Family
from resolvers.feedback import feedback_connection
from resolvers.given import a_department, aware, in_words_of_the_query
from resolvers.measure import measure_connection
from schema.context import Info, viewer_of
from schema.feedback import FeedbackConnection, FeedbackOrder
from schema.feedback_report import FeedbackReport
from schema.measure import ImprovementMeasureConnection, ImprovementMeasureOrder
from schema.rights import field

COST = 200
From = Annotated[datetime, strawberry.argument(name="from", description="The period begins with this instant (起).")]
To = Annotated[datetime, strawberry.argument(description="The period ends before this instant (止).")]
Code = Annotated[
    str | None,
    strawberry.argument(description="The code of a department: it and those below it; all in scope when not given."),
]


@strawberry.type
class FeedbackReportQuery:
    """The root field that reports."""

    @field(
        "The feedback received in a period of at most 732 days, such as a quarter, in figures that open into it"
        " (反馈报告; source: P4.2-e, P4.3-d).",
        readers=HOUSE_READERS,
        cost=COST,
    )
    async def feedback_report(self, info: Info, from_: From, to: To, department: Code = None) -> FeedbackReport:
        house, viewer = info.context.house, viewer_of(info)
        start, end = aware(from_, "from"), aware(to, "to")
        with in_words_of_the_query():
            period = Period(start or from_, end or to)
        code = await a_department(info, department)
        below = None if code is None else tuple(sorted(house.directory.below(code)))
        handbook = await house.policies.routing()
        rule = await house.policies.report()
        numbers = await read_report(
            house.database, viewer, period, below, poor_at_most=handbook.poor_at_most, now=house.now()
        )
        received = FeedbackCriteria(received_from=period.since, received_to=period.until, department=below)
        return FeedbackReport(
            start=period.since,
            end=period.until,
            rule_version=rule.version,
            told=numbers,
            names=_names(info, handbook.causes),
            frequent=rule.frequent,
            score=Score.of(numbers.scores),
            department_code=code,
            feedback_pages=_opened_into,
            measure_pages=_measures,
            came_of=MeasureCriteria(of_feedback=received),
            finished=MeasureCriteria(
                finished_from=period.since, finished_to=period.until, department=below
            ),
            next=MeasureCriteria(
                status=tuple(sorted(each.value for each in AHEAD)), due_from=period.until,
                due_to=period.later, department=below,
            ),
        )  # fmt: skip


def _names(info: Info, causes: Mapping[str, str]) -> Callable[[str, str], str | None]:
    directory = info.context.house.directory

    def name(part: str, code: str) -> str | None:
        if part == "cause":
            return causes.get(code)
        word = directory.word(Family.KIND, code) if part == "kind" else None
        return None if word is None else word.name

    return name


async def _opened_into(info: Info, criteria: FeedbackCriteria, first: int, after: str | None) -> FeedbackConnection:
    return await feedback_connection(info, criteria, FeedbackOrder.RECEIVED_AT, first=first, after=after)


async def _measures(
    info: Info, criteria: MeasureCriteria, first: int, after: str | None
) -> ImprovementMeasureConnection:
    return await measure_connection(info, criteria, ImprovementMeasureOrder.DUE_AT, first=first, after=after)

"""A feedback report as clients see it: every figure says what it counts, and opens into the feedback it counted."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

import strawberry

from domain.feedback.access import HOUSE_READERS
from domain.feedback.report import Score
from domain.improvement.access import READERS as MEASURE_READERS
from schema.context import Info, reader_of
from schema.feedback import FeedbackConnection
from schema.measure import ImprovementMeasureConnection
from schema.paging import After, First
from schema.reference import Department
from schema.rights import field, governed

PIECES = "pieces of feedback"
SHARE = "share of pieces of feedback, 0 to 1"
SCORE = "score, 1 (poor) to 5 (good)"
LISTED = 20
"""How many sorts a list usually has; at most a hundred."""
NOTHING_DUE = "no such promise was kept or fell due"
NOT_RATED = "no handling was rated"

Pages = Callable[[Info, Any, int, str | None], Awaitable[FeedbackConnection]]
"""Opens criteria of the reads into a page of feedback."""
MeasurePages = Callable[[Info, Any, int, str | None], Awaitable[ImprovementMeasureConnection]]


@strawberry.type
class _Opened:
    """What a figure is made of, and what it says."""

    unit: str = field("What the value is, or what is counted (单位).")
    definition: str = field("What it says, in one sentence (口径).")
    criteria: strawberry.Private[Any]
    feedback_pages: strawberry.Private[Pages]

    @field("The feedback that it is made of, of a share the whole, the oldest first (明细).")
    async def members(self, info: Info, first: First, after: After = None) -> FeedbackConnection:
        return await self.feedback_pages(info, self.criteria, first, after)


@governed(HOUSE_READERS)
@strawberry.type(description="A number of pieces of feedback, what it counts, and which those are (反馈指标).")
class FeedbackFigure(_Opened):
    """`asOf` stands on the report: all its figures are of the same instant."""

    code: str | None = field(
        "The kind, cause, topic or sentiment it counts, by its code; null when it does not tell them apart (代码)."
    )
    name: str | None = field("How the house calls that; null where it has no name for it (名称).")
    value: int = field("How many (数值).")
    before: int = field("How many in the period of the same length before (上期).")
    share: float | None = field("Of all received, 0 to 1; null when none were (占比).")


@governed(HOUSE_READERS)
@strawberry.type(description="A share of feedback, what it counts, and which feedback that is (反馈比率).")
class FeedbackShare(_Opened):
    """The whole and the part are of one instant, so the share is of both."""

    value: float | None = field("The share, 0 to 1; null when there is nothing to take it of (数值).")
    part: int = field("How many pieces of feedback it counts (分子).")
    whole: int = field("Of how many (分母).")
    none_because: str | None = field("Why there is no value (无值原因).")
    rest: strawberry.Private[Any]

    @field("Those of it that the share does not count (未达成明细).")
    async def missed(self, info: Info, first: First, after: After = None) -> FeedbackConnection:
        return await self.feedback_pages(info, self.rest, first, after)


@governed(HOUSE_READERS)
@strawberry.type(description="The mean of customers' ratings, how sure it is, and whose they are (平均评分).")
class FeedbackScore(_Opened):
    """With an interval of 95 %, by Student's t."""

    value: float | None = field("The mean; null when nothing was rated (数值).")
    low: float | None = field("Where the interval begins; null when there are fewer than two ratings (区间下限).")
    high: float | None = field("Where it ends; likewise (区间上限).")
    count: int = field("How many ratings there are, one a cycle at most (评分数).")
    none_because: str | None = field("Why there is no value, or no interval (无值原因).")


@governed(HOUSE_READERS)
@strawberry.type(description="The feedback received in a period, in figures (反馈报告; source: P4.2-e, P4.3-d).")
class FeedbackReport:
    """All within the viewer's scope; read anew each time, so a later correction shows in it."""

    start: datetime = field("The period begins with this instant (起).")
    end: datetime = field("The period ends before this instant (止).")
    rule_version: int = field("The version of the policy feedback.report, by which kinds are frequent.")
    told: strawberry.Private[Any]
    names: strawberry.Private[Callable[[str, str], str | None]]
    """How the house calls a code of a part."""
    frequent: strawberry.Private[Callable[[int, int], bool]]
    score: strawberry.Private[Score]
    department_code: strawberry.Private[str | None]
    feedback_pages: strawberry.Private[Pages]
    measure_pages: strawberry.Private[MeasurePages]
    came_of: strawberry.Private[Any]
    finished: strawberry.Private[Any]
    next: strawberry.Private[Any]

    @field("The instant of all figures (统计时刻).")
    def as_of(self) -> datetime:
        at: datetime = self.told.as_of
        return at

    @field("The department, with those below it, that it is about; null is all in scope (部门).")
    def department(self, info: Info) -> Department | None:
        return None if self.department_code is None else reader_of(info).department(self.department_code)

    @field("Received (收到).")
    def received(self) -> FeedbackFigure:
        return self._figure("received", self.told.received, "Received in the period (本期收到的反馈).")

    @field("By kind, the most frequent first, at most 100 (按类别; source: P4.3-a).", size=LISTED)
    def by_kind(self) -> list[FeedbackFigure]:
        return self._figures("kind", self.told.kinds.listed, "Received and of this kind (本期收到的该类反馈).")

    @field("How many kinds there are, also where not all are listed.")
    def kinds(self) -> int:
        return int(self.told.kinds.sorts)

    @field("The kinds that are frequent by the policy feedback.report, likewise (高频类别; source: P4.2-e).",
           size=LISTED)  # fmt: skip
    def frequent_kinds(self) -> list[FeedbackFigure]:
        return [each for each in self.by_kind() if self.frequent(each.value, self.told.received.value)]

    @field("By cause, likewise; what came up again may have several (按根因; source: P4.3-b).", size=LISTED)
    def by_cause(self) -> list[FeedbackFigure]:
        meaning = "Received, and in one of its cycles of this cause (本期收到且曾归于该根因的反馈)."
        return self._figures("cause", self.told.causes.listed, meaning)

    @field("How many causes there are, also where not all are listed.")
    def causes(self) -> int:
        return int(self.told.causes.sorts)

    @field(
        "By what it sounds like, each once: the three, UNSURE where the model was, UNREAD where nothing was read yet"
        " (按情感; source: P4.3-a).",
        size=5,
    )
    def by_sentiment(self) -> list[FeedbackFigure]:
        meaning = "Received, and sounding so: by a person's word, else the model's (本期收到且判为该情感的反馈)."
        return self._figures("sentiment", self.told.sentiments, meaning)

    @field("By topic, the hottest first, at most 100; one piece may speak of several (热点主题; source: P4.3-d).",
           size=LISTED)  # fmt: skip
    def by_topic(self) -> list[FeedbackFigure]:
        meaning = "Received, and speaking of this: by a person's word, else the model's (本期收到且涉及该主题的反馈)."
        return self._figures("topic", self.told.topics.listed, meaning)

    @field("How many topics there are, also where not all are listed.")
    def topics(self) -> int:
        return int(self.told.topics.sorts)

    @field("Responded in time (响应及时率; source: P4.2-c).")
    def responded(self) -> FeedbackShare:
        return self._share(
            self.told.responded,
            "Of the feedback received whose promise of a response was kept or fell due, that in which each was kept in"
            " time (本期收到且响应承诺已兑现或已到期的反馈中，全部及时响应的占比).",
            NOTHING_DUE,
        )

    @field("Handled in time (办结及时率; source: P4.2-c).")
    def handled(self) -> FeedbackShare:
        return self._share(
            self.told.handled,
            "Of the feedback received whose promise of handling was kept or fell due, that in which each was kept in"
            " time (本期收到且办结承诺已兑现或已到期的反馈中，全部及时办结的占比).",
            NOTHING_DUE,
        )

    @field("How customers rate the handling (处理评分; source: P4.3-e).")
    def rating(self) -> FeedbackScore:
        score = self.score
        return FeedbackScore(
            value=score.value, low=score.low, high=score.high, count=score.count, unit=SCORE,
            definition="The mean of the ratings of the handling of what was received (本期收到反馈的处理评分均值).",
            none_because=score.none_because, criteria=self.told.rated, feedback_pages=self.feedback_pages,
        )  # fmt: skip

    @field("Rated poorly (差评率; source: P4.2-b).")
    def rated_poor(self) -> FeedbackShare:
        meaning = "Of what was received and rated, that with a rating the handbook calls poor (已评价反馈中差评的占比)."
        return self._share(self.told.rated_poor, meaning, NOT_RATED)

    @field("The improvement measures that came out of what was received (改进措施; source: P4.2-b).",
           readers=MEASURE_READERS)  # fmt: skip
    async def measures(self, info: Info, first: First, after: After = None) -> ImprovementMeasureConnection:
        return await self.measure_pages(info, self.came_of, first, after)

    @field("Those that were put in place within the period, with their effect (本期完成的改进; source: P4.3-e).",
           readers=MEASURE_READERS)  # fmt: skip
    async def measures_finished(self, info: Info, first: First, after: After = None) -> ImprovementMeasureConnection:
        return await self.measure_pages(info, self.finished, first, after)

    @field("Those that are to be in place in the period of the same length after (下期改进; source: P4.3-d).",
           readers=MEASURE_READERS)  # fmt: skip
    async def measures_ahead(self, info: Info, first: First, after: After = None) -> ImprovementMeasureConnection:
        return await self.measure_pages(info, self.next, first, after)

    def _figures(self, part: str, counts: Iterable[Any], definition: str) -> list[FeedbackFigure]:
        return [self._figure(part, each, definition) for each in counts]

    def _figure(self, part: str, count: Any, definition: str) -> FeedbackFigure:  # noqa: ANN401  the reads' own
        received = self.told.received.value
        return FeedbackFigure(
            code=count.code, name=None if count.code is None else self.names(part, count.code), value=count.value,
            before=count.before, share=count.value / received if received else None, unit=PIECES,
            definition=definition, criteria=count.members, feedback_pages=self.feedback_pages,
        )  # fmt: skip

    def _share(self, share: Any, definition: str, nothing: str) -> FeedbackShare:  # noqa: ANN401  the reads' own
        return FeedbackShare(
            value=share.value / share.of if share.of else None, unit=SHARE, part=share.value, whole=share.of,
            definition=definition, none_because=None if share.of else nothing, criteria=share.members,
            rest=share.others, feedback_pages=self.feedback_pages,
        )  # fmt: skip

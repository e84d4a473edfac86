"""What a closed wave says, as clients see it: every figure with its interval, or why there is none."""

from collections.abc import Mapping
from typing import Any

import strawberry

from domain.measure.difference import Direction
from domain.measure.insufficient import Why
from domain.survey.access import REPORT_READERS, RESULT_READERS
from domain.survey.questionnaire import Dimension, Touchpoint
from domain.survey.results import TargetVerdict
from schema.rights import field, governed

strawberry.enum(Why, name="InsufficientReason", description="Why there is no figure (无法给出结果的原因).")
strawberry.enum(Direction, name="SurveyDirection", description="Where a figure went since the wave before (变化方向).")
strawberry.enum(TargetVerdict, name="SurveyTargetVerdict", description="Whether the target is reached (达标情况).")

Body = Mapping[str, Any]


@governed(RESULT_READERS)
@strawberry.type(description="Why there is no figure (数据不足).")
class Insufficient:
    """Never a zero instead."""

    why: Why = field("Which reason.")
    reason: str = field("In a sentence.")


@governed(RESULT_READERS)
@strawberry.type(description="A figure with its 95 % interval, or why there is none (指标值).")
class SurveyFigure:
    """In the unit of the field it stands in."""

    value: float | None = field("The figure; null when there is none.")
    low: float | None = field("The lower end of its interval; null when the spread is unknown.")
    high: float | None = field("The upper end of its interval, likewise.")
    insufficient: Insufficient | None = field("Why there is no figure.")

    @classmethod
    def of(cls, body: Body) -> "SurveyFigure":
        """From what is stored."""
        return cls(
            value=body.get("value"), low=body.get("low"), high=body.get("high"), insufficient=insufficient_of(body)
        )


def insufficient_of(body: Body) -> Insufficient | None:
    """The reason, where that is what is stored."""
    return Insufficient(why=Why(body["why"]), reason=body["reason"]) if "why" in body else None


@governed(RESULT_READERS)
@strawberry.type(description="A figure minus that of the wave before, tested (变化; source: P3.2-c).")
class SurveyDifference:
    """In the unit of the field it stands in."""

    value: float | None = field("Later minus earlier; null when they cannot be compared.")
    low: float | None = field("The lower end of its 95 % interval.")
    high: float | None = field("The upper end of its 95 % interval.")
    p: float | None = field("How likely so large a difference is if nothing had changed (p 值).")
    test: str | None = field("How it was tested: WELCH for the index, TWO_PROPORTIONS for the share (检验方法).")
    direction: Direction | None = field("Where it went.")
    insufficient: Insufficient | None = field("Why they cannot be compared.")

    @classmethod
    def of(cls, body: Body) -> "SurveyDifference":
        """From what is stored."""
        direction = body.get("direction")
        return cls(
            value=body.get("value"), low=body.get("low"), high=body.get("high"), p=body.get("p"),
            test=body.get("test"), direction=None if direction is None else Direction(direction),
            insufficient=insufficient_of(body),
        )  # fmt: skip


@governed(RESULT_READERS)
@strawberry.type(description="The satisfaction index of one dimension (维度得分).")
class SurveyDimensionIndex:
    """Shown in all cells that are shown, or in none."""

    dimension: Dimension = field("What it is about.")
    index: SurveyFigure = field("Its index, 0 to 100 points.")


@governed(RESULT_READERS)
@strawberry.type(description="A part of the answers, or all of them (分组结果; source: P6.1-b).")
class SurveyCell:
    """Limited to what is not null; a hidden one has no figure, and not how many answered either."""

    stratum: str | None = field("Only those of this stratum (层).")
    touchpoint: Touchpoint | None = field("Only what was said of this touchpoint (接触点).")
    department: str | None = field("Only customers of this department (部门), by its code.")
    answers: int | None = field("How many answered (样本量); null when the cell is hidden.")
    index: SurveyFigure = field("The customer satisfaction index (客户满意度指数), 0 to 100 points, weighted.")
    top_two: SurveyFigure = field("The share of answers of 4 and 5 (满意率), 0 to 1, weighted (source: P5.3-e).")
    verdict: TargetVerdict | None = field("That share beside the target (达标情况); null when it is not shown.")
    verdict_words: str | None = field("The same in words.")
    body: strawberry.Private[Body]

    @field("The index of each dimension (维度).", size=5)
    def dimensions(self) -> list[SurveyDimensionIndex]:
        found = self.body["dimensions"].items()
        return [SurveyDimensionIndex(dimension=Dimension(name), index=SurveyFigure.of(each)) for name, each in found]

    @field("The index, in points, minus that of the wave before; null when this follows none (指数变化).")
    def index_change(self) -> SurveyDifference | None:
        return self._change("index")

    @field("The share of satisfied answers minus that of the wave before, likewise (满意率变化).")
    def top_two_change(self) -> SurveyDifference | None:
        return self._change("top_two")

    def _change(self, name: str) -> SurveyDifference | None:
        found = self.body["change"]
        return None if found is None else SurveyDifference.of(found[name])

    @classmethod
    def of(cls, body: Body) -> "SurveyCell":
        """From what is stored."""
        where, verdict = dict(body["where"]), body["verdict"]
        touchpoint = where.get("touchpoint")
        return cls(
            stratum=where.get("stratum"), department=where.get("department"),
            touchpoint=None if touchpoint is None else Touchpoint(touchpoint), answers=body["n"],
            index=SurveyFigure.of(body["index"]), top_two=SurveyFigure.of(body["top_two"]),
            verdict=TargetVerdict(verdict["verdict"]) if "verdict" in verdict else None,
            verdict_words=verdict.get("words"), body=body,
        )  # fmt: skip


@governed(REPORT_READERS)
@strawberry.type(description="What an item does for its scale (题目信度; source: P6.1-e).")
class SurveyItemReliability:
    """Among complete answers."""

    code: str = field("The item's code.")
    alpha_without: SurveyFigure = field("Cronbach's α without the item (删除该题后的 α).")
    item_total: SurveyFigure = field("Its correlation with the sum of the others (题总相关).")
    fit: str | None = field("FITS, WEAK or REVERSED; null where it cannot be said.")
    fit_words: str | None = field("The same in words.")


@governed(REPORT_READERS)
@strawberry.type(description="Whether the items of a scale measure one thing (信度; source: P6.1-e).")
class SurveyReliability:
    """Of all items that everybody is asked, or of those of one dimension."""

    dimension: Dimension | None = field("Of this dimension; null for all items.")
    alpha: SurveyFigure = field("Cronbach's α.")
    answers: int | None = field("How many complete answers it rests on (样本量).")
    verdict: str | None = field("EXCELLENT, GOOD, ACCEPTABLE, QUESTIONABLE, POOR or UNACCEPTABLE (George & Mallery).")
    words: str | None = field("The same in words.")
    items: list[SurveyItemReliability] = field("Item by item.", size=14)

    @classmethod
    def of(cls, dimension: str | None, body: Body) -> "SurveyReliability":
        """From what is stored."""
        return cls(
            dimension=None if dimension is None else Dimension(dimension), alpha=SurveyFigure.of(body),
            answers=body.get("n"), verdict=body.get("verdict"), words=body.get("words"),
            items=[
                SurveyItemReliability(
                    code=each["code"], alpha_without=SurveyFigure.of(each["alpha_without"]),
                    item_total=SurveyFigure.of(each["item_total"]), fit=each["fit"], fit_words=each["words"],
                )
                for each in body.get("items", ())
            ],
        )  # fmt: skip


@governed(REPORT_READERS)
@strawberry.type(description="Whether the items have common factors (效度; source: P6.1-e).")
class SurveyStructure:
    """Of complete answers to the items that everybody is asked."""

    kmo: SurveyFigure = field("The measure of sampling adequacy (KMO), 0 to 1.")
    kmo_verdict: str | None = field("MARVELOUS to UNACCEPTABLE (Kaiser).")
    kmo_words: str | None = field("The same in words.")
    bartlett: SurveyFigure = field("χ² of Bartlett's test of sphericity (Bartlett 球形检验).")
    bartlett_freedom: int | None = field("Its degrees of freedom.")
    bartlett_p: float | None = field("The chance of such correlations, if there were none (p 值).")
    bartlett_verdict: str | None = field("CORRELATED or UNRELATED.")
    bartlett_words: str | None = field("The same in words.")
    answers: int | None = field("How many complete answers it rests on (样本量).")

    @classmethod
    def of(cls, body: Body) -> "SurveyStructure":
        """From what is stored."""
        kmo, bartlett = (body, body) if "why" in body else (body["kmo"], body["bartlett"])
        return cls(
            kmo=SurveyFigure.of(kmo), kmo_verdict=kmo.get("verdict"), kmo_words=kmo.get("words"),
            bartlett=SurveyFigure.of(bartlett), bartlett_freedom=bartlett.get("freedom"), bartlett_p=bartlett.get("p"),
            bartlett_verdict=bartlett.get("verdict"), bartlett_words=bartlett.get("words"), answers=body.get("n"),
        )  # fmt: skip


@governed(REPORT_READERS)
@strawberry.type(description="What a closed wave says (调查报告; source: P5.3-e, P6.1).")
class SurveyReport:
    """Made once, when it was closed, by the breakdowns and the minimum that its plan settled."""

    coverage: float = field("The share of the frame that the answers speak for, 0 to 1 (覆盖率).")
    silent: list[str] = field("Strata of the frame from which nobody answered.", size=1)
    target: float = field("The share of satisfied answers that is asked for, 0 to 1 (目标).")
    smallest_cell: int = field("So many answers a figure needs to be shown (最小样本量).")
    body: strawberry.Private[Body]

    @field("Over everybody who answered (总体).")
    def total(self) -> SurveyCell:
        return SurveyCell.of(next(each for each in self.body["cells"] if not each["where"]))

    @field("Every part of it, 500 at the most; hidden ones too, without figures (分组).", size=50)
    def cells(self) -> list[SurveyCell]:
        return [SurveyCell.of(each) for each in self.body["cells"]]

    @field("Whether the questionnaire can be relied upon: all items, then each dimension (信度).", size=6)
    def reliability(self) -> list[SurveyReliability]:
        quality = self.body["quality"]
        each = [SurveyReliability.of(name, found) for name, found in quality["dimensions"].items()]
        return [SurveyReliability.of(None, quality["whole"]), *each]

    @field("Whether the dimensions hold (效度).")
    def structure(self) -> SurveyStructure:
        return SurveyStructure.of(self.body["quality"]["structure"])

    @classmethod
    def of(cls, body: Body) -> "SurveyReport":
        """From what is stored."""
        return cls(
            coverage=body["coverage"], silent=list(body["silent"]), target=body["target"],
            smallest_cell=body["smallest_cell"], body=body,
        )  # fmt: skip

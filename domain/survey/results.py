"""What a closed wave says: satisfaction by stratum, touchpoint and department (source: P5.3-e, P6.1)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from domain.measure.insufficient import Insufficient, Why, too_few
from domain.measure.interval import CONFIDENCE, Interval, Mean, Share, Weighed, stratified_mean, weighted_share
from domain.shared.errors import Invalid
from domain.survey.lifecycle import WAVE_LIFECYCLE, WaveAction
from domain.survey.plan import BREAKDOWNS, with_parts
from domain.survey.questionnaire import HIGHEST, LOWEST, TOP_TWO, Dimension, Questionnaire, Touchpoint
from domain.survey.response import mean_of, satisfaction
from domain.survey.suppression import SMALLEST, Cell, shown
from domain.survey.wave import SurveyWave
from domain.survey.weights import Weights, weights

TARGET = 0.90
"""Of all answers so many are satisfied ones (source: P5.3-e)."""
TOTAL = Cell()
_ValueOf = Callable[[list[int]], float | None]
NOBODY = too_few(0, 1)
HIDDEN = Insufficient(Why.SUPPRESSED, "too few answers, or a cell with too few could be told from it")


class TargetVerdict(StrEnum):
    """Whether the target is reached, as far as the answers can tell (达标情况)."""

    REACHED = "REACHED"
    MISSED = "MISSED"
    UNDECIDED = "UNDECIDED"

    @property
    def words(self) -> str:
        """As a sentence for the report."""
        return {
            TargetVerdict.REACHED: "the whole interval lies at or above the target",
            TargetVerdict.MISSED: "the whole interval lies below the target",
            TargetVerdict.UNDECIDED: "the target lies within the interval: more answers would be needed to tell",
        }[self]


@dataclass(frozen=True, slots=True)
class Answer:
    """One response as the results read it: scores as given, and where the customer belongs."""

    stratum: str
    scores: Mapping[str, int]
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Of one cell: the index (0 to 100), the share of answers of 4 and 5, and the index by dimension.

    `n` is None where the cell is hidden: how few answered is not told either.
    """

    cell: Cell
    n: int | None
    index: Mean | Insufficient
    top_two: Share | Insufficient
    dimensions: Mapping[Dimension, Mean | Insufficient]

    def index_interval(self, confidence: float = CONFIDENCE) -> Interval | Insufficient:
        """Within the scale."""
        found = self.index if isinstance(self.index, Insufficient) else self.index.interval(confidence)
        return found if isinstance(found, Insufficient) else Interval(max(found.low, 0.0), min(found.high, 100.0))

    def against(self, target: float = TARGET, confidence: float = CONFIDENCE) -> TargetVerdict | Insufficient:
        """The share of satisfied answers beside the target."""
        if isinstance(self.top_two, Insufficient):
            return self.top_two
        interval = self.top_two.interval(confidence)
        if interval.low >= target:
            return TargetVerdict.REACHED
        return TargetVerdict.MISSED if interval.high < target else TargetVerdict.UNDECIDED


@dataclass(frozen=True, slots=True)
class Report:
    """`items` are the codes asked, so that two waves are only compared over the same ones.

    `coverage` is the share of the frame that the figures speak for, `silent` are the strata from which nobody answered.
    The weights themselves are not told: they would tell how many answered in a hidden stratum.
    """

    items: tuple[str, ...]
    cells: Mapping[Cell, Satisfaction]
    coverage: float
    silent: tuple[str, ...]

    @property
    def total(self) -> Satisfaction:
        """Over everybody who answered."""
        return self.cells[TOTAL]

    def of_department(self, department: str) -> Satisfaction:
        """What is delivered to a department: its own cell; hidden like any other (source: P6.2-c)."""
        cell = Cell.of(department=department)
        return self.cells.get(cell, _empty(cell, NOBODY))


def results_of(wave: SurveyWave, questionnaire: Questionnaire, answers: Sequence[Answer]) -> Report:
    """Of a closed wave, as its plan says: nobody reads it before, or by other breakdowns, and subtracts."""
    WAVE_LIFECYCLE.after(WaveAction.READ_RESULTS, wave.status)
    if not wave.plan.asks_with(questionnaire):
        raise Invalid("the answers belong to another version of the questionnaire", field=["questionnaire"])
    frame = wave.sample.frame if wave.sample else {}
    return report(
        questionnaire, frame, answers, by=wave.plan.breakdowns, smallest=wave.plan.smallest_cell
    )  # fmt: skip


def report(
    questionnaire: Questionnaire,
    frame: Mapping[str, int],
    answers: Sequence[Answer],
    *,
    by: Iterable[tuple[str, ...]] = BREAKDOWNS,
    smallest: int = SMALLEST,
) -> Report:
    """Every cell with its figures or with the reason why there are none.

    One decision on what to hide holds for all figures of a cell. A dimension is shown in all cells that are shown or in
    none: with single ones missing it could be worked out from the index and the other dimensions.
    """
    counts: dict[str, int] = {}
    for each in answers:
        if each.stratum not in frame:
            raise Invalid(f"{each.stratum} is no stratum of the frame", field=["answers"])
        counts[each.stratum] = counts.get(each.stratum, 0) + 1
    found = weights(frame, counts)
    breakdowns = with_parts(by)
    members = _members(questionnaire, answers, breakdowns, None)
    visible = shown(members, smallest=smallest)
    dimensions = [
        dimension
        for dimension in sorted({each.dimension for each in questionnaire.items})
        if _agrees(_members(questionnaire, answers, breakdowns, dimension), visible, smallest)
    ]
    reader = _Reader(questionnaire, frame, answers, found)
    cells = {
        cell: reader.read(cell, dimensions, people) if cell in visible else _empty(cell, HIDDEN if people else NOBODY)
        for cell, people in members.items()
    }
    return Report(tuple(each.code for each in questionnaire.items), cells, found.coverage, found.silent)


class _Reader:
    def __init__(
        self, questionnaire: Questionnaire, frame: Mapping[str, int], answers: Sequence[Answer], found: Weights
    ) -> None:
        self._questionnaire, self._frame, self._answers, self._weights = questionnaire, frame, answers, found
        self._dimensions = sorted({each.dimension for each in questionnaire.items})
        self._of_stratum: dict[str, list[int]] = {}
        for number, each in enumerate(answers):
            self._of_stratum.setdefault(each.stratum, []).append(number)

    def read(self, cell: Cell, dimensions: Iterable[Dimension], people: Sequence[int]) -> Satisfaction:
        """`people` are the answers in the cell by their number."""
        index = self._index(cell, None, people)
        top_two = weighted_share(self._rows(cell, None, people, _satisfied))
        open_ones = frozenset(dimensions)
        by_dimension = {
            each: self._index(cell, each, people) if each in open_ones else HIDDEN for each in self._dimensions
        }
        return Satisfaction(cell, len(people), index, top_two, by_dimension)

    def _index(self, cell: Cell, dimension: Dimension | None, people: Sequence[int]) -> Mean | Insufficient:
        mean = stratified_mean(self._rows(cell, dimension, people, mean_of), self._frame)
        scale = 100 / (HIGHEST - LOWEST)
        return mean if isinstance(mean, Insufficient) else mean.scaled(scale, -LOWEST * scale)

    def _rows(
        self, cell: Cell, dimension: Dimension | None, people: Sequence[int], value_of: _ValueOf
    ) -> list[Weighed]:  # fmt: skip
        """Everybody of the strata that the cell has people of: who is not in it counts with the size of the stratum."""
        within = frozenset(people)
        return [
            Weighed(
                stratum,
                self._weights.by_stratum[stratum],
                value_of(_scores_in(cell, self._questionnaire, self._answers[number], dimension))
                if number in within
                else None,
            )
            for stratum in sorted({self._answers[number].stratum for number in people})
            for number in self._of_stratum[stratum]
        ]


def _satisfied(scores: list[int]) -> float | None:
    return sum(score >= TOP_TWO for score in scores) / len(scores) if scores else None


def _scores_in(
    cell: Cell, questionnaire: Questionnaire, answer: Answer, dimension: Dimension | None
) -> list[int]:  # fmt: skip
    """The customer's scores that belong into the cell, none when the customer does not."""
    where = dict(cell.where)
    if where.get("stratum", answer.stratum) != answer.stratum:
        return []
    if "department" in where and where["department"] != answer.department:
        return []
    touchpoint = Touchpoint(where["touchpoint"]) if "touchpoint" in where else None
    return satisfaction(questionnaire, answer.scores, dimension=dimension, touchpoint=touchpoint)


def _members(
    questionnaire: Questionnaire,
    answers: Sequence[Answer],
    breakdowns: Iterable[tuple[str, ...]],
    dimension: Dimension | None,
) -> dict[Cell, list[int]]:
    """Who is in each cell, by their number; every cell that anybody is in, and the total."""
    found: dict[Cell, list[int]] = {TOTAL: []}
    touchpoint_of = {each.code: each.touchpoint for each in questionnaire.items}
    breakdowns = list(breakdowns)
    for number, each in enumerate(answers):
        met = sorted({touchpoint for code in each.scores if (touchpoint := touchpoint_of.get(code)) is not None})
        values = {
            "stratum": [each.stratum],
            "department": [] if each.department is None else [each.department],
            "touchpoint": [touchpoint.value for touchpoint in met],
        }
        for axes in breakdowns:
            for where in product(*(values[axis] for axis in axes)):
                cell = Cell(tuple(zip(axes, where, strict=True)))
                if _scores_in(cell, questionnaire, each, dimension):
                    found.setdefault(cell, []).append(number)
    return found


def _agrees(members: Mapping[Cell, list[int]], visible: frozenset[Cell], smallest: int) -> bool:
    answered = {cell for cell, people in members.items() if people}
    return visible & answered <= shown(members, smallest=smallest)


def _empty(cell: Cell, why: Insufficient) -> Satisfaction:
    return Satisfaction(cell, None, why, why, {})

"""Improvement measures with names, as they stand in each status, so that a test reads as a sentence."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.improvement.effect import DEFAULT_EFFECT, Better, EffectRule, Sample
from domain.improvement.lifecycle import MeasureAction, MeasureStatus
from domain.improvement.measure import Answer, AnswerKind, Measure, MeasureKind, Target
from tests.domain.builders import ANNA, BO, DAY, NINE, as_loaded
from tests.domain.feedbacks import THE_FEEDBACK

THE_MEASURE = UUID(int=0x3EA)
IN_PLACE = NINE + 10 * DAY
LATER = NINE + 100 * DAY
COMPARING = EffectRule.of(2, DEFAULT_EFFECT)
TARGET = Target("satisfaction", "of 5", Better.HIGHER, 4.2)


def before(count: int = 200, mean: float | None = 3.6, deviation: float | None = 1.0) -> Sample:
    return Sample(NINE - 90 * DAY, NINE, count, mean, deviation)


def after(count: int = 200, mean: float | None = 4.3, deviation: float | None = 0.9) -> Sample:
    return Sample(IN_PLACE, LATER, count, mean, deviation)


def planned(**also: object) -> Measure:
    known: dict[str, Any] = {
        "id": THE_MEASURE,
        "subject": "开户时逐项说明费率",
        "kind": MeasureKind.TRAINING,
        "department": "desk",
        "owner_id": ANNA,
        "due": NINE + 30 * DAY,
        "target": TARGET,
        "baseline": before(),
        "at": NINE,
        "by": "supervisor:su",
        "answers": Answer(AnswerKind.FEEDBACK, THE_FEEDBACK),
    }
    return Measure.plan(**(known | also))


def under_way() -> Measure:
    measure = planned()
    measure.begin(at=NINE + DAY)
    return measure


def done() -> Measure:
    measure = under_way()
    measure.finish(at=IN_PLACE)
    return measure


def assessed() -> Measure:
    measure = done()
    measure.assess_effect(after(), rule=COMPARING, at=LATER)
    return measure


def verified() -> Measure:
    measure = assessed()
    measure.verify(at=LATER)
    return measure


def dropped() -> Measure:
    measure = planned()
    measure.drop(why="费率改为统一", at=NINE + DAY)
    return measure


STANDING: dict[MeasureStatus, Callable[[], Measure]] = {
    MeasureStatus.PLANNED: planned,
    MeasureStatus.UNDER_WAY: under_way,
    MeasureStatus.DONE: assessed,
    MeasureStatus.VERIFIED: verified,
    MeasureStatus.DROPPED: dropped,
}


def standing_in(status: MeasureStatus) -> Measure:
    return as_loaded(STANDING[status]())


VERBS: dict[MeasureAction, Callable[[Measure, datetime], None]] = {
    MeasureAction.HAND_OVER: lambda m, at: m.hand_over(department="desk", owner_id=BO, why="调岗", at=at),
    MeasureAction.CHANGE_DUE: lambda m, at: m.change_due(at + DAY, why="等系统上线", at=at),
    MeasureAction.ANSWER_TO: lambda m, at: m.answer_to(AnswerKind.TICKET, BO, at=at),
    MeasureAction.BEGIN: lambda m, at: m.begin(at=at),
    MeasureAction.FINISH: lambda m, at: m.finish(at=at),
    MeasureAction.ASSESS_EFFECT: lambda m, at: m.assess_effect(after(count=300), rule=COMPARING, at=at),
    MeasureAction.VERIFY: lambda m, at: m.verify(at=at),
    MeasureAction.DROP: lambda m, at: m.drop(why="不再需要", at=at),
}

"""The verbs of an improvement measure."""

from datetime import datetime

import strawberry

from domain.improvement.access import READERS
from domain.improvement.effect import Better
from domain.improvement.measure import MeasureKind
from schema.errors import UserError
from schema.measure import ImprovementMeasure
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, Keyed, Versioned, needed, optional

ANSWERS = "What it came out of (来源): a ticket or feedback, by its global id."


@strawberry.input
class MeasureInput(Versioned):
    """Which measure."""

    measure_id: strawberry.ID = needed("The measure (改进措施).")


@strawberry.type
class MeasurePayload:
    """The measure as it now is, or why nothing was done."""

    measure: ImprovementMeasure | None = field("The measure as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="What is to be reached (目标; source: P4.3-c).")
class MeasureTargetInput:
    metric: str = needed("The metric (指标): one of improvementMetrics, or a code of your own.")
    goal: float = needed("What it is to be, in its unit (目标值).")
    unit: str | None = optional("What it is measured in (单位); only for a metric that the desk does not measure.")
    better: Better | None = optional("Which way is better; only for a metric that the desk does not measure.")
    department: str | None = optional("Count the tickets of this department only (部门), by its code.")
    kind: str | None = optional("Count tickets of this kind only (问题类别), by its code.")


@strawberry.input(description="Values of a metric in a time (样本).")
class MeasureSampleInput:
    since: datetime = needed("From when on, included; with its zone.")
    until: datetime = needed("Until when, not included; with its zone.")
    count: int | None = optional("How many values there were; only for a metric that the desk does not measure.")
    mean: float | None = optional("Their mean; likewise.")
    deviation: float | None = optional("Their standard deviation, n - 1; likewise.")


@strawberry.input(description="A measure that is specific and measurable (制定改进措施; source: P4.3-c).")
class PlanMeasureInput(Keyed):
    subject: str = needed("What is changed (主题): one line of 1 to 200 characters, without personal data.")
    kind: MeasureKind = needed("What sort of change it is (类别).")
    department: str = needed("Which department answers for it (责任部门), by its code.")
    owner_id: strawberry.ID = needed("Who answers for it (责任人).")
    due_at: datetime = needed("Until when it is to be in place (期限): a time to come, with its zone.")
    target: MeasureTargetInput = needed("What is to be reached (目标).")
    baseline: MeasureSampleInput = needed("What was before (基线): a time that is over.")
    answers_to: strawberry.ID | None = optional(ANSWERS)


@governed(READERS)
@strawberry.type(description="What came of planMeasure.")
class PlanMeasurePayload(MeasurePayload):
    pass


@strawberry.input(description="Somebody else answers for it (移交改进措施).")
class HandOverMeasureInput(MeasureInput):
    department: str = needed("Which department answers for it from now on (责任部门), by its code.")
    owner_id: strawberry.ID = needed("Who answers for it from now on (责任人).")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of handOverMeasure.")
class HandOverMeasurePayload(MeasurePayload):
    pass


@strawberry.input(description="Sooner or later than was said (调整期限).")
class ChangeMeasureDueInput(MeasureInput):
    due_at: datetime = needed("Until when it is to be in place (期限): a time to come, with its zone.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of changeMeasureDue.")
class ChangeMeasureDuePayload(MeasurePayload):
    pass


@strawberry.input(description="It came out of this too (关联来源).")
class LinkMeasureInput(MeasureInput):
    answers_to: strawberry.ID = needed(ANSWERS)


@governed(READERS)
@strawberry.type(description="What came of linkMeasure.")
class LinkMeasurePayload(MeasurePayload):
    pass


@strawberry.input(description="Under way (开始实施).")
class BeginMeasureInput(MeasureInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of beginMeasure.")
class BeginMeasurePayload(MeasurePayload):
    pass


@strawberry.input(description="In place: from here on, what comes after can be compared (完成实施).")
class FinishMeasureInput(MeasureInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of finishMeasure.")
class FinishMeasurePayload(MeasurePayload):
    pass


@strawberry.input(description="Before against after (评估效果; source: P4.3-e); as often as there is more to tell.")
class AssessMeasureEffectInput(MeasureInput):
    after: MeasureSampleInput | None = optional(
        "What came after; from when it was in place until now, when not given and the desk measures it."
    )


@governed(READERS)
@strawberry.type(description="What came of assessMeasureEffect.")
class AssessMeasureEffectPayload(MeasurePayload):
    pass


@strawberry.input(description="The loop is closed on what the data say, by another than its owner (验证措施).")
class VerifyMeasureInput(MeasureInput):
    reason: str | None = optional("What there is to say (说明): at most 500 characters, without personal data.")


@governed(READERS)
@strawberry.type(description="What came of verifyMeasure.")
class VerifyMeasurePayload(MeasurePayload):
    pass


@strawberry.input(description="It will not be done (放弃措施).")
class DropMeasureInput(MeasureInput):
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of dropMeasure.")
class DropMeasurePayload(MeasurePayload):
    pass

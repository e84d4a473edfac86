"""The shape of every policy's body."""

from domain.activity.activity import ActivityKind
from domain.alert import escalation
from domain.alert.trigger import TriggerKind
from domain.calendar.days import DayKind
from domain.calendar.duration import LONGEST, Ends, Unit
from domain.calendar.service import OverrideKind
from domain.calendar.span import WEEKDAYS
from domain.clock.commitment import Recurrence, StepKind
from domain.customer.customer import CustomerType, Segment, Stage, Tier
from domain.need.classes import Category, Grade, Intensity, Nature
from domain.need.rank import ENTRIES, First, Life
from domain.policy.claims import ROLES
from domain.policy.happenings import EVENTS
from domain.policy.shape import Day, Each, Fields, Flag, OneOf, Table, Text, Weight, Whole, Word
from domain.survey.poor import RULES, Opens
from domain.survey.questionnaire import HIGHEST, ITEMS, LOWEST, WORDING_LENGTH, Dimension, Language, Touchpoint
from domain.ticket.lifecycle import Status
from domain.upkeep.rules import LONGEST_SILENCE, STAGE_ACTIONS, ArchiveLevel, RaisedOn
from domain.upkeep.task import DONE_BY

CODE = Text(60)
FACTS = (
    *("level", "kind", "business_line", "channel", "department"),
    *("complaint", "tier", "segment", "origin"),
)
"""What the condition of a commitment may ask for."""
_TEN_YEARS = 10 * 366 * 24 * 60
_SPANS = Each(Text(11), 12)

DURATION = Fields(
    {"amount": Whole(1, max(LONGEST.values())), "unit": OneOf([each.value for each in Unit])},
    {"ends": OneOf([each.value for each in Ends])},
)
STEP = Fields(
    {
        "code": CODE,
        "kind": OneOf([each.value for each in StepKind]),
        "minutes": Whole(-_TEN_YEARS, _TEN_YEARS),
    }
)
COMMITMENT = Fields(
    {
        "code": CODE,
        "aggregate": OneOf(sorted(EVENTS)),
        "starts_on": Each(CODE, 20, 1),
        "fulfilled_on": Each(CODE, 20, 1),
        "duration": DURATION,
        "basis": Text(),
    },
    {
        "cancelled_on": Each(CODE, 20),
        "paused_in": Each(OneOf([each.value for each in Status]), len(Status)),
        "when": Table(OneOf(FACTS), Each(Word(60), 100, 1), len(FACTS)),
        "recurrence": OneOf([each.value for each in Recurrence]),
        "steps": Each(STEP, 20),
    },
)
COMMITMENTS = Fields({"commitments": Each(COMMITMENT, 100)})
CHOICE = Fields({"default": CODE}, {"by_department": Table(CODE, CODE), "by_tier": Table(OneOf(list(Tier)), CODE)})
DAYS = Fields(
    {"kind": OneOf([each.value for each in DayKind])},
    {
        "code": CODE,
        "weekdays": Each(OneOf(WEEKDAYS), 7, 1),
        "exceptions": Each(Fields({"day": Day(), "counts": Flag(), "reason": Text(100)}), 3000),
        "confirmed_through": Day(),
    },
)
SERVICE = Fields(
    {"zone": Text(60), "week": Table(OneOf(WEEKDAYS), _SPANS, 7), "working_days": CODE},
    {
        "code": CODE,
        "trading_days": CODE,
        "make_up_hours": _SPANS,
        "overrides": Each(
            Fields(
                {"day": Day(), "kind": OneOf([each.value for each in OverrideKind]), "reason": Text(100)},
                {"spans": _SPANS},
            ),
            1000,
        ),
        "confirmed_through": Day(),
        "day_versions": Table(CODE, Whole(1, 1_000_000), 10),
    },
)
_STEP_OF_LEVEL = Whole(-4, 4)
LEVEL = Fields(
    {"default_severity": Whole(1, 5)},
    {
        "customer_type": Table(OneOf(list(CustomerType)), _STEP_OF_LEVEL),
        "tier": Table(OneOf(list(Tier)), _STEP_OF_LEVEL),
        "business_line": Table(CODE, _STEP_OF_LEVEL),
        "complaint": Table(OneOf(("satisfaction", "scope", "difficulty")), Weight(), 3),
    },
)
INTAKE = Fields({}, {"department": CODE, "by_kind": Table(CODE, CODE), "by_business_line": Table(CODE, CODE)})
ESCALATION_LEVEL = Fields(
    {"tell": Each(CODE, escalation.RECIPIENTS, 1)},
    {"through": Each(CODE, 20, 1), "acknowledge_within": Whole(1, escalation.LONGEST_MINUTES)},
)
ESCALATION_RULE = Fields(
    {"code": CODE, "on": OneOf(list(TriggerKind)), "ladder": Each(ESCALATION_LEVEL, escalation.LEVELS, 1)},
    {
        "commitment": Each(CODE, 100, 1),
        "step_kind": Each(OneOf(list(StepKind)), 2, 1),
        "facts": Table(OneOf(FACTS), Each(CODE, 100, 1), len(FACTS)),
        "at_least": Whole(1, 1000),
        "within_days": Whole(1, escalation.LONGEST_DAYS),
    },
)
ESCALATION = Fields({"rules": Each(ESCALATION_RULE, escalation.RULES)})

_POINTS = Whole(0, 100)
_UP = Whole(0, 60)
"""In tenths of a place in the order of needs, which has six."""
_LARGEST_AMOUNT = 10**15
BANDS = Fields(
    {
        "otherwise": _POINTS,
        "bands": Each(Fields({"more_than": Whole(0, _LARGEST_AMOUNT), "points": _POINTS}), 20),
    }
)
ATTRIBUTES = {
    "customer_type": CustomerType,
    "tier": Tier,
    "stage": Stage,
    "segment": Segment,
}
"""What a row of the need matrix may ask about the customer."""
MATRIX_ROW = Fields(
    {"code": CODE, "grades": Fields({each.value: OneOf(list(Grade)) for each in Intensity})},
    {"when": Fields({}, {name: Each(OneOf(list(words)), len(words), 1) for name, words in ATTRIBUTES.items()})},
)
NEED_ASSESSMENT = Fields(
    {
        "matrix": Each(MATRIX_ROW, 50, 1),
        "value": Fields(
            {
                "trades": BANDS,
                "balance": BANDS,
                "weights": Table(OneOf(("trades", "balance", "satisfaction")), Weight()),
            }
        ),
        "weights": Table(OneOf(("value", "benefit", "cost")), Weight()),
        "strategy": Fields({"priority_from": _POINTS, "standard_from": _POINTS}),
    }
)
ADJUSTMENT = Fields(
    {"life": OneOf(list(Life)), "up": _UP},
    {
        "natures": Each(OneOf(list(Nature)), len(Nature)),
        "categories": Each(OneOf(list(Category)), len(Category)),
    },
)
_ALL_OF = {words: Fields({each.value: _POINTS for each in words}) for words in (Intensity, Grade)}
NEED_RANK = Fields(
    {
        "first": OneOf(list(First)),
        "order": Each(OneOf(ENTRIES), len(ENTRIES), len(ENTRIES)),
        "adjustments": Each(ADJUSTMENT, 20),
        "market": Fields({"up": _UP, "urgency": _POINTS}),
        "abnormal": Fields({"within_days": Whole(1, 366)}),
        "urgency": Fields(
            {"intensity": _ALL_OF[Intensity], "urgent_from": _POINTS},
            {"category": Table(OneOf(list(Category)), _POINTS, len(Category))},
        ),
        "importance": Fields(
            {
                "grade": _ALL_OF[Grade],
                "weights": Table(OneOf(("grade", "service_value")), Weight(), 2),
                "important_from": _POINTS,
            }
        ),
        "score": Table(OneOf(("urgency", "value", "cost")), Weight(), 3),
    }
)

FEEDBACK_DESK = Fields({"department": CODE}, {"responsible": Each(Text(100), 20)})
FEEDBACK_ROUTING = Fields(
    {
        "otherwise": FEEDBACK_DESK,
        "independent": FEEDBACK_DESK,
        "causes": Table(CODE, Text(100), 100),
        "poor_at_most": Whole(1, 4),
    },
    {"by_kind": Table(CODE, FEEDBACK_DESK), "referral_warning_hours": Whole(1, 720)},
)

FEEDBACK_REPORT = Fields({"frequent_count": Whole(1, 1_000_000), "frequent_percent": Whole(0, 100)})

CHANNEL_PREFERENCE = Fields(
    {
        "by_type": Table(OneOf(list(CustomerType)), Each(CODE, 10, 1)),
        "learn": Fields({"within_days": Whole(1, 3660), "at_least": Whole(1, 1000), "share": Whole(1, 100)}),
    }
)

UPKEEP = Fields(
    {
        "tasks": Each(
            Fields({"commitment": CODE, "kind": OneOf(sorted(DONE_BY)), "on": OneOf(list(RaisedOn))}), len(DONE_BY)
        ),
    },
    {"department": CODE},
)
CUSTOMER_LIFECYCLE = Fields(
    {
        "silent_months": Whole(1, LONGEST_SILENCE),
        "moves": Each(
            Fields({"on": Each(OneOf(list(ActivityKind)), len(ActivityKind), 1), "action": OneOf(list(STAGE_ACTIONS))}),
            20,
        ),
        "archives": Fields({each.value: OneOf(list(ArchiveLevel)) for each in Stage}),
    }
)

IMPROVEMENT_EFFECT = Fields({"smallest_sample": Whole(10, 100_000), "confidence": Whole(80, 99)})

WORDING = Fields({each.value: Text(WORDING_LENGTH) for each in Language})
_TOUCHPOINT = OneOf(list(Touchpoint))
QUESTIONNAIRE = Fields(
    {
        "items": Each(
            Fields(
                {"code": CODE, "dimension": OneOf(list(Dimension)), "wording": WORDING},
                {"touchpoint": _TOUCHPOINT, "reversed": Flag(), "required": Flag()},
            ),
            ITEMS,
            1,
        )
    },
    {
        "code": CODE,
        "questions": Each(Fields({"code": CODE, "wording": WORDING}, {"touchpoint": _TOUCHPOINT}), ITEMS),
    },
)
SURVEY_FRAME = Fields(
    {
        "within_days": Whole(1, 3660),
        "business_line": Table(CODE, _TOUCHPOINT),
        "opening_stages": Each(OneOf(list(Stage)), len(Stage)),
        "left_out_stages": Each(OneOf(list(Stage)), len(Stage)),
    }
)
SURVEY_RESULTS = Fields({"smallest_cell": Whole(2, 1000), "target_percent": Whole(1, 100)})
POOR_ANSWER = Fields(
    {"code": CODE, "at_most": Whole(LOWEST, HIGHEST - 1), "opens": OneOf(list(Opens)), "kind": CODE},
    {"items": Whole(1, ITEMS), "dimension": OneOf(list(Dimension)), "touchpoint": _TOUCHPOINT},
)
POOR_ANSWERS = Fields({"channel": CODE, "rules": Each(POOR_ANSWER, RULES)})

_CLAIM = Each(Text(200), 5, 1)
"""Names, each within the one before; they are texts and no codes: some issuers name claims by addresses."""
_MEANT = 200
CLAIMS = Fields(
    {
        "subject": _CLAIM,
        "role": Fields({"claim": _CLAIM}, {"values": Each(Fields({"value": Text(), "role": OneOf(ROLES)}), _MEANT, 1)}),
        "department": Fields(
            {"claim": _CLAIM}, {"values": Each(Fields({"value": Text(), "department": CODE}), _MEANT, 1)}
        ),
    }
)

CONDITIONS = {
    "level": ("1", "2", "3", "4", "5"),
    "complaint": ("true", "false"),
    "tier": tuple(each.value for each in Tier),
    "segment": tuple(each.value for each in Segment),
    "origin": ("desk", "import"),
}
"""The values of those facts that are no words of the house."""

"""The policies a new house begins with: name, body and what each rests on; calendars come out of `holidays`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from adapters.calendars import statutory_days, trading_days
from domain.alert.defaults import DEFAULT_ESCALATION
from domain.calendar.span import WEEKDAYS
from domain.clock.book import CHOICE, COMMITMENTS, DAYS, SERVICE
from domain.clock.defaults import DEFAULT_COMMITMENTS
from domain.feedback.report import DEFAULT_REPORT
from domain.feedback.routing import DEFAULT_ROUTING
from domain.improvement.effect import DEFAULT_EFFECT
from domain.interaction.preference import DEFAULT_PREFERENCE
from domain.need.defaults import DEFAULT_ASSESSMENT, DEFAULT_RANK
from domain.policy.claims import DEFAULT_CLAIMS
from domain.policy.intake import DEFAULT_INTAKE
from domain.policy.level import DEFAULT_LEVEL_RULE
from domain.survey.defaults import (
    DEFAULT_FRAME,
    DEFAULT_POOR_ANSWERS,
    DEFAULT_QUESTIONNAIRE,
    DEFAULT_QUESTIONNAIRE_CODE,
    DEFAULT_RESULTS,
)
from domain.upkeep.rules import DEFAULT_LIFECYCLE, DEFAULT_UPKEEP

LEVEL = "ticket.level"
INTAKE = "ticket.intake"
ESCALATION = "alert.escalation"
FEEDBACK_ROUTING = "feedback.routing"
FEEDBACK_REPORT = "feedback.report"
NEED_ASSESSMENT = "need.assessment"
NEED_RANK = "need.rank"
IMPROVEMENT_EFFECT = "improvement.effect"
CHANNEL_PREFERENCE = "customer.channel_preference"
UPKEEP = "customer.upkeep"
CUSTOMER_LIFECYCLE = "customer.lifecycle"
QUESTIONNAIRE = "survey.questionnaire."
SURVEY_FRAME = "survey.frame"
SURVEY_RESULTS = "survey.results"
POOR_ANSWERS = "survey.poor_answers"
CLAIMS = "access.claims"

Body = Mapping[str, Any]
FIRST_YEAR = 2014
"""Imported history begins in 2016; promises made before that are explained as well."""
_HOURS = ["09:00-11:30", "13:00-17:30"]
"""A securities firm's desk keeps the exchange's noon break, and stays two and a half hours after the close at 15:00."""
_DESK: Body = {
    "code": "desk",
    "zone": "Asia/Shanghai",
    "week": dict.fromkeys(WEEKDAYS[:5], _HOURS),
    "make_up_hours": _HOURS,
    "working_days": "CN",
    "trading_days": "XSHG",
    "day_versions": {"CN": 1, "XSHG": 1},
}
_CHOICE: Body = {"default": "desk", "by_department": {}, "by_tier": {}}


def default_policies(at: datetime) -> dict[str, tuple[Callable[[], Body], str]]:
    """Version 1 of each by its name: what makes its body, and its basis."""
    last = at.year + 1
    return {
        LEVEL: (lambda: DEFAULT_LEVEL_RULE, "《证券行业客户服务管理规范》 P5.2-c"),
        INTAKE: (lambda: DEFAULT_INTAKE, "《证券行业客户服务管理规范》 P5.2-a"),
        ESCALATION: (lambda: DEFAULT_ESCALATION, "P3.3-e"),
        NEED_ASSESSMENT: (lambda: DEFAULT_ASSESSMENT, "P2.1-c, P2.2"),
        NEED_RANK: (lambda: DEFAULT_RANK, "P2.3"),
        DAYS + "CN": (lambda: _statutory(last), "国务院办公厅节假日安排"),
        DAYS + "XSHG": (lambda: _trading(last), "上海证券交易所休市安排"),
        SERVICE + "desk": (lambda: _DESK, "kefu"),
        CHOICE: (lambda: _CHOICE, "kefu"),
        FEEDBACK_ROUTING: (lambda: DEFAULT_ROUTING, "P4.2-d"),
        FEEDBACK_REPORT: (lambda: DEFAULT_REPORT, "P4.2-e"),
        IMPROVEMENT_EFFECT: (lambda: DEFAULT_EFFECT, "P4.3-e"),
        CHANNEL_PREFERENCE: (lambda: DEFAULT_PREFERENCE, "P4.1-c"),
        UPKEEP: (lambda: DEFAULT_UPKEEP, "P1.3-a, P1.3-b, P1.3-d"),
        CUSTOMER_LIFECYCLE: (lambda: DEFAULT_LIFECYCLE, "P1.2-c"),
        QUESTIONNAIRE + DEFAULT_QUESTIONNAIRE_CODE: (
            lambda: {"code": DEFAULT_QUESTIONNAIRE_CODE, **DEFAULT_QUESTIONNAIRE},
            "《中国证券业协会客户服务标准》 P6.1-a",
        ),
        SURVEY_FRAME: (lambda: DEFAULT_FRAME, "P6.1-b"),
        SURVEY_RESULTS: (lambda: DEFAULT_RESULTS, "《证券公司客户服务满意度评估体系》 P5.3-e"),
        CLAIMS: (lambda: DEFAULT_CLAIMS, "kefu"),
        POOR_ANSWERS: (lambda: DEFAULT_POOR_ANSWERS, "P6.3-a"),
        COMMITMENTS: (lambda: {"commitments": list(DEFAULT_COMMITMENTS)}, "P1.3, P4.2-c, P5.2, P5.3"),
    }


@cache
def _statutory(last: int) -> Body:
    return statutory_days(FIRST_YEAR, last).body()


@cache
def _trading(last: int) -> Body:
    return trading_days(FIRST_YEAR, last).body()

"""The commitments a new house begins with (source: P5.2-b, P5.2-d, P5.2-g, P5.3-b)."""

from collections.abc import Mapping
from typing import Any

_HOUR = 60
_UNTIL_RESOLVED = {"cancelled_on": ["TicketWithdrawn", "TicketResolved"], "aggregate": "ticket"}
_AWAITING = ["AWAITING_CUSTOMER", "AWAITING_THIRD_PARTY"]


def _wall_clock(minutes: int) -> dict[str, Any]:
    return {"amount": minutes, "unit": "WALL_CLOCK_MINUTES"}


DEFAULT_COMMITMENTS: tuple[Mapping[str, Any], ...] = (
    {
        **_UNTIL_RESOLVED,
        "code": "first_response",
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["TicketResponded"],
        "duration": _wall_clock(30),
        "basis": "P5.2-b《证券行业客户服务管理规范》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "initial_analysis",
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["AnalysisRecorded"],
        "duration": _wall_clock(24 * _HOUR),
        "basis": "P5.2-d《证券公司客户服务问题处理指引》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "plan",
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["PlanRecorded"],
        "paused_in": _AWAITING,
        "duration": _wall_clock(48 * _HOUR),
        "basis": "P5.2-d《证券公司客户服务问题处理指引》",
    },
    {
        "aggregate": "ticket",
        "code": "initial_handling",
        "starts_on": ["TicketOpened", "TicketReopened"],
        "fulfilled_on": ["TicketResolved"],
        "cancelled_on": ["TicketWithdrawn"],
        "paused_in": _AWAITING,
        "duration": _wall_clock(72 * _HOUR),
        "basis": "P5.2-b《证券行业客户服务管理规范》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "tracking_begins",
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["ProgressReported"],
        "duration": {"amount": 3, "unit": "WORKING_DAYS"},
        "basis": "P5.3-b《证券公司客户服务问题管理规范》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "weekly_progress",
        "starts_on": ["ProgressReported"],
        "fulfilled_on": ["ProgressReported"],
        "paused_in": _AWAITING,
        "duration": _wall_clock(7 * 24 * _HOUR),
        "recurrence": "SEQUENTIAL",
        "basis": "P5.3-b《证券公司客户服务问题管理规范》",
    },
    {
        "aggregate": "ticket",
        "code": "feedback_confirmed",
        "starts_on": ["CustomerFeedbackGiven"],
        "fulfilled_on": ["FeedbackConfirmed"],
        "duration": _wall_clock(24 * _HOUR),
        "basis": "P5.2-g",
    },
    {
        "aggregate": "ticket",
        "code": "feedback_result",
        "starts_on": ["CustomerFeedbackGiven"],
        "fulfilled_on": ["FeedbackAnswered"],
        "duration": _wall_clock(72 * _HOUR),
        "basis": "P5.2-g",
    },
)
"""One policy; lengths are minutes of wall clock unless the unit says otherwise."""

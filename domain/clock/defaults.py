"""The commitments a new house begins with (source: P1.3-b, P1.3-d, P4.2-c, P5.2-b, P5.2-d, P5.2-g, P5.3-b).

Each warns while there is still time to keep it: short ones when a third is left, those of a day or more half a working
day or a day ahead, those that end with a day when the desk opens on it.
"""

from collections.abc import Mapping
from typing import Any

FIRST_RESPONSE = "first_response"
FEEDBACK_RESPONSE, FEEDBACK_HANDLED = "feedback_response", "feedback_handled"
"""The commitment whose keeping wallboards show as a share (source: P5.2-b)."""
_HOUR = 60
_DAY = 24 * _HOUR
_OPENS_ON_THE_LAST_DAY = 15 * _HOUR
"""From 09:00 to the end of the day."""

_UNTIL_RESOLVED = {"cancelled_on": ["TicketWithdrawn", "TicketResolved"], "aggregate": "ticket"}
_AWAITING = ["AWAITING_CUSTOMER", "AWAITING_THIRD_PARTY"]
_OURS = {"origin": ["desk"]}
"""Another system's log tells neither answers nor plans: a breach of those would be invented."""


def _wall_clock(minutes: int) -> dict[str, Any]:
    return {"amount": minutes, "unit": "WALL_CLOCK_MINUTES"}


def _warned(before: int) -> list[dict[str, Any]]:
    """A warning so many minutes before, and the breach."""
    return [
        {"code": "warning", "kind": "WARNING", "minutes": -before},
        {"code": "breach", "kind": "VIOLATION", "minutes": 0},
    ]


OF_TICKETS: tuple[Mapping[str, Any], ...] = (
    {
        **_UNTIL_RESOLVED,
        "code": FIRST_RESPONSE,
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["TicketResponded"],
        "when": _OURS,
        "duration": _wall_clock(30),
        "steps": _warned(10),
        "basis": "P5.2-b《证券行业客户服务管理规范》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "initial_analysis",
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["AnalysisRecorded"],
        "when": _OURS,
        "duration": _wall_clock(24 * _HOUR),
        "steps": _warned(4 * _HOUR),
        "basis": "P5.2-d《证券公司客户服务问题处理指引》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "plan",
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["PlanRecorded"],
        "paused_in": _AWAITING,
        "when": _OURS,
        "duration": _wall_clock(48 * _HOUR),
        "steps": _warned(4 * _HOUR),
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
        "steps": _warned(_DAY),
        "basis": "P5.2-b《证券行业客户服务管理规范》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "tracking_begins",
        "starts_on": ["TicketOpened"],
        "fulfilled_on": ["ProgressReported"],
        "when": _OURS,
        "duration": {"amount": 3, "unit": "WORKING_DAYS"},
        "steps": _warned(_OPENS_ON_THE_LAST_DAY),
        "basis": "P5.3-b《证券公司客户服务问题管理规范》",
    },
    {
        **_UNTIL_RESOLVED,
        "code": "weekly_progress",
        "starts_on": ["ProgressReported"],
        "fulfilled_on": ["ProgressReported"],
        "paused_in": _AWAITING,
        "when": _OURS,
        "duration": _wall_clock(7 * _DAY),
        "recurrence": "SEQUENTIAL",
        "steps": _warned(_DAY),
        "basis": "P5.3-b《证券公司客户服务问题管理规范》",
    },
    {
        "aggregate": "ticket",
        "code": "feedback_confirmed",
        "starts_on": ["CustomerFeedbackGiven"],
        "fulfilled_on": ["FeedbackConfirmed"],
        "when": _OURS,
        "duration": _wall_clock(24 * _HOUR),
        "steps": _warned(4 * _HOUR),
        "basis": "P5.2-g",
    },
    {
        "aggregate": "ticket",
        "code": "feedback_result",
        "starts_on": ["CustomerFeedbackGiven"],
        "fulfilled_on": ["FeedbackAnswered"],
        "when": _OURS,
        "duration": _wall_clock(72 * _HOUR),
        "steps": _warned(_DAY),
        "basis": "P5.2-g",
    },
)
"""Lengths are minutes of wall clock unless the unit says otherwise."""

OF_OTHERS: tuple[Mapping[str, Any], ...] = (
    {
        "aggregate": "customer",
        "code": "identity_on_record",
        "starts_on": ["IdentityChangeNoticed"],
        "fulfilled_on": ["IdentityChangeRecorded"],
        "cancelled_on": ["CustomerLeft"],
        "duration": {"amount": 3, "unit": "WORKING_DAYS"},
        "steps": _warned(_OPENS_ON_THE_LAST_DAY),
        "basis": "P1.3-b",
    },
    {
        "aggregate": "customer",
        "code": "record_complete",
        "starts_on": ["AccountOpened"],
        "fulfilled_on": ["RecordCompleted"],
        "cancelled_on": ["CustomerLeft"],
        "duration": {"amount": 1, "unit": "CALENDAR_MONTHS"},
        "steps": _warned(7 * _DAY),
        "basis": "P1.3-d",
    },
    {
        "aggregate": "customer",
        "code": "record_refreshed",
        "starts_on": ["RecordCompleted"],
        "fulfilled_on": ["RecordRefreshed"],
        "cancelled_on": ["CustomerLeft"],
        "recurrence": "INDEPENDENT",
        "duration": {"amount": 12, "unit": "CALENDAR_MONTHS"},
        "steps": _warned(30 * _DAY),
        "basis": "P1.3-d",
    },
    {
        "aggregate": "feedback",
        "code": FEEDBACK_RESPONSE,
        "starts_on": ["FeedbackReceived", "FeedbackReopened"],
        "fulfilled_on": ["FeedbackResponded"],
        "duration": _wall_clock(24 * _HOUR),
        "steps": _warned(4 * _HOUR),
        "basis": "P4.2-c《证券公司客户服务规范》",
    },
    {
        "aggregate": "feedback",
        "code": FEEDBACK_HANDLED,
        "starts_on": ["FeedbackReceived", "FeedbackReopened"],
        "fulfilled_on": ["FeedbackHandled"],
        "duration": {"amount": 7, "unit": "WORKING_DAYS"},
        "steps": _warned(_DAY + _OPENS_ON_THE_LAST_DAY),
        "basis": "P4.2-c《证券公司客户服务规范》",
    },
)
"""Those of aggregates that are still to come, or to tell these events: nothing begins before somebody tells them."""

DEFAULT_COMMITMENTS = (*OF_TICKETS, *OF_OTHERS)

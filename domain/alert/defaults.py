"""The rules of escalation a new house begins with: slow service, any complaint, past a threshold (source: P3.3-e)."""

from collections.abc import Mapping
from typing import Any

_HOUR = 60
_HEAD, _HEAD_ABOVE, _MANAGER = "role:supervisor@department", "role:supervisor@above", "role:service_manager"
_AT_THE_DESK = {"origin": ["desk"]}
"""Promises of another system's log are judged, and not chased: its customers were answered long ago, or there."""

DEFAULT_ESCALATION: Mapping[str, Any] = {
    "rules": [
        {
            "code": "slow_soon",
            "on": "CLOCK_STEP",
            "step_kind": ["WARNING"],
            "facts": _AT_THE_DESK,
            "ladder": [{"tell": ["assignee"]}],
        },
        {
            "code": "slow",
            "on": "CLOCK_STEP",
            "step_kind": ["VIOLATION"],
            "facts": _AT_THE_DESK,
            "ladder": [
                {"tell": ["assignee", _HEAD], "acknowledge_within": 30},
                {"tell": [_HEAD_ABOVE], "acknowledge_within": _HOUR},
                {"tell": [_MANAGER]},
            ],
        },
        {
            "code": "complaint",
            "on": "COMPLAINT",
            "ladder": [
                {"tell": [_HEAD, "account_manager"], "acknowledge_within": _HOUR},
                {"tell": [_HEAD_ABOVE], "acknowledge_within": 4 * _HOUR},
                {"tell": [_MANAGER]},
            ],
        },
        {
            "code": "grave_complaint",
            "on": "COMPLAINT",
            "facts": {"level": ["1", "2"]},
            "ladder": [{"tell": ["role:risk_control", _MANAGER]}],
        },
        {
            "code": "reopened_again",
            "on": "REOPENED",
            "at_least": 2,
            "ladder": [{"tell": ["assignee", _HEAD], "acknowledge_within": 4 * _HOUR}, {"tell": [_MANAGER]}],
        },
        {
            "code": "complains_again",
            "on": "REPEATED_COMPLAINT",
            "at_least": 2,
            "within_days": 30,
            "ladder": [{"tell": ["account_manager", _HEAD], "acknowledge_within": 4 * _HOUR}, {"tell": [_MANAGER]}],
        },
    ]
}
"""Minutes and days; thresholds where the source gives none are the house's to change."""

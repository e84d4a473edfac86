"""Alerts, rules and surroundings with names, so that a test reads as a sentence."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.alert.alert import Alert
from domain.alert.defaults import DEFAULT_ESCALATION
from domain.alert.escalation import Escalation, Rule
from domain.alert.recipient import Surroundings
from domain.alert.trigger import Trigger, TriggerKind
from domain.clock.commitment import StepKind
from tests.domain.builders import NINE, THE_TICKET

THE_ALERT = UUID(int=0xA1E27)
DEFAULTS = Escalation.of(1, DEFAULT_ESCALATION)
AROUND = Surroundings(department="trading", department_above="desk", assignee="S-0007", account_manager="M-0001")
NOBODY = Surroundings(department="trading", department_above="desk")


def a_step(**given: object) -> Trigger:
    known: dict[str, Any] = {
        "kind": TriggerKind.CLOCK_STEP, "aggregate_id": THE_TICKET, "at": NINE, "commitment": "first_response",
        "instance": 1, "step": "breach", "step_kind": StepKind.VIOLATION, "due": NINE,
        "facts": {"origin": "desk"},
    }  # fmt: skip
    return Trigger(**(known | given))


def a_complaint(**given: object) -> Trigger:
    known: dict[str, Any] = {
        "kind": TriggerKind.COMPLAINT,
        "aggregate_id": THE_TICKET,
        "at": NINE,
        "facts": {"level": "3"},
    }
    return Trigger(**(known | given))


def a_rule(**given: object) -> Rule:
    known: dict[str, Any] = {"code": "slow", "on": "CLOCK_STEP", "ladder": [{"tell": ["assignee"]}]}
    return Rule.of(known | given)


def raised(rule: Rule, *, at: datetime = NINE, trigger: Trigger | None = None, around: Surroundings = AROUND) -> Alert:
    return Alert.raise_(
        id=THE_ALERT, rule=rule, policy_version=1, trigger=trigger or a_step(), around=around, at=at
    )  # fmt: skip

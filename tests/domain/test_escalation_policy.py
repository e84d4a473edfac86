from typing import Any

import pytest

from domain.alert.escalation import Escalation
from domain.alert.trigger import Trigger, TriggerKind
from domain.clock.commitment import StepKind
from domain.shared.errors import Invalid
from tests.domain.alerts import DEFAULTS, a_complaint, a_rule, a_step


def codes(trigger: Trigger) -> list[str]:
    return [rule.code for rule in DEFAULTS.raised_by(trigger)]


def test_slow_service_raises_an_alert_and_a_warning_before_it() -> None:
    assert codes(a_step()) == ["slow"]
    assert codes(a_step(step_kind=StepKind.WARNING)) == ["slow_soon"]
    assert codes(a_step(facts={"origin": "import"})) == []


def test_any_complaint_raises_an_alert_and_a_grave_one_another() -> None:
    assert codes(a_complaint(facts={"level": "4"})) == ["complaint"]
    assert codes(a_complaint(facts={"level": "1"})) == ["complaint", "grave_complaint"]


def test_the_second_reopening_raises_an_alert_and_the_first_does_not() -> None:
    assert codes(a_complaint(kind=TriggerKind.REOPENED, count=1)) == []
    assert codes(a_complaint(kind=TriggerKind.REOPENED, count=2)) == ["reopened_again"]


def test_a_customer_who_complains_twice_in_thirty_days_is_noticed() -> None:
    again: dict[str, Any] = {"kind": TriggerKind.REPEATED_COMPLAINT, "within_days": 30}

    assert DEFAULTS.windows == (30,)
    assert codes(a_complaint(**again, count=1)) == []
    assert codes(a_complaint(**again, count=2)) == ["complains_again"]
    assert codes(a_complaint(**(again | {"within_days": 7}), count=9)) == []


def test_a_rule_may_be_about_one_promise_and_one_kind_of_ticket() -> None:
    rule = a_rule(commitment=["first_response"], facts={"tier": ["VIP"], "complaint": ["true"]})

    assert rule.meets(a_step(facts={"tier": "VIP", "complaint": "true"}))
    assert not rule.meets(a_step(facts={"tier": "VIP", "complaint": "false"}))
    assert not rule.meets(a_step(facts={"complaint": "true"}))
    assert not rule.meets(a_step(facts={"tier": "VIP", "complaint": "true"}, commitment="plan"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": None},
        {"on": "SOMETIMES"},
        {"ladder": []},
        {"ladder": [{"tell": []}]},
        {"ladder": [{"tell": ["boss"]}]},
        {"ladder": [{"tell": ["assignee"], "through": []}]},
        {"ladder": [{"tell": ["assignee"], "through": ["pigeon"]}]},
        {"ladder": [{"tell": ["assignee"], "through": ["log:x"]}]},
        {"ladder": [{"tell": ["assignee"], "acknowledge_within": 0}]},
        {"ladder": [{"tell": ["assignee"], "acknowledge_within": "30"}]},
        {"ladder": [{"tell": ["assignee"]}, {"tell": ["assignee"]}]},
        {"ladder": [{"tell": ["assignee"], "acknowledge_within": 5}] * 11},
        {"facts": {"mood": ["bad"]}},
        {"step_kind": ["SOON"]},
        {"at_least": 2},
        {"within_days": 30},
        {"on": "REPEATED_COMPLAINT", "at_least": 2},
        {"on": "REPEATED_COMPLAINT", "at_least": 2, "within_days": 0},
        {"on": "REOPENED", "at_least": 0},
        {"on": "REOPENED", "commitment": ["plan"]},
    ],
)
def test_a_rule_that_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        a_rule(**wrong)


def test_a_policy_has_each_code_once_and_says_which_rules_it_has() -> None:
    rule = {"code": "a", "on": "COMPLAINT", "ladder": [{"tell": ["assignee"]}]}

    with pytest.raises(Invalid):
        Escalation.of(2, {"rules": [rule, rule]})
    with pytest.raises(LookupError):
        DEFAULTS.rule("unknown")


def test_a_level_may_go_to_one_endpoint_only() -> None:
    rule = a_rule(ladder=[{"tell": ["assignee"], "through": ["webhook:pager"]}])

    assert rule.level(1).through == ("webhook:pager",)

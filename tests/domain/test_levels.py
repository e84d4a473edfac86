import pytest

from domain.policy.level import DEFAULT_LEVEL_RULE, Grading, LevelRule
from domain.shared.errors import Invalid
from tests.domain.builders import RULE


def proposed(
    severity: int | None = None,
    *,
    customer_type: str = "INDIVIDUAL",
    tier: str = "ORDINARY",
    business_line: str | None = None,
    grading: Grading | None = None,
    rule: LevelRule = RULE,
) -> int:
    level = rule.propose(
        customer_type=customer_type, tier=tier, business_line=business_line, severity=severity, grading=grading
    )
    return level.value


@pytest.mark.parametrize("severity", [1, 2, 3, 4, 5])
def test_the_level_of_an_ordinary_customer_is_the_severity(severity: int) -> None:
    assert proposed(severity) == severity


def test_without_a_severity_the_rule_has_its_own_and_says_so() -> None:
    level = RULE.propose(customer_type="INDIVIDUAL", tier="ORDINARY", business_line=None, severity=None)

    assert (level.value, level.factors, level.rule_version) == (3, ("severity 3 (default)",), 1)


def test_institutions_vips_and_grave_business_lines_count_one_step_each() -> None:
    assert proposed(4, customer_type="INSTITUTION") == 3
    assert proposed(4, tier="VIP") == 3
    assert proposed(4, business_line="securities_trading") == 3
    assert proposed(5, customer_type="INSTITUTION", tier="VIP", business_line="account_security") == 2


def test_each_step_is_named_among_the_factors() -> None:
    level = RULE.propose(customer_type="INSTITUTION", tier="VIP", business_line="fund", severity=4)

    assert level.factors == ("severity 4", "customer type INSTITUTION -1", "service tier VIP -1")


def test_no_level_is_graver_than_1_or_lighter_than_5() -> None:
    later = LevelRule.of(2, {"tier": {"ORDINARY": 3}})

    assert proposed(1, customer_type="INSTITUTION", tier="VIP") == 1
    assert proposed(4, rule=later) == 5


@pytest.mark.parametrize("severity", [0, 6, -1])
def test_a_severity_that_does_not_exist_is_refused(severity: int) -> None:
    with pytest.raises(Invalid) as raised:
        proposed(severity)

    assert raised.value.field == ("severity",)


def test_a_complaint_is_graded_by_satisfaction_scope_and_difficulty_and_not_by_severity() -> None:
    worst = Grading(satisfaction=1, scope=5, difficulty=5)
    mildest = Grading(satisfaction=5, scope=1, difficulty=1)

    assert proposed(5, grading=worst) == 1
    assert proposed(1, grading=mildest) == 5
    assert proposed(None, grading=Grading(satisfaction=3, scope=3, difficulty=3)) == 3


@pytest.mark.parametrize("worse", [{"satisfaction": 1}, {"scope": 5}, {"difficulty": 5}])
def test_each_of_the_three_makes_a_complaint_graver(worse: dict[str, int]) -> None:
    middling = {"satisfaction": 3, "scope": 3, "difficulty": 3}

    assert proposed(grading=Grading(**{**middling, **worse})) < proposed(grading=Grading(**middling))


def test_a_complaint_of_a_vip_is_a_step_graver_too() -> None:
    middling = Grading(satisfaction=3, scope=3, difficulty=3)

    assert proposed(tier="VIP", grading=middling) == 2


@pytest.mark.parametrize("field", ["satisfaction", "scope", "difficulty"])
@pytest.mark.parametrize("value", [0, 6])
def test_a_grade_that_does_not_exist_is_refused(field: str, value: int) -> None:
    with pytest.raises(Invalid) as raised:
        Grading(**{"satisfaction": 3, "scope": 3, "difficulty": 3, field: value})

    assert raised.value.field == (field,)


def test_a_rule_is_data_with_a_version_of_its_own() -> None:
    rule = LevelRule.of(7, {**DEFAULT_LEVEL_RULE, "default_severity": 4, "version": 3, "note": "试行"})

    level = rule.propose(customer_type="INDIVIDUAL", tier="ORDINARY", business_line=None, severity=None)

    assert (level.value, level.rule_version) == (4, 7)

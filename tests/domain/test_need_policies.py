"""What the policies of needs may say: what means nothing is refused at its place, with what would be right."""

import pytest

from domain.need.defaults import DEFAULT_ASSESSMENT, DEFAULT_RANK
from domain.policy.checks import NEED_ASSESSMENT, NEED_RANK, checked
from domain.shared.errors import Invalid
from tests.domain.needs import changed
from tests.domain.test_policy_bodies import HOUSE

ORDER = DEFAULT_RANK["order"]
EVERYBODY = {"code": "all", "grades": {"HIGH": "HIGH", "MEDIUM": "LOW", "LOW": "LOW"}}
CROSSING = [{"more_than": 50, "points": 40}, {"more_than": 5, "points": 70}]
FALLING = [{"more_than": 5, "points": 80}, {"more_than": 50, "points": 20}]


def test_the_defaults_may_be_proposed_as_they_are() -> None:
    assert checked(NEED_ASSESSMENT, DEFAULT_ASSESSMENT, HOUSE) == DEFAULT_ASSESSMENT
    assert checked(NEED_RANK, DEFAULT_RANK, HOUSE) == DEFAULT_RANK


@pytest.mark.parametrize(
    ("path", "value", "field", "right"),
    [
        (("matrix",), [], "matrix", "a list of 1 to 50"),
        (("matrix", 0, "grades"), {"HIGH": "HIGH", "LOW": "LOW"}, "matrix.0.grades.MEDIUM", "is missing"),
        (("matrix", 0, "grades", "LOW"), "TOP", "matrix.0.grades.LOW", "one of HIGH, MEDIUM, LOW"),
        (("matrix", 1, "when", "tier"), ["GOLD"], "matrix.1.when.tier.0", "one of NEW, VIP, ORDINARY"),
        (("matrix", 1, "when"), {"mood": ["good"]}, "matrix.1.when", "there are customer_type, tier, stage, segment"),
        (("matrix", 0, "when"), {}, "matrix.0.when", "the last row, and only the last"),
        (("matrix", 3, "when"), {"tier": ["VIP"]}, "matrix.3.when", "the last row, and only the last"),
        (("matrix",), [{**EVERYBODY, "when": {"tier": ["VIP"]}}, EVERYBODY], "matrix.1.code", "each has its own code"),
        (("value", "trades", "bands"), CROSSING, "value.trades.bands.1.more_than", "must be above 50"),
        (("value", "balance", "bands"), FALLING, "value.balance.bands.1.points", "must be 80 or more"),
        (("value", "weights"), {"trades": 0}, "value.weights", "must be above 0"),
        (("weights",), {"value": 1, "cost": 0}, "weights", "must be above 0"),
        (("strategy", "standard_from"), 71, "strategy.standard_from", "must be 70"),
        (("strategy", "priority_from"), 101, "strategy.priority_from", "from 0 to 100"),
    ],
)
def test_a_policy_of_assessment_that_means_nothing_is_refused_at_its_place(
    path: tuple[str | int, ...], value: object, field: str, right: str
) -> None:
    body = changed(DEFAULT_ASSESSMENT, *path, to=value)

    with pytest.raises(Invalid, match=right) as refused:
        checked(NEED_ASSESSMENT, body, HOUSE)

    assert ".".join(refused.value.field) == field


@pytest.mark.parametrize(
    ("path", "value", "field", "right"),
    [
        (("first",), "SCORE", "first", "one of ORDER, QUADRANT"),
        (("order",), ORDER[:-1], "order", "a list of 6 to 6"),
        (("order",), [*ORDER[:-1], ORDER[0]], "order", "each of these once"),
        (("order",), [ORDER[0], ORDER[2], ORDER[1], *ORDER[3:]], "order.2", "must come before TRADING_CONSULTATION"),
        (("adjustments", 0), {"life": "NEW", "up": 10}, "adjustments.0", "must name natures or categories"),
        (("adjustments", 0, "life"), "OLD", "adjustments.0.life", "one of NEW, MATURE"),
        (("market", "up"), 61, "market.up", "from 0 to 60"),
        (("urgency", "intensity"), {"HIGH": 1, "LOW": 1}, "urgency.intensity.MEDIUM", "is missing"),
        (("urgency", "urgent_from"), -1, "urgency.urgent_from", "from 0 to 100"),
        (("importance", "weights"), {"service_value": 1}, "importance.weights.grade", "must be above 0"),
        (("score",), {"value": 1, "cost": 1}, "score.urgency", "must be above 0"),
        (("score",), {"mood": 1}, "score.mood", "one of urgency, value, cost"),
    ],
)
def test_a_policy_of_ranks_that_means_nothing_is_refused_at_its_place(
    path: tuple[str | int, ...], value: object, field: str, right: str
) -> None:
    with pytest.raises(Invalid, match=right) as refused:
        checked(NEED_RANK, changed(DEFAULT_RANK, *path, to=value), HOUSE)

    assert ".".join(refused.value.field) == field

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from domain.need.classes import Category
from domain.need.market import MarketEvent
from domain.shared.errors import Invalid, NotAllowedNow, ReasonRequired
from tests.domain.builders import DAY, ELEVEN, HOUR, NINE, NOON, TEN, as_loaded
from tests.domain.history import known, told


def a_fall(**also: object) -> MarketEvent:
    known_: dict[str, Any] = {
        "id": UUID(int=0x3A),
        "title": "大盘急跌",
        "categories": [Category.RISK_ASSESSMENT, Category.TRADING_CONSULTATION],
        "begins_at": TEN,
        "ends_at": NINE + DAY,
        "why": "沪指跌逾五个点",
        "at": NINE,
        "by": "supervisor:su",
    }
    return MarketEvent.enter(**(known_ | also))


@pytest.mark.parametrize(
    ("category", "at", "concerned"),
    [
        (Category.RISK_ASSESSMENT, NINE, False),
        (Category.RISK_ASSESSMENT, TEN, True),
        (Category.TRADING_CONSULTATION, NOON, True),
        (Category.ACCOUNT_SECURITY, NOON, False),
        (Category.RISK_ASSESSMENT, NINE + DAY, False),
    ],
)
def test_a_market_event_concerns_its_categories_while_it_lasts(
    category: Category, at: datetime, concerned: bool
) -> None:
    assert a_fall().concerns(category, at) is concerned


def test_it_may_be_over_before_its_time_and_then_concerns_nobody_any_more() -> None:
    market = a_fall()
    market.end(why="收盘前回稳", at=ELEVEN)

    assert market.concerns(Category.RISK_ASSESSMENT, ELEVEN - HOUR)
    assert not market.concerns(Category.RISK_ASSESSMENT, ELEVEN)
    assert told(market) == known(market.state())


def test_one_that_is_ended_before_it_begins_never_begins() -> None:
    market = a_fall(begins_at=NOON)
    market.end(why="误报", at=TEN)

    assert not any(market.concerns(Category.RISK_ASSESSMENT, at) for at in (TEN, NOON, NINE + DAY))


@pytest.mark.parametrize(
    ("also", "field"),
    [
        ({"categories": []}, "categories"),
        ({"ends_at": TEN}, "endsAt"),
        ({"begins_at": NINE - DAY, "ends_at": NINE}, "endsAt"),
        ({"title": " "}, "title"),
    ],
)
def test_one_that_means_nothing_is_refused(also: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_fall(**also)

    assert refused.value.field == (field,)


def test_it_is_entered_and_ended_with_a_reason_and_not_after_it_is_over() -> None:
    with pytest.raises(ReasonRequired):
        a_fall(why=None)
    market = as_loaded(a_fall())
    with pytest.raises(ReasonRequired):
        market.end(why="", at=TEN)
    with pytest.raises(NotAllowedNow):
        market.end(why="收盘", at=NINE + DAY)
    assert (market, market.happenings) == (as_loaded(a_fall()), [])

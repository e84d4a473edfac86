"""Ten thousand customers with their trading activity out of files: their needs are ranked, each rank explained."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.importers.activity import import_activity
from adapters.importers.customers import import_customers
from adapters.storage.ranking import Ranking
from app.house import opened
from domain.need import commands
from domain.need.classes import Category, Classes, Frequency, Intensity, Nature, NeedSource
from tests.app.serving import Serving, kefu_serving
from tests.engines import a_database, settings_for
from tests.storage.test_tickets import a_desk

CUSTOMERS, PIECES, NEEDS = 10_000, 60_000, 500
QUEUE = """query ($after: String) { needQueue(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
  id rank { standing factors ruleVersion } grading { grade factors } customer { externalReference } } } }"""


@pytest.fixture
async def url(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with a_database("postgres", tmp_path, request.config) as url:
        yield url


def files(folder: Path, dice: Random) -> tuple[Path, Path]:
    """Customers, and what they did within the last year: some trade often, some hardly, some strangely."""
    customers, activity = folder / "customers.csv", folder / "activity.csv"
    customers.write_text(
        "external_reference,kind,name\n" + "".join(f"C{number},INDIVIDUAL,客户\n" for number in range(CUSTOMERS))
    )
    now = datetime.now(UTC)
    with activity.open("w") as file:
        file.write("customer,time,kind,amount_minor,reference\n")
        for number in range(PIECES):
            at = now - timedelta(minutes=dice.randrange(1, 500_000))
            kind = dice.choices(("BUY", "SELL", "BALANCE", "ABNORMAL"), (50, 35, 14, 1))[0]
            who = int(dice.triangular(0, CUSTOMERS - 1, 0))
            file.write(f"C{who},{at.isoformat()},{kind},{dice.randrange(1, 10**8)},{number}\n")
    return customers, activity


async def in_turn(server: Serving) -> list[dict[str, Any]]:
    nodes, after, token = [], None, server.token("risk_control", "rc-1")
    while True:
        page = (await server.ask(QUEUE, token, after=after))["data"]["needQueue"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes


@pytest.mark.postgres
async def test_what_ten_thousand_customers_need_is_ranked_by_what_they_do(url: str, tmp_path: Path) -> None:
    dice = Random(7)
    customers, activity = files(tmp_path, dice)
    async with opened(settings_for(url)) as house:
        await import_customers(house.house, customers)
        desk = a_desk(house)
        rows = await house.house.database.rows("select id from customer order by external_reference")
        assert len(rows) == CUSTOMERS
        for row in dice.sample(list(rows), NEEDS):
            await commands.identify_need(
                desk, customer_id=row["id"], subject="想了解可转债的交易规则", source=NeedSource.TRADING_ANALYSIS,
                classes=Classes(dice.choice(list(Category)), dice.choice(list(Nature)), dice.choice(list(Frequency)),
                                dice.choice(list(Intensity))),
                department="desk",
            )  # fmt: skip
        async with kefu_serving(url) as server:
            before = await in_turn(server)
            summary = await import_activity(house.house, activity)
            ranking, looked = Ranking(house.house), 0
            while more := await ranking.look():
                looked += more
            after = await in_turn(server)

    assert (summary.recorded, summary.rejects) == (PIECES, [])
    assert looked >= 1
    assert len(after) == len(before) == NEEDS == len({each["id"] for each in after})
    assert all(each["rank"]["factors"] and each["grading"]["factors"] for each in after)
    assert all(each["rank"]["ruleVersion"] == 1 for each in after)
    standings = [each["rank"]["standing"] for each in after]
    assert standings == sorted(standings)
    moved = {each["id"]: each["rank"] for each in before}
    assert any(moved[each["id"]] != each["rank"] for each in after)

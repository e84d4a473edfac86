"""Ten thousand customers with their trading activity out of files: their needs are ranked and explained, live."""

import asyncio
import csv
import re
from collections import Counter
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from app.house import OpenHouse, opened
from domain.need import commands
from domain.need.classes import Category, Classes, Frequency, Intensity, Nature, NeedSource
from domain.need.defaults import DEFAULT_RANK
from tests.app.serving import Serving, heard, kefu, kefu_serving, running, say
from tests.engines import a_database, settings_for
from tests.storage.test_tickets import a_desk

CUSTOMERS, PIECES, NEEDS, ASSESSED = 10_000, 60_000, 500, 50
OFTEN = 5
ABNORMAL = "abnormal trading on the account"
ABNORMAL_DAYS = int(DEFAULT_RANK["abnormal"]["within_days"])
MARGIN = timedelta(hours=1)
"""No activity lies so near to the edge of a window that it depends on when the worker looks."""
NEED = """id category rank { standing factors ruleVersion } grading { grade factors } assessment { factors }
 identifiedAt customer { externalReference }"""
QUEUE = f"""query ($after: String) {{ needQueue(first: 100, after: $after) {{
  pageInfo {{ hasNextPage endCursor }} nodes {{ {NEED} }} }} }}"""
FOLLOW = f"""subscription {{ needQueue {{ __typename
  ... on NeedQueueSnapshot {{ cursor needs {{ {NEED} }} }}
  ... on NeedQueueDelta {{ cursor type need {{ {NEED} }} }}
  ... on NeedQueueMoved {{ cursor type need {{ {NEED} }} }}
  ... on NeedQueueRemoved {{ cursor needId }}
  ... on Heartbeat {{ cursor }} ... on Gap {{ cursor }} ... on Draining {{ cursor }} }} }}"""
ASSESS = """mutation ($i: AssessNeedInput!) { assessNeed(input: $i) { need { id } userErrors { code message } } }"""
DECLINE = """mutation ($i: DeclineNeedInput!) { declineNeed(input: $i) { need { id } userErrors { code message } } }"""


@pytest.fixture
async def url(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with a_database("postgres", tmp_path, request.config) as url:
        yield url


def files(folder: Path, dice: Random) -> tuple[Path, Path]:
    """Customers, and what they did within the last two years: some trade often, some hardly, some strangely."""
    customers, activity = folder / "customers.csv", folder / "activity.csv"
    customers.write_text(
        "external_reference,kind,name\n" + "".join(f"C{number},INDIVIDUAL,客户\n" for number in range(CUSTOMERS))
    )
    now = datetime.now(UTC)
    edges = timedelta(days=ABNORMAL_DAYS), timedelta(days=365)
    with activity.open("w") as file:
        file.write("customer,time,kind,amount_minor,reference\n")
        for number in range(PIECES):
            ago = timedelta(minutes=dice.randrange(60, 800_000))
            while any(abs(ago - edge) < MARGIN for edge in edges):
                ago += MARGIN
            kind = dice.choices(("BUY", "SELL", "BALANCE", "ABNORMAL"), (47, 32, 13, 8))[0]
            who = int(dice.triangular(0, CUSTOMERS - 1, 0))
            file.write(f"C{who},{(now - ago).isoformat()},{kind},{dice.randrange(1, 10**8)},{number}\n")
    return customers, activity


class Known:
    """What the file says of each customer, read by nothing of ours."""

    def __init__(self, activity: Path, now: datetime) -> None:
        self.active: set[str] = set()
        self.abnormal: set[str] = set()
        self.trades: Counter[str] = Counter()
        with activity.open() as file:
            for row in csv.DictReader(file):
                ago, customer = now - datetime.fromisoformat(row["time"]), row["customer"]
                self.active.add(customer)
                if row["kind"] == "ABNORMAL" and ago < timedelta(days=ABNORMAL_DAYS):
                    self.abnormal.add(customer)
                if row["kind"] in {"BUY", "SELL"} and ago < timedelta(days=365):
                    self.trades[customer] += 1


class Wall:
    """A client's own copy of the queue, kept by what the socket tells."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.needs: dict[str, dict[str, Any]] = {}
        self.kinds: Counter[str] = Counter()

    async def open(self) -> None:
        await say(self._socket, id="1", type="subscribe", payload={"query": FOLLOW})
        snapshot = await self._frame()
        assert snapshot["__typename"] == "NeedQueueSnapshot"
        self.hold(snapshot["needs"])

    def hold(self, needs: list[dict[str, Any]]) -> None:
        self.needs |= {each["id"]: each for each in needs}

    async def until_gone(self, need_id: str) -> None:
        while need_id in self.needs:
            frame = await self._frame()
            self.kinds[frame["__typename"]] += 1
            match frame["__typename"]:
                case "NeedQueueDelta" | "NeedQueueMoved":
                    self.hold([frame["need"]])
                case "NeedQueueRemoved":
                    del self.needs[frame["needId"]]
                case other:
                    assert other == "Heartbeat"

    def in_turn(self) -> list[dict[str, Any]]:
        return sorted(self.needs.values(), key=lambda each: (each["rank"]["standing"], each["identifiedAt"]))

    async def _frame(self) -> dict[str, Any]:
        message = await heard(self._socket)
        assert message["type"] == "next", message
        frame: dict[str, Any] = message["payload"]["data"]["needQueue"]
        return frame


async def in_turn(server: Serving, token: str) -> list[dict[str, Any]]:
    nodes, after = [], None
    while True:
        page = (await server.ask(QUEUE, token, after=after))["data"]["needQueue"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes


async def identified(house: OpenHouse, dice: Random) -> None:
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


async def dues(house: OpenHouse) -> dict[str, datetime]:
    """When each customer's need will be looked at."""
    text = "select c.external_reference as who, n.rank_due_at as at from need n join customer c on c.id = n.customer_id"
    return {row["who"]: row["at"] for row in await house.house.database.rows(text)}


async def nothing_is_due(house: OpenHouse) -> None:
    """The worker has come to the last of them."""
    async with asyncio.timeout(60):
        while True:
            if min((await dues(house)).values()) > datetime.now(UTC):
                return
            await asyncio.sleep(0.5)


async def done(server: Serving, token: str, mutation: str, **given: object) -> None:
    answer = await server.ask(mutation, token, i=given)
    assert not answer.get("errors"), answer
    (payload,) = answer["data"].values()
    assert payload["userErrors"] == [], payload


@pytest.mark.postgres
async def test_what_ten_thousand_customers_need_is_ranked_by_what_they_do(url: str, tmp_path: Path) -> None:
    dice = Random(7)
    customers, activity = files(tmp_path, dice)
    imported = await asyncio.to_thread(kefu, "import", "customers", str(customers), database_url=url)
    assert imported.status == 0, imported.err
    async with opened(settings_for(url)) as house:
        await identified(house, dice)
        async with kefu_serving(url) as server:
            token = server.token("risk_control", "rc-1")
            for each in (await in_turn(server, token))[:ASSESSED]:
                verdict = {"necessary": True, "feasible": True, "measurable": True, "cost": 2, "benefit": 4}
                await done(server, token, ASSESS, needId=each["id"], **verdict)
            await house.house.database.run("update need set rank_due_at = rank_due_at + interval '1 day'")
            first_due, before = await dues(house), await in_turn(server, token)
            async with server.socket(token) as socket:
                wall = Wall(socket)
                await wall.open()
                wall.hold(before)
                with running(url, "worker", until=re.compile(r"\bworking\b")) as worker:
                    ran = await asyncio.to_thread(kefu, "import", "activity", str(activity), database_url=url)
                    assert ran.status == 0, ran.err
                    await nothing_is_due(house)
                    last = next(each["id"] for each in reversed(before) if each["assessment"] is None)
                    await done(server, token, DECLINE, needId=last, reason="不再需要")
                    await wall.until_gone(last)
                    assert "Traceback" not in "\n".join([*worker.lines, *server.lines])
            after = await in_turn(server, token)
            then_due = await dues(house)

    known = Known(activity, datetime.now(UTC))
    judged = {each["customer"]["externalReference"] for each in before if each["assessment"]}
    assert len(before) == NEEDS == len(after) + 1
    assert len(judged) == ASSESSED
    assert wall.in_turn() == after
    by_reference = {each["customer"]["externalReference"]: each for each in after}
    those_with_activity_were_looked_at(known, by_reference.keys(), first_due, then_due)
    strange = ranks_say_why(known, by_reference)
    assessments_say_why(known, {who: by_reference[who] for who in judged})
    assert wall.kinds["NeedQueueMoved"] >= len(strange)
    assert wall.kinds["NeedQueueDelta"] >= len(judged & known.active)
    assert wall.kinds["NeedQueueRemoved"] == 1


def those_with_activity_were_looked_at(
    known: Known, waiting: Collection[str], first_due: dict[str, datetime], then_due: dict[str, datetime]
) -> None:
    """And no others."""
    looked_at = {who for who in waiting if then_due[who] != first_due[who]}
    assert looked_at == known.active.intersection(waiting)
    assert 0 < len(looked_at) < len(waiting)


def ranks_say_why(known: Known, by_reference: dict[str, dict[str, Any]]) -> set[str]:
    """By the file and the policy alone; whose account shows abnormal trading."""
    standings = [each["rank"]["standing"] for each in by_reference.values()]
    assert standings == sorted(standings)
    strange = {who for who, each in by_reference.items() if ABNORMAL in each["rank"]["factors"]}
    assert strange == known.abnormal & by_reference.keys()
    assert strange
    order: list[str] = DEFAULT_RANK["order"]
    for who, each in by_reference.items():
        own = order.index(each["category"])
        place = min(own, order.index("ABNORMAL_TRADING")) if who in strange else own
        assert f"order {place + 1}: {order[place]}" in each["rank"]["factors"]
        assert each["rank"]["ruleVersion"] == 1
        assert each["grading"]["factors"]
    return strange


def assessments_say_why(known: Known, judged: dict[str, dict[str, Any]]) -> None:
    """More than five trades a year score higher; of whom nothing is known, nothing is said (P2.2-d)."""
    for who, each in judged.items():
        trades = known.trades[who]
        told = f"trades in a year {trades}: {70 if trades > OFTEN else 30}"
        factors = each["assessment"]["factors"]
        assert factors[0] == (told if who in known.active else "trades unknown, not counted"), factors
    counts = {known.trades[who] > OFTEN for who in judged}
    assert counts == {True, False}

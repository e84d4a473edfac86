"""What a new house begins with, and how versions published elsewhere become known."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

from adapters.database import Database, plain
from adapters.storage.policies import Policies
from adapters.storage.rows import PolicyRow
from adapters.storage.seeds import seed
from app.house import OpenHouse
from domain.calendar.deadline import deadline
from domain.calendar.duration import trading_days, working_days
from domain.clock.events import Terms
from tests.domain.calendars import SHANGHAI, at
from tests.engines import house

__all__ = ["house"]


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def published(database: Database, name: str, version: int, body: object) -> None:
    await PolicyRow.create(
        using_db=database.connection, id=uuid4(), name=name, version=version, body=plain(body), author="test",
        published_at=datetime.now(UTC),
    )  # fmt: skip


async def test_a_new_house_counts_working_days_and_trading_days(house: OpenHouse) -> None:
    rules = await house.house.policies.clocks()
    code, version = rules.calendar_for({"department": "desk"})
    desk = rules.book.service_calendar(code, version)

    def due(duration: object) -> str:
        found = deadline(desk, at("2026-10-09 16:00"), duration).due  # type: ignore[arg-type]
        assert found is not None
        return f"{found.astimezone(SHANGHAI):%m-%d %H:%M}"

    assert (code, version) == ("desk", 1)
    assert (due(working_days(3)), due(trading_days(3))) == ("10-14 00:00", "10-15 00:00")
    assert [str(span) for span in desk.spans(at("2026-10-10 00:00").date())] == ["09:00-11:30", "13:00-17:30"]
    assert rules.policy.named("first_response").duration.amount == 30


async def test_seeding_again_publishes_nothing_more(house: OpenHouse) -> None:
    database = house.house.database
    before = await database.rows("select name, version from policy order by name")

    await seed(database, datetime.now(UTC))

    assert await database.rows("select name, version from policy order by name") == before
    assert {row["version"] for row in before} == {1}


async def test_a_version_published_elsewhere_is_known_after_two_seconds_or_at_once_when_asked_for(
    house: OpenHouse,
) -> None:
    database, ticks = house.house.database, Ticks()
    policies = Policies(database, ticks)
    rules = await policies.clocks()
    terms = Terms("first_response", 2, "desk", 1)
    await published(database, "clock.commitments", 2, {"commitments": []})

    assert (await policies.clocks()) is rules
    assert not rules.book.knows(terms)
    ticks.now = 2.0
    assert (await policies.clocks()).policy.version == 2
    assert rules.book.knows(terms)

    await published(database, "clock.commitments", 3, {"commitments": []})
    await policies.refresh(now=True)
    assert (await policies.clocks()).policy.version == 3


async def test_nobody_works_under_no_rules_because_another_is_still_reading_them(house: OpenHouse) -> None:
    policies = Policies(house.house.database)

    both = await asyncio.gather(policies.clocks(), policies.clocks())

    assert [each.policy.version for each in both] == [1, 1]

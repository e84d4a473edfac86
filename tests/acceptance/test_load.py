"""A busy minute: two hundred clients read and write at once, and nothing is lost."""

from pathlib import Path

import pytest

from app.house import opened
from domain.viewer import Role
from schema.ids import global_id
from tests.acceptance.load import Crowd
from tests.acceptance.replay import differences
from tests.app.serving import kefu_serving
from tests.engines import a_database, settings_for
from tests.storage.test_tickets import a_desk, a_ticket

CLIENTS = 200


async def crowded(
    engine: str, folder: Path, config: pytest.Config, *options: str, clients: int, seconds: float
) -> tuple[Crowd, list[str]]:
    async with a_database(engine, folder, config) as url:
        async with opened(settings_for(url)) as house:
            tickets = [await a_ticket(a_desk(house)) for _ in range(clients)]
        async with kefu_serving(url, *options) as server:
            crowd = Crowd(
                server.base,
                server.token(Role.RISK_CONTROL, "rc-1"),
                [global_id("Customer", each.customer_id) for each in tickets],
                [global_id("Ticket", each.id) for each in tickets],
            )
            await crowd.work(clients, seconds)
        async with opened(settings_for(url)) as house:
            return crowd, await differences(house.house.database)


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_twenty_clients_for_a_few_seconds_lose_nothing(
    engine: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    crowd, different = await crowded(engine, tmp_path, pytestconfig, clients=20, seconds=3)

    assert crowd.tally.errors == []
    assert set(crowd.tally.statuses) == {200}
    assert crowd.tally.committed > 20
    assert different == []


@pytest.mark.long
@pytest.mark.postgres
async def test_two_hundred_clients_for_a_minute(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    crowd, different = await crowded("postgres", tmp_path, pytestconfig, clients=CLIENTS, seconds=60)

    print("\n", crowd.tally)  # noqa: T201  the figures of the run
    assert crowd.tally.errors == []
    assert set(crowd.tally.statuses) == {200}
    assert crowd.tally.operations >= 20_000
    assert crowd.tally.committed >= 5_000
    assert different == []

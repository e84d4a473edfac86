"""What has to be done without anybody asking."""

import re
from datetime import timedelta

from adapters.storage.rows import IdempotencyRow
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from app.worker import forget_keys
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.desk import Terms
from domain.viewer import Role, Viewer
from tests.app.serving import running
from tests.engines import house

__all__ = ["house"]


async def a_retried_command(house: OpenHouse, key: str) -> None:
    desk = SqlDesk(house.house, Viewer(Role.ADMIN, "root"))
    terms = Terms(idempotency_key=key, request_hash=b"h" * 32)
    await register_customer(desk, external_reference=f"C-{key}", type=CustomerType.INDIVIDUAL, name="王芳", terms=terms)


async def keys_kept() -> list[str]:
    return [row.key for row in await IdempotencyRow.all().order_by("key")]


async def test_idempotency_keys_are_forgotten_after_a_week_and_not_before(house: OpenHouse) -> None:
    await a_retried_command(house, "old")
    await a_retried_command(house, "young")
    age = house.house.now() - timedelta(days=7, seconds=5)
    await IdempotencyRow.filter(key="old").update(at=age)

    forgotten = await forget_keys(house)

    assert forgotten == 1
    assert await keys_kept() == ["young"]


async def test_many_keys_are_forgotten_in_several_steps(house: OpenHouse) -> None:
    for number in range(5):
        await a_retried_command(house, str(number))
    house.settings = house.settings.model_copy(update={"idempotency_days": -1})

    assert await forget_keys(house, at_once=2) == 5
    assert await keys_kept() == []


def test_it_works_until_it_is_asked_to_stop(sqlite: str) -> None:
    with running(sqlite, "worker", until=re.compile(r"\bworking\b")) as worker:
        assert worker.end() == 0

    assert "Traceback" not in "\n".join(worker.lines)

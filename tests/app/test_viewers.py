"""Who a token makes of somebody in this desk."""

from datetime import UTC, datetime

from adapters.storage.work import SqlDesk
from app.claims import Claims
from app.house import OpenHouse
from app.viewers import Viewers
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from domain.viewer import Role, Viewer
from tests.engines import house

__all__ = ["house"]

ENDS = datetime(2026, 11, 2, 12, tzinfo=UTC)


def claims(role: Role, subject: str = "anna", department: str | None = None) -> Claims:
    return Claims(subject, role, department, ENDS)


def a_desk(house: OpenHouse) -> SqlDesk:
    return SqlDesk(house.house, Viewer(Role.ADMIN, "root"))


async def a_department(house: OpenHouse, code: str, parent: str) -> None:
    await define_entry(a_desk(house), family=Family.DEPARTMENT, code=code, name=code, parent=parent)


async def test_an_agent_is_the_one_the_desk_knows_by_that_reference(house: OpenHouse) -> None:
    anna = await register_agent(a_desk(house), external_reference="anna", name="安娜", department="desk")

    viewer = await Viewers(house.house).of(claims(Role.AGENT, "anna", "desk"))

    assert viewer == Viewer(
        Role.AGENT, "anna", "desk", departments=frozenset({"desk"}), agent_id=anna.id, expires_at=ENDS
    )


async def test_a_supervisor_sees_the_departments_below_and_an_agent_only_the_own(house: OpenHouse) -> None:
    await a_department(house, "cards", "desk")
    await a_department(house, "gold", "cards")
    await house.house.directory.refresh(now=True)
    viewers = Viewers(house.house)

    supervisor = await viewers.of(claims(Role.SUPERVISOR, department="cards"))
    agent = await viewers.of(claims(Role.AGENT, department="cards"))

    assert supervisor.departments == {"cards", "gold"}
    assert agent.departments == {"cards"}


async def test_a_customer_is_found_by_the_reference_also_one_who_registers_later(house: OpenHouse) -> None:
    viewers = Viewers(house.house)

    before = await viewers.of(claims(Role.CUSTOMER, "C-1", "desk"))
    customer = await register_customer(
        a_desk(house), external_reference="C-1", type=CustomerType.INDIVIDUAL, name="王芳"
    )
    after = await viewers.of(claims(Role.CUSTOMER, "C-1"))

    assert (before.customer_id, before.agent_id, before.departments) == (None, None, frozenset())
    assert after.customer_id == customer.id


async def test_a_reference_of_a_customer_makes_nobody_an_agent_and_the_other_way_round(house: OpenHouse) -> None:
    await register_agent(a_desk(house), external_reference="A-1", name="安娜", department="desk")
    await register_customer(a_desk(house), external_reference="C-1", type=CustomerType.INDIVIDUAL, name="王芳")
    await house.house.directory.refresh(now=True)
    viewers = Viewers(house.house)

    assert (await viewers.of(claims(Role.AGENT, "C-1"))).agent_id is None
    assert (await viewers.of(claims(Role.CUSTOMER, "A-1"))).customer_id is None

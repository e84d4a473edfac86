"""People who ask for mutations as a client does, whole operations with variables, and what they begin with."""

from dataclasses import dataclass
from typing import Any

from app.house import OpenHouse
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.graphql.asking import answer
from tests.graphql.plausible import shown_by
from tests.storage.test_tickets import a_desk

ADMIN = Viewer(Role.ADMIN, "root")

ERRORS = "userErrors { code field message }"


@dataclass(frozen=True, slots=True)
class People:
    """Anna of the desk, Bo who manages Mrs Wang, Mrs Wang herself, and Mr Li."""

    anna: Viewer
    bo: Viewer
    mrs_wang: Viewer
    mr_li: Viewer
    customer_id: str
    """Mrs Wang as clients name her."""
    anna_id: str
    bo_id: str


async def people_of(house: OpenHouse) -> People:
    """They come to an empty desk that has a second department."""
    desk = a_desk(house)
    await define_entry(desk, family=Family.DEPARTMENT, code="risk", name="风险控制")
    anna = await register_agent(desk, external_reference="anna", name="安娜", department="desk")
    bo = await register_agent(desk, external_reference="bo", name="小波")
    wang = await register_customer(
        desk, external_reference="C1", type=CustomerType.INDIVIDUAL, name="王芳", account_manager_id=bo.id
    )
    li = await register_customer(desk, external_reference="C2", type=CustomerType.INSTITUTION, name="李记")
    return People(
        anna=Viewer(Role.AGENT, "anna", "desk", frozenset({"desk"}), agent_id=anna.id),
        bo=Viewer(Role.ACCOUNT_MANAGER, "bo", agent_id=bo.id),
        mrs_wang=Viewer(Role.CUSTOMER, "C1", customer_id=wang.id),
        mr_li=Viewer(Role.CUSTOMER, "C2", customer_id=li.id),
        customer_id=global_id("Customer", wang.id),
        anna_id=global_id("Agent", anna.id),
        bo_id=global_id("Agent", bo.id),
    )


def operation(mutation: str, shown: str) -> str:
    """The operation as a client writes it."""
    name = mutation[0].upper() + mutation[1:]
    return f"mutation ($input: {name}Input!) {{ {mutation}(input: $input) {{ {shown}{ERRORS} }} }}"


async def ask(
    house: OpenHouse,
    mutation: str,
    viewer: Viewer | None,
    *,
    shown: str | None = None,
    **given: Any,  # noqa: ANN401  JSON is whatever it is
) -> dict[str, Any]:
    """The payload; there are no errors beside it."""
    source = operation(mutation, shown_by(mutation) if shown is None else shown)
    said = await answer(house, source, viewer, input=given)
    assert not said["errors"], said["errors"]
    payload: dict[str, Any] = said["data"][mutation]
    return payload


async def done(
    house: OpenHouse,
    mutation: str,
    viewer: Viewer,
    *,
    shown: str | None = None,
    **given: Any,  # noqa: ANN401  JSON is whatever it is
) -> dict[str, Any]:
    """What the payload shows, of a request that was not declined."""
    payload = await ask(house, mutation, viewer, shown=shown, **given)
    assert payload.pop("userErrors") == []
    shown_thing: dict[str, Any] = next(iter(payload.values()))
    return shown_thing


async def declined(
    house: OpenHouse,
    mutation: str,
    viewer: Viewer,
    **given: Any,  # noqa: ANN401  JSON is whatever it is
) -> tuple[str, list[str]]:
    """Code and field of the one reason; nothing is shown beside it."""
    payload = await ask(house, mutation, viewer, **given)
    (error,) = payload.pop("userErrors")
    assert set(payload.values()) == {None}
    assert error["message"]
    return error["code"], error["field"]


async def a_ticket(house: OpenHouse, people: People, **given: Any) -> str:  # noqa: ANN401  JSON is whatever it is
    """The id of a ticket that Mrs Wang raised and that lies with Anna's department."""
    values: dict[str, Any] = {
        "customerId": people.customer_id, "subject": "无法登录", "kind": "account", "channel": "phone", **given
    }  # fmt: skip
    ticket = await done(house, "openTicket", people.anna, **values)
    return str(ticket["id"])


async def count(house: OpenHouse, table: str) -> int:
    """How many rows there are."""
    row = await house.house.database.row(f"select count(*) as n from {table}")  # noqa: S608  a table of ours
    assert row is not None
    return int(row["n"])

"""Customers in and out of their tables."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from adapters.database import Database, Row, instant, sure, uuid
from adapters.rights import customers_of
from adapters.storage.saving import Saving
from domain.customer.contact import ContactKind, ContactPoint
from domain.customer.customer import Customer, CustomerType, Segment, Stage, Tier
from domain.shared.errors import NotFound
from domain.viewer import Viewer

_TIMES = ("identity_noticed_at", "identity_recorded_at", "record_completed_at", "record_refreshed_at")
_RANKED_BY = frozenset({"stage", "tier", "segments", "type"})
"""Whatever of a customer the need matrix and the ranks ask about."""


async def load_customer(database: Database, viewer: Viewer | None, customer_id: UUID) -> Customer:
    """The customer in the viewer's scope, or any for None; NotFound else."""
    sql = database.sql()
    where = f"c.id = {sql(customer_id)}" + ("" if viewer is None else f" and {customers_of(viewer, sql)}")
    row = await database.row(f"select c.* from customer c where {where}", sql.values)
    if row is None:
        message = "there is no such customer"
        raise NotFound(message, field=["customerId"])
    sql = database.sql()
    text = (
        f"select id, kind, value, channel from contact_point where customer_id = {sql(customer_id)} order by position"
    )
    points = await database.rows(text, sql.values)
    customer = customer_of(row, tuple(_point(each) for each in points))
    customer.as_loaded()
    return customer


async def customers_called(database: Database, references: Iterable[str]) -> dict[str, Customer]:
    """Those who have one of these external references, by it, whoever may see them: for imports."""
    sql = database.sql()
    text = f"select c.* from customer c where {sql.among('c.external_reference', references)}"
    rows = await database.rows(text, sql.values)
    sql = database.sql()
    among = sql.among("customer_id", [row["id"] for row in rows])
    text = f"select customer_id, id, kind, value, channel from contact_point where {among} order by position"
    points: dict[Any, list[ContactPoint]] = {}
    for each in await database.rows(text, sql.values):
        points.setdefault(each["customer_id"], []).append(_point(each))
    return {row["external_reference"]: customer_of(row, tuple(points.get(row["id"], ()))) for row in rows}


def customer_of(row: Row, points: tuple[ContactPoint, ...]) -> Customer:
    """The aggregate from its row."""
    found, registered = sure(uuid(row["id"])), sure(instant(row["registered_at"]))
    times = {name: instant(row[name]) for name in _TIMES}
    return Customer(
        id=found,
        version=row["version"],
        external_reference=row["external_reference"],
        type=CustomerType(row["type"]),
        name=row["name"],
        stage=Stage(row["stage"]),
        tier=Tier(row["tier"]),
        segments=frozenset(Segment(each) for each in unbar(row["segments"])),
        business_lines=frozenset(unbar(row["business_lines"])),
        contact_points=points,
        preferred_channel=row["preferred_channel"],
        account_manager_id=uuid(row["account_manager_id"]),
        registered_at=registered,
        stage_since=instant(row["stage_since"]) or registered,
        **times,
    )


def _point(row: Row) -> ContactPoint:
    found = sure(uuid(row["id"]))
    return ContactPoint(found, ContactKind(row["kind"]), row["value"], row["channel"])


def customer_columns(customer: Customer) -> dict[str, Any]:
    """The row as the aggregate now stands."""
    return {
        "version": customer.version,
        "external_reference": customer.external_reference,
        "type": customer.type.value,
        "name": customer.name,
        "stage": customer.stage.value,
        "tier": customer.tier.value,
        "segments": bar(sorted(customer.segments)),
        "business_lines": bar(sorted(customer.business_lines)),
        "preferred_channel": customer.preferred_channel,
        "account_manager_id": customer.account_manager_id,
        "registered_at": customer.registered_at,
        "updated_at": customer.happenings[-1].event.at,
        "stage_since": customer.stage_since,
        **{name: getattr(customer, name) for name in _TIMES},
        "look_due_at": customer.happenings[-1].event.at,
    }


def save_customer(saving: Saving, customer: Customer) -> None:
    """The row and its contact points, where they have changed."""
    values = customer_columns(customer)
    if customer.loaded_version:
        saving.change("customer", values, {"id": customer.id, "version": customer.loaded_version})
        if any(each.changes.keys() & _RANKED_BY for each in customer.happenings):
            saving.touch("need", {"rank_due_at": values["updated_at"]}, {"customer_id": customer.id})
    else:
        saving.insert("customer", {"id": customer.id, **values})
    if any("contact_points" in each.changes for each in customer.happenings):
        if customer.loaded_version:
            saving.clear("contact_point", {"customer_id": customer.id})
        for each in contact_rows(customer):
            saving.insert("contact_point", each)


def contact_rows(customer: Customer) -> list[dict[str, Any]]:
    """The contact points in their order, by column."""
    return [
        {
            "id": each.id, "customer_id": customer.id, "position": place, "kind": each.kind.value, "value": each.value,
            "channel": each.channel,
        }
        for place, each in enumerate(customer.contact_points)
    ]  # fmt: skip


def bar(words: list[str]) -> str:
    """`|a|b|`, or nothing."""
    return f"|{'|'.join(words)}|" if words else ""


def unbar(text: str) -> list[str]:
    """The words of `|a|b|`."""
    return [word for word in text.split("|") if word]

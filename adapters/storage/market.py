"""Market events in and out of their table."""

from datetime import datetime
from uuid import UUID

from adapters.database import Database, Row, instant, sure, uuid
from adapters.storage.customers import bar, unbar
from adapters.storage.saving import Saving
from domain.need.classes import Category
from domain.need.market import MarketEvent
from domain.shared.errors import NotFound


async def load_market_event(database: Database, market_event_id: UUID) -> MarketEvent:
    """The event; NotFound when there is none."""
    sql = database.sql()
    row = await database.row(f"select * from market_event where id = {sql(market_event_id)}", sql.values)
    if row is None:
        message = "there is no such market event"
        raise NotFound(message, field=["marketEventId"])
    market = market_event_of(row)
    market.as_loaded()
    return market


async def in_force(database: Database, at: datetime) -> list[MarketEvent]:
    """Those that have begun and are not over."""
    sql = database.sql()
    text = f"select * from market_event where ends_at > {sql(at)} and begins_at <= {sql(at)}"
    return [market_event_of(row) for row in await database.rows(text, sql.values)]


def market_event_of(row: Row) -> MarketEvent:
    """The aggregate from its row."""
    return MarketEvent(
        id=sure(uuid(row["id"])),
        version=row["version"],
        title=row["title"],
        categories=frozenset(map(Category, unbar(row["categories"]))),
        begins_at=sure(instant(row["begins_at"])),
        ends_at=sure(instant(row["ends_at"])),
        entered_by=row["entered_by"],
    )


def save_market_event(saving: Saving, market: MarketEvent) -> None:
    """The row, and when needs are to be ranked anew because of it."""
    if market.loaded_version:
        values = {"version": market.version, "ends_at": market.ends_at, "turns_at": market.happenings[-1].event.at}
        saving.change("market_event", values, {"id": market.id, "version": market.loaded_version})
        return
    saving.insert("market_event", {
        "id": market.id, "version": market.version, "title": market.title,
        "categories": bar(sorted(market.categories)), "begins_at": market.begins_at, "ends_at": market.ends_at,
        "entered_by": market.entered_by, "entered_at": market.happenings[-1].event.at, "turns_at": market.begins_at,
    })  # fmt: skip

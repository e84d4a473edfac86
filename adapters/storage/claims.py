"""Deliveries are claimed with a lease: one courier at a time carries each, and another one if that one dies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from adapters.channels.channel import Parcel
from adapters.database import Database, Row, instant, sure, uuid
from adapters.storage.endpoints import endpoint_of
from adapters.vault import KeyGone, Vault
from domain.delivery.delivery import DeliveryState, Outcome
from domain.delivery.endpoint import Endpoint

ERROR_LENGTH = 300
LOOKED_AT = 1_000
"""Due deliveries among which those to be carried are chosen."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parcel that is ours for the time of the lease; `hopeless` says why it need not be tried."""

    parcel: Parcel
    channel: str
    endpoint_id: UUID | None
    retry_until: datetime
    hopeless: str | None = None


async def claim_deliveries(
    database: Database, vault: Vault, now: datetime, lease: timedelta, *, most: int, each: int,
    not_for: Collection[UUID],
) -> list[Claimed]:  # fmt: skip
    """What is due, the longest due first: at most so many, and so many for each endpoint."""
    sql = database.sql()
    ready = (
        f"state = {sql(DeliveryState.PENDING)} and next_try_at <= {sql(now)}"
        f" and (leased_until is null or leased_until <= {sql(now)})"
    )
    others = f" and (endpoint_id is null or not ({sql.among('endpoint_id', not_for)}))" if not_for else ""
    due = (
        "select id, row_number() over (partition by endpoint_id order by next_try_at) as place, next_try_at"
        f" from (select id, endpoint_id, next_try_at from delivery where {ready}{others}"
        f" order by next_try_at limit {LOOKED_AT}) waiting"
    )
    chosen = f"select id from ({due}) ranked where place <= {each} order by next_try_at limit {most}"
    locked = f"select id from delivery where id in ({chosen}) and {ready}"
    locked += " for update skip locked" if database.postgres else ""
    text = (
        f"update delivery set attempts = attempts + 1, leased_until = {sql(now + lease)} where id in ({locked})"
        " returning id, channel, endpoint_id, kind, body, attempts, retry_until"
    )
    rows = await database.rows(text, sql.values)
    endpoints = await _endpoints(database, vault, {row["endpoint_id"] for row in rows} - {None})
    return [_claimed(row, endpoints, now) for row in rows]


async def record_outcome(database: Database, claimed: Claimed, outcome: Outcome, now: datetime) -> bool:
    """False when another courier has taken over since: then its word counts."""
    values = {
        "state": outcome.state,
        "next_try_at": outcome.next_try_at,
        "last_error": None if outcome.error is None else outcome.error[:ERROR_LENGTH],
        "leased_until": None,
        "delivered_at": now if outcome.state is DeliveryState.DELIVERED else None,
    }
    ours = {"id": claimed.parcel.id, "attempts": claimed.parcel.attempt, "state": DeliveryState.PENDING}
    return bool(await database.update("delivery", values, ours))


def _claimed(row: Row, endpoints: Mapping[UUID, Endpoint], now: datetime) -> Claimed:
    endpoint_id = uuid(row["endpoint_id"])
    endpoint = None if endpoint_id is None else endpoints.get(endpoint_id)
    hopeless = None
    if endpoint_id is not None:
        hopeless = "the secret of the endpoint cannot be opened" if endpoint is None else None
        hopeless = "the endpoint is retired" if endpoint is not None and endpoint.retired else hopeless
    parcel = Parcel(
        sure(uuid(row["id"])), row["kind"], row["body"], row["attempts"],
        url=None if endpoint is None else endpoint.url,
        secrets=() if endpoint is None else endpoint.secrets_at(now),
    )  # fmt: skip
    return Claimed(parcel, row["channel"], endpoint_id, sure(instant(row["retry_until"])), hopeless)


async def _endpoints(database: Database, vault: Vault, ids: Collection[UUID | str]) -> dict[UUID, Endpoint]:
    if not ids:
        return {}
    sql = database.sql()
    rows = await database.rows(f"select * from webhook_endpoint where {sql.among('id', ids)}", sql.values)
    found = {}
    for row in rows:
        endpoint_id = sure(uuid(row["id"]))
        try:
            found[endpoint_id] = endpoint_of(row, (await vault.keys([endpoint_id]))[endpoint_id])
        except (KeyError, KeyGone):
            continue
    return found

"""Webhook endpoints in and out of their table; their secrets lie there sealed."""

from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.database import Database, Row, instant, sure, uuid
from adapters.vault import Vault, seal, unseal
from domain.delivery.endpoint import Endpoint
from domain.shared.errors import NotFound


async def load_endpoint(database: Database, vault: Vault, endpoint_id: UUID) -> Endpoint:
    """The endpoint; NotFound when there is none."""
    sql = database.sql()
    row = await database.row(f"select * from webhook_endpoint where id = {sql(endpoint_id)}", sql.values)
    if row is None:
        message = "there is no such endpoint"
        raise NotFound(message, field=["endpointId"])
    return endpoint_of(row, (await vault.keys([endpoint_id]))[endpoint_id])


def endpoint_of(row: Row, key: AESGCM) -> Endpoint:
    """The aggregate from its row."""
    found = sure(uuid(row["id"]))
    previous = row["previous_secret"]
    endpoint = Endpoint(
        id=found, version=row["version"], code=row["code"], url=row["url"],
        secret=unseal(key, bytes(row["secret"]), _record(found)),
        registered_at=sure(instant(row["registered_at"])),
        previous_secret=None if previous is None else unseal(key, bytes(previous), _record(found)),
        previous_until=instant(row["previous_until"]), retired=bool(row["retired"]),
    )  # fmt: skip
    endpoint.as_loaded()
    return endpoint


async def insert_endpoint(database: Database, endpoint: Endpoint, key: AESGCM | None) -> None:
    """A new endpoint."""
    await database.insert("webhook_endpoint", [{"id": endpoint.id, **_columns(endpoint, sure(key))}])


async def update_endpoint(database: Database, endpoint: Endpoint, key: AESGCM | None) -> bool:
    """False when somebody else was first."""
    loaded = {"id": endpoint.id, "version": endpoint.loaded_version}
    return bool(await database.update("webhook_endpoint", _columns(endpoint, sure(key)), loaded))


def _columns(endpoint: Endpoint, key: AESGCM) -> dict[str, object]:
    previous = endpoint.previous_secret
    return {
        "version": endpoint.version,
        "code": endpoint.code,
        "url": endpoint.url,
        "secret": seal(key, endpoint.secret, _record(endpoint.id)),
        "previous_secret": None if previous is None else seal(key, previous, _record(endpoint.id)),
        "previous_until": endpoint.previous_until,
        "registered_at": endpoint.registered_at,
        "retired": endpoint.retired,
    }


def _record(endpoint_id: UUID) -> str:
    return f"webhook_endpoint:{endpoint_id}:secret"

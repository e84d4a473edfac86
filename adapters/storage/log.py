"""Rows of the event log: one for each happening, written in the transaction of the change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.database import Database, json_text
from adapters.storage.record import facts_of, sealed_of
from domain.shared.aggregate import Aggregate


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does it, by which request."""

    author: str
    request_id: str | None = None


def event_rows(
    aggregate: Aggregate, signature: Signature, key: AESGCM | None, extra_image: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows, by column, for everything that has happened since the aggregate was loaded."""
    return [
        {
            "at": each.event.at,
            "aggregate": aggregate.KIND,
            "aggregate_id": aggregate.id,
            "version": each.version,
            "type": type(each.event).__name__,
            "author": signature.author,
            "reason": each.event.reason,
            "request_id": signature.request_id,
            "imported": each.event.imported,
            "facts": json_text(facts_of(aggregate, each)),
            "image": json_text({**each.image, **(extra_image or {})}),
            "sealed": sealed_of(aggregate, each, key),
        }
        for each in aggregate.happenings
    ]


async def append(database: Database, rows: Sequence[Mapping[str, Any]]) -> None:
    """Draws the positions: after every row of the aggregates is written and so locked."""
    await database.insert("event", rows)


def needs_key(aggregate: Aggregate) -> bool:
    """Whether any happening has something to seal."""
    return any(each.event.SEALED or each.changes.keys() & aggregate.SENSITIVE for each in aggregate.happenings)


def key_owner(aggregate: Aggregate) -> UUID:
    """Whose key seals it: the customer's, for a ticket too."""
    owner: UUID = getattr(aggregate, "customer_id", aggregate.id)
    return owner

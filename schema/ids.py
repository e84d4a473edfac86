"""Relay global ids: the type's name and the row's id, opaque to clients."""

import base64
import binascii
from uuid import UUID

import strawberry

from domain.shared.errors import Invalid


def global_id(kind: str, row_id: UUID) -> strawberry.ID:
    """The id that clients see."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{kind}:{row_id}".encode()).decode())


def parse_id(text: str) -> tuple[str, UUID] | None:
    """Type name and row id, or None when it is no id of ours."""
    try:
        kind, _, row_id = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
        return kind, UUID(row_id)
    except (ValueError, binascii.Error):
        return None


def row_id(kind: str, text: str, *, field: str) -> UUID:
    """The row id of an id that must be of this type; Invalid else."""
    parsed = parse_id(text)
    if parsed is None or parsed[0] != kind:
        message = f"{field} is not the id of a {kind}"
        raise Invalid(message, field=[field])
    return parsed[1]

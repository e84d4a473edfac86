"""A happening as a row of the log: what may be read in the clear, what is sealed."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.database import json_text
from adapters.vault import seal
from domain.shared.aggregate import Aggregate, Event, Happening

_ENVELOPE = frozenset({
    "at", "reason", "imported", "status",
    "ticket_id", "customer_id", "agent_id", "need_id", "market_event_id", "feedback_id", "measure_id", "interaction_id",
    "wave_id", "invitation_id", "interview_id", "result_id", "schedule_id", "task_id",
    "report_id",
})  # fmt: skip
"""What every row of the log has a column for, or what stands in its image: not told again among the facts."""


_SPLIT: dict[type[Event], tuple[tuple[str, ...], tuple[str, ...]]] = {}


def _names(event: type[Event]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if event not in _SPLIT:
        _SPLIT[event] = _split(event)
    return _SPLIT[event]


def _split(event: type[Event]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own = [each.name for each in fields(event) if each.name not in _ENVELOPE]
    return tuple(n for n in own if n not in event.SEALED), tuple(n for n in own if n in event.SEALED)


def record_name(aggregate: Aggregate, version: int) -> str:
    """What a sealed payload is bound to."""
    return f"{aggregate.KIND}:{aggregate.id}:{version}"


def facts_of(aggregate: Aggregate, happening: Happening) -> dict[str, Any]:
    """The clear part: the event's own facts, and each change as [before, after]; values as the domain has them."""
    clear, _ = _names(type(happening.event))
    facts = {name: value for name in clear if (value := getattr(happening.event, name)) not in (None, ())}
    changes = {name: list(pair) for name, pair in happening.changes.items() if name not in aggregate.SENSITIVE}
    if changes:
        facts["changes"] = changes
    return facts


def secrets_of(aggregate: Aggregate, happening: Happening) -> Mapping[str, Any]:
    """The part to be sealed; empty when there is nothing personal in it."""
    _, hidden = _names(type(happening.event))
    secrets = {name: value for name in hidden if (value := getattr(happening.event, name)) not in (None, ())}
    changes = {name: list(pair) for name, pair in happening.changes.items() if name in aggregate.SENSITIVE}
    if changes:
        secrets["changes"] = changes
    return secrets


def sealed_of(aggregate: Aggregate, happening: Happening, key: AESGCM | None) -> bytes | None:
    """The sealed payload, or None when there is nothing to seal."""
    secrets = secrets_of(aggregate, happening)
    if not secrets:
        return None
    if key is None:
        message = f"no key for {aggregate.KIND} {aggregate.id}"
        raise LookupError(message)
    return seal(key, json_text(secrets).encode(), record_name(aggregate, happening.version))

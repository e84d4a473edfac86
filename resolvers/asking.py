"""How mutations ask the desk: terms from the input, the command once, refusals as userErrors, the result read back."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol, TypeVar
from uuid import UUID

from domain.desk import Desk, Done, Terms
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, Refusal
from domain.ticket.ticket import Ticket
from schema.context import Info, reader_of
from schema.errors import UserError
from schema.ids import row_id
from schema.terms import Keyed
from schema.ticket_verbs.verb import TicketInput, TicketPayload

P = TypeVar("P", bound=TicketPayload)
T = TypeVar("T")


Deed = Callable[[Desk, Terms], Awaitable[Aggregate]]
"""A command, on terms; converting the input belongs into it."""


class TicketCommand(Protocol):
    """A command on one ticket."""

    def __call__(self, desk: Desk, ticket_id: UUID, /, *, terms: Terms) -> Awaitable[Ticket]: ...


async def on_ticket(info: Info, input: TicketInput, payload: type[P], command: TicketCommand) -> P:
    """Ask it of the ticket that the input names."""

    def ask(desk: Desk, terms: Terms) -> Awaitable[Ticket]:
        return command(desk, row_id("Ticket", input.ticket_id, field="ticketId"), terms=terms)

    return await for_ticket(info, input, payload, ask)


async def for_ticket(
    info: Info, input: Keyed, payload: type[P], command: Callable[[Desk, Terms], Awaitable[Ticket]]
) -> P:
    """Ask it, and show the ticket as it now is."""
    done, declined = await outcome(info, input, command)
    ticket = None if done is None else await reader_of(info).ticket(done)
    return payload(ticket=ticket, user_errors=declined)


async def outcome(
    info: Info, input: Keyed, command: Callable[[Desk, Terms], Awaitable[Aggregate]]
) -> tuple[UUID | None, list[UserError]]:
    """The id of what the command changed, or why it was declined; converting the input belongs into the command."""
    try:
        done = await settled(info.context.desk, info.field_name, input, command)
    except Refusal as refusal:
        return None, [UserError.of(refusal)]
    # What was read for an earlier mutation of this operation may have changed with this one.
    before, info.context.reader = info.context.reader, info.context.fresh().reader
    before.over()
    if done.row is not None:
        info.context.reader.know_ticket(done.id, done.row)
    return done.id, []


async def settled(desk: Desk, mutation: str, input: Keyed, command: Deed) -> Done:
    """What came of it, on the terms of the input; raises what it is refused with."""
    terms = _terms(mutation, input)
    return await desk.once(terms, lambda: command(desk, terms))


def _terms(mutation: str, input: Keyed) -> Terms:
    key = input.idempotency_key
    return Terms(
        expected_version=getattr(input, "expected_version", None),
        idempotency_key=key,
        request_hash=b"" if key is None else _hash(mutation, input),
    )


def _hash(mutation: str, input: Keyed) -> bytes:
    """Of everything but the key; a field left out and a field that is null mean the same."""
    body = asdict(input)
    del body["idempotency_key"]
    return sha256(json.dumps([mutation, body], default=str, sort_keys=True).encode()).digest()


@contextmanager
def within(*path: str | int) -> Iterator[None]:
    """Refusals in the block point at fields that lie at this path of the input."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = (*map(str, path), *refusal.field)
        raise


def maybe_row(kind: str, text: str | None, name: str) -> UUID | None:
    """The row of a global id of this type, None for None."""
    return None if text is None else row_id(kind, text, field=name)


def aware(moment: datetime | None, name: str) -> datetime | None:
    """The moment in UTC; Invalid when it does not say in which zone it is meant."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise Invalid(f"{name} has no time zone; write it like 2026-03-01T09:30:00+08:00", field=[name])
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(f"{name} lies outside the years 1 to 9999", field=[name]) from error


def few(values: list[T] | None, most: int, name: str) -> list[T]:
    """The values, none for None; Invalid when there are more."""
    if values is not None and len(values) > most:
        raise Invalid(f"{name} has {len(values)} values; at most {most} are taken", field=[name])
    return values or []

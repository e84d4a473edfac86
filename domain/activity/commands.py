"""What may be asked about activity: to record it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from domain.activity.activity import Activity, ActivityKind, ActivityReport
from domain.desk import NO_TERMS, Desk, Terms
from domain.shared.errors import NotFound, Refusal

AT_ONCE = 100
"""Pieces in one request."""


@dataclass(frozen=True, slots=True)
class Told:
    """A piece as somebody tells it: of a customer by the firm's own reference."""

    customer: str
    at: datetime
    kind: ActivityKind
    amount: int
    currency: str
    reference: str


async def record_activity(desk: Desk, told: Sequence[Told], *, terms: Terms = NO_TERMS) -> ActivityReport:
    """All of it or none; of customers in the asker's scope. What is known already is counted, and not kept twice."""
    async with desk.work(terms) as work:
        customers = await work.activity.customers(each.customer for each in told)
        at = desk.now()
        given = []
        for place, each in enumerate(told):
            with _at_place(place):
                if each.customer not in customers:
                    raise NotFound(f"there is no customer {each.customer[:60]!r}", field=["customer"])
                told_of = customers[each.customer]
                piece = Activity.of(told_of, each.at, each.kind, each.amount, each.currency, each.reference, now=at)
                given.append(piece)
        known = await work.activity.known(each.id for each in given)
        report = ActivityReport.record(id=desk.new_id(), given=given, known=known, at=at)
        work.activity.add(report)
    return report


@contextmanager
def _at_place(place: int) -> Iterator[None]:
    """Refusals in the block point at the piece at this place."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = ("rows", str(place), *refusal.field)
        raise

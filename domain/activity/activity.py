"""A piece of trading activity: what it is, who it is, and what a customer's activity adds up to (source: P2.2-c)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from domain.activity import events
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid

CURRENCY = "CNY"
REFERENCE_LENGTH = 64
LARGEST_AMOUNT = 10**15
"""In minor units, the largest that a policy's bands speak of."""
AHEAD = timedelta(minutes=5)
"""Clocks of other systems may be so far ahead of ours."""


class ActivityKind(StrEnum):
    """What happened on the account (行为类型). The first four are trades."""

    BUY = "BUY"
    SELL = "SELL"
    SUBSCRIBE = "SUBSCRIBE"
    REDEEM = "REDEEM"
    DEPOSIT = "DEPOSIT"
    WITHDRAW = "WITHDRAW"
    BALANCE = "BALANCE"
    """What the account holds at that time."""
    ABNORMAL = "ABNORMAL"
    """The churn warning of the trading system (source: P2.3-d)."""
    OPENING = "OPENING"
    CLOSING = "CLOSING"
    IDENTITY = "IDENTITY"
    """The account system knows that the identity is another by now (source: P1.3-a, P1.3-b)."""


TRADES = (ActivityKind.BUY, ActivityKind.SELL, ActivityKind.SUBSCRIBE, ActivityKind.REDEEM)


class Activity(NamedTuple):
    """The amount is in minor units of its currency (fen); `reference` is the source's own, where it has one.

    The id says who it is: the same told twice has the same id, and two alike are told apart by their references only.
    """

    id: UUID
    customer_id: UUID
    at: datetime
    kind: ActivityKind
    amount: int
    currency: str
    reference: str

    @classmethod
    def of(  # noqa: PLR0917  as it is written down everywhere, one after the other
        cls,
        customer_id: UUID,
        at: datetime,
        kind: ActivityKind,
        amount: int,
        currency: str = CURRENCY,
        reference: str = "",
        *,
        now: datetime,
    ) -> "Activity":
        """Invalid when it cannot be."""
        if not 0 <= amount <= LARGEST_AMOUNT:
            raise Invalid(f"amountMinor is {amount}; it is 0 to {LARGEST_AMOUNT}", field=["amountMinor"])
        if not (len(currency) == len(CURRENCY) and currency.isascii() and currency.isalpha() and currency.isupper()):
            right = "it is a code of three capital letters such as CNY"
            raise Invalid(f"currency {currency[:10]!r} does not exist; {right}", field=["currency"])
        if len(reference) > REFERENCE_LENGTH or not reference.isprintable():
            right = f"it has at most {REFERENCE_LENGTH} printable characters"
            raise Invalid(f"reference is too long or not printable; {right}", field=["reference"])
        if at > now + AHEAD:
            raise Invalid("time lies in the future", field=["time"])
        words = f"{customer_id.hex}\n{at.isoformat()}\n{kind.value}\n{amount}\n{currency}\n{reference}"
        name = UUID(bytes=blake2b(words.encode(), digest_size=16).digest())
        return cls(name, customer_id, at, kind, amount, currency, reference)


@dataclass(slots=True, kw_only=True)
class ActivityReport(Aggregate):
    """What was handed in together: who did it, when, and how much of it was new. Never changed afterwards."""

    KIND: ClassVar[str] = "activity"

    rows: tuple[Activity, ...]
    repeated: int

    @classmethod
    def record(
        cls,
        *,
        id: UUID,  # noqa: A002
        given: Iterable[Activity],
        known: frozenset[UUID],
        at: datetime,
        imported: bool = False,
    ) -> "ActivityReport":
        """Those that are not known yet; the others are counted."""
        handed_in = list(given)
        fresh = {each.id: each for each in handed_in}
        rows = tuple(each for key, each in fresh.items() if key not in known)
        report = cls(id=id, rows=rows, repeated=len(handed_in) - len(rows))
        report._record(
            events.ActivityRecorded(
                at=at, imported=imported, report_id=id, rows=len(rows), repeated=report.repeated,
                customers=len({each.customer_id for each in rows}),
            )
        )  # fmt: skip
        return report

    def state(self) -> dict[str, Any]:
        """Nothing changes."""
        return {}

    def image(self) -> dict[str, Any]:
        """Nothing that feeds filter on."""
        return {}

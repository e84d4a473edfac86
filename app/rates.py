"""How much a subject and an address may ask for: settings, buckets, and what an operation takes from them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.allowances.buckets import Buckets, Rate
from app.settings import Settings
from execution.toll import READING
from resolvers.context import RequestContext

_PURPOSE = b"allowances"


class Rates:
    """An operation is paid by its subject and by its address; where one has too little, both keep what they have.

    Whoever has no token pays from the address alone.
    """

    def __init__(self, subject: Rate | None, address: Rate | None) -> None:
        self.subjects = None if subject is None else Buckets(subject)
        self.addresses = None if address is None else Buckets(address)

    @classmethod
    def of(cls, settings: Settings) -> "Rates":
        """As the settings say."""
        if settings.rates == "off":
            return cls(None, None)
        return cls(settings.subject_rate, settings.address_rate)

    def toll(self, context: RequestContext, cost: int) -> float | None:
        """Take the cost from whoever asks; the seconds to wait when it is more than they have."""
        viewer, address = context.viewer, context.address
        subjects = self.subjects if viewer is not None else None
        addresses = self.addresses if address is not None else None
        wait = 0.0
        if subjects is not None and viewer is not None:
            subject = viewer.author
            of_subject = subjects.of(subject)
            wait = subjects.wait(of_subject, cost)
        if addresses is not None:
            of_address = addresses.of(address)
            wait = max(wait, addresses.wait(of_address, cost))
        if wait:
            return wait
        if subjects is not None:
            subjects.take(subject, of_subject, cost)
        if addresses is not None:
            addresses.take(address, of_address, cost)
        return None

    def knock(self, address: str | None) -> float | None:
        """The seconds that an address has to wait before another token of it is looked at; None when it need not."""
        if self.addresses is None or address is None:
            return None
        return self.addresses.wait(self.addresses.of(address), READING) or None

    def disbelieved(self, address: str | None) -> None:
        """A token was not accepted: to find that out is paid by the address."""
        if self.addresses is not None and address is not None:
            self.addresses.take(address, self.addresses.of(address), READING)


@asynccontextmanager
async def settling(rates: Rates, settings: Settings, house: str) -> AsyncIterator[None]:
    """For as long as the block lasts, all processes of a house share the account, when the settings say so."""
    kinds = {"subject": rates.subjects, "address": rates.addresses}
    buckets = {kind: each for kind, each in kinds.items() if each is not None}
    if settings.rates != "redis" or settings.redis_url is None or not buckets:
        yield
        return
    from adapters.allowances.shared import SharedBuckets  # noqa: PLC0415  only where they are shared
    from app.duties import kept  # noqa: PLC0415  likewise

    shared = SharedBuckets(settings.redis_url, house, settings.wrapping_keys().key_for(_PURPOSE), buckets)
    try:
        async with kept([shared.keep_settling()]):
            yield
    finally:
        await shared.close()

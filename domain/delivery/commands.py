"""What may be asked of endpoints and deliveries: load, one verb, save."""

from uuid import UUID

from domain.delivery.delivery import Delivery
from domain.delivery.endpoint import Endpoint
from domain.desk import NO_TERMS, Desk, Terms


async def register_endpoint(desk: Desk, *, code: str, url: str, secret: bytes, terms: Terms = NO_TERMS) -> Endpoint:
    """A system that is told by webhook."""
    async with desk.work(terms) as work:
        endpoint = Endpoint.register(
            id=desk.new_id(), code=code, url=url, secret=secret, at=desk.now(), private_targets=desk.private_targets
        )
        work.endpoints.add(endpoint)
    return endpoint


async def rotate_endpoint(desk: Desk, endpoint_id: UUID, *, secret: bytes, terms: Terms = NO_TERMS) -> Endpoint:
    """Another secret."""
    async with desk.work(terms) as work:
        endpoint = await work.endpoints.get(endpoint_id)
        endpoint.rotate(secret, at=desk.now())
        work.endpoints.save(endpoint)
    return endpoint


async def retire_endpoint(desk: Desk, endpoint_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Endpoint:
    """Told nothing more."""
    async with desk.work(terms) as work:
        endpoint = await work.endpoints.get(endpoint_id)
        endpoint.retire(at=desk.now(), why=why)
        work.endpoints.save(endpoint)
    return endpoint


async def redeliver(desk: Desk, delivery_id: UUID, *, why: str | None = None, terms: Terms = NO_TERMS) -> Delivery:
    """Once more."""
    async with desk.work(terms) as work:
        delivery = await work.deliveries.get(delivery_id)
        delivery.redeliver(at=desk.now(), why=why)
        work.deliveries.save(delivery)
    return delivery

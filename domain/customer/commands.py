"""What may be asked of a customer: load, one verb, save."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from domain.customer.contact import ContactPoint
from domain.customer.customer import Customer, CustomerAction, CustomerType, Segment, Stage, Tier
from domain.desk import NO_TERMS, Desk, Terms
from domain.reference.entry import Family
from domain.viewer import Role


async def register_customer(
    desk: Desk,
    *,
    external_reference: str,
    type: CustomerType,  # noqa: A002
    name: str,
    stage: Stage = Stage.NEW,
    tier: Tier = Tier.ORDINARY,
    segments: Iterable[Segment] = (),
    business_lines: Iterable[str] = (),
    contact_points: Iterable[ContactPoint] = (),
    preferred_channel: str | None = None,
    account_manager_id: UUID | None = None,
    terms: Terms = NO_TERMS,
) -> Customer:
    """A new customer; one that an account manager registers is theirs unless another is named."""
    if desk.viewer.role is Role.ACCOUNT_MANAGER and account_manager_id is None:
        account_manager_id = desk.viewer.agent_id
    points, lines = tuple(contact_points), tuple(business_lines)
    async with desk.work(terms) as work:
        for line in lines:
            await work.references.need(Family.BUSINESS_LINE, line, field="businessLines")
        for point in points:
            await work.references.need(Family.CHANNEL, point.channel, field="contactPoints")
        await work.references.need(Family.CHANNEL, preferred_channel, field="preferredChannel")
        await work.agents.need(account_manager_id, field="accountManagerId")
        customer = Customer.register(
            id=desk.new_id(),
            external_reference=external_reference,
            type=type,
            name=name,
            stage=stage,
            tier=tier,
            segments=segments,
            business_lines=lines,
            contact_points=points,
            preferred_channel=preferred_channel,
            account_manager_id=account_manager_id,
            at=desk.now(),
        )
        work.customers.add(customer)
    return customer


async def rename_customer(
    desk: Desk, customer_id: UUID, *, name: str, why: str | None, terms: Terms = NO_TERMS
) -> Customer:
    """The name changed."""
    return await _on(desk, customer_id, terms, lambda customer, at: customer.rename(name, why=why, at=at))


async def change_stage(
    desk: Desk, customer_id: UUID, *, action: CustomerAction, why: str | None, terms: Terms = NO_TERMS
) -> Customer:
    """A move between lifecycle stages."""
    return await _on(desk, customer_id, terms, lambda customer, at: customer.change_stage(action, why=why, at=at))


async def change_tier(
    desk: Desk, customer_id: UUID, *, tier: Tier, why: str | None, terms: Terms = NO_TERMS
) -> Customer:
    """Another service tier."""
    return await _on(desk, customer_id, terms, lambda customer, at: customer.change_tier(tier, why=why, at=at))


async def change_segments(
    desk: Desk, customer_id: UUID, *, segments: Iterable[Segment], terms: Terms = NO_TERMS
) -> Customer:
    """Other segments."""
    return await _on(desk, customer_id, terms, lambda customer, at: customer.change_segments(segments, at=at))


async def change_business_lines(
    desk: Desk, customer_id: UUID, *, business_lines: Iterable[str], terms: Terms = NO_TERMS
) -> Customer:
    """Other business lines."""
    lines = tuple(business_lines)
    async with desk.work(terms) as work:
        customer = await work.customers.get(customer_id)
        for line in lines:
            await work.references.need(Family.BUSINESS_LINE, line, field="businessLines")
        customer.change_business_lines(lines, at=desk.now())
        work.customers.save(customer)
    return customer


async def add_contact_point(desk: Desk, customer_id: UUID, *, point: ContactPoint, terms: Terms = NO_TERMS) -> Customer:
    """Another way to reach them."""
    async with desk.work(terms) as work:
        customer = await work.customers.get(customer_id)
        await work.references.need(Family.CHANNEL, point.channel, field="channel")
        customer.add_contact_point(point, at=desk.now())
        work.customers.save(customer)
    return customer


async def remove_contact_point(
    desk: Desk, customer_id: UUID, *, contact_point_id: UUID, why: str | None, terms: Terms = NO_TERMS
) -> Customer:
    """One way less."""
    return await _on(
        desk, customer_id, terms, lambda customer, at: customer.remove_contact_point(contact_point_id, why=why, at=at)
    )


async def prefer_channel(desk: Desk, customer_id: UUID, *, channel: str | None, terms: Terms = NO_TERMS) -> Customer:
    """How they like to be reached."""
    async with desk.work(terms) as work:
        customer = await work.customers.get(customer_id)
        await work.references.need(Family.CHANNEL, channel, field="channel")
        customer.prefer_channel(channel, at=desk.now())
        work.customers.save(customer)
    return customer


async def assign_account_manager(
    desk: Desk, customer_id: UUID, *, account_manager_id: UUID | None, why: str | None, terms: Terms = NO_TERMS
) -> Customer:
    """Who looks after them."""
    async with desk.work(terms) as work:
        customer = await work.customers.get(customer_id)
        await work.agents.need(account_manager_id, field="accountManagerId")
        customer.assign_account_manager(account_manager_id, why=why, at=desk.now())
        work.customers.save(customer)
    return customer


async def _on(desk: Desk, customer_id: UUID, terms: Terms, verb: Callable[[Customer, datetime], None]) -> Customer:
    async with desk.work(terms) as work:
        customer = await work.customers.get(customer_id)
        verb(customer, desk.now())
        work.customers.save(customer)
    return customer

"""What may be asked of interactions: load, one verb, save."""

from datetime import timedelta
from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms, Work
from domain.interaction.interaction import Account, Interaction, InteractionOutcome, Opened
from domain.reference.entry import Family
from domain.shared.errors import Forbidden, Invalid
from domain.viewer import Role


async def record_interaction(
    desk: Desk,
    *,
    customer_id: UUID,
    account: Account,
    agent_id: UUID | None = None,
    summary: str | None = None,
    terms: Terms = NO_TERMS,
) -> Interaction:
    """With any customer who called; one that nobody is named for is the recorder's own."""
    viewer = desk.viewer
    async with desk.work(terms) as work:
        await work.references.need(Family.CHANNEL, account.channel, field="channel")
        if viewer.role is Role.ACCOUNT_MANAGER:
            await work.customers.get(customer_id)
        else:
            await work.customers.any(customer_id)
        agent = await work.agents.need(agent_id if agent_id is not None else viewer.agent_id, field="agentId")
        department = viewer.department if agent is None else agent.department
        if viewer.role is Role.INTEGRATION and department not in viewer.departments:
            raise Forbidden("an integration records for the departments of its grant only", field=["agentId"])
        interaction = Interaction.record(
            id=desk.new_id(),
            customer_id=customer_id,
            account=account,
            agent_id=None if agent is None else agent.id,
            department=department,
            at=desk.now(),
            by=viewer.author,
            summary=summary,
        )
        work.interactions.add(interaction)
    return interaction


async def correct_interaction(
    desk: Desk,
    interaction_id: UUID,
    *,
    why: str | None,
    outcome: InteractionOutcome | None = None,
    length: timedelta | None = None,
    channel: str | None = None,
    terms: Terms = NO_TERMS,
) -> Interaction:
    """It was told wrongly."""
    async with desk.work(terms) as work:
        interaction = await work.interactions.get(interaction_id)
        await work.references.need(Family.CHANNEL, channel, field="channel")
        interaction.correct(at=desk.now(), why=why, outcome=outcome, length=length, channel=channel)
        work.interactions.save(interaction)
    return interaction


async def came_out_of(desk: Desk, work: Work, interaction_id: UUID | None, customer_id: UUID, opened: Opened) -> None:
    """What this piece of work opens came out of that interaction with the same customer, if one is named."""
    if interaction_id is None:
        return
    interaction = await work.interactions.get(interaction_id)
    if interaction.customer_id != customer_id:
        raise Invalid("that interaction was with another customer", field=["interactionId"])
    interaction.opens(opened, at=desk.now())
    work.interactions.save(interaction)

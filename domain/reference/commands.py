"""The small commands that keep the words and the people of the house."""

from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms
from domain.reference.agent import Agent
from domain.reference.entry import Entry, Family


async def define_entry(
    desk: Desk,
    *,
    family: Family,
    code: str,
    name: str,
    parent: str | None = None,
    complaint: bool = False,
    terms: Terms = NO_TERMS,
) -> Entry:
    """A new word of the house."""
    async with desk.work(terms) as work:
        await work.references.need(Family.DEPARTMENT, parent, field="parent")
        entry = Entry.define(
            id=desk.new_id(), family=family, code=code, name=name, parent=parent, complaint=complaint, at=desk.now()
        )
        work.references.add(entry)
    return entry


async def rename_entry(desk: Desk, family: Family, code: str, *, name: str, terms: Terms = NO_TERMS) -> Entry:
    """Another name for the same code."""
    async with desk.work(terms) as work:
        entry = await work.references.get(family, code)
        entry.rename(name, at=desk.now())
        work.references.save(entry)
    return entry


async def move_department(desk: Desk, code: str, *, parent: str | None, terms: Terms = NO_TERMS) -> Entry:
    """Below another department, or on its own."""
    async with desk.work(terms) as work:
        entry = await work.references.get(Family.DEPARTMENT, code)
        await work.references.need(Family.DEPARTMENT, parent, field="parent")
        ancestors = await work.references.ancestors(parent) if parent else frozenset()
        entry.move(parent, ancestors=ancestors, at=desk.now())
        work.references.save(entry)
    return entry


async def retire_entry(desk: Desk, family: Family, code: str, *, why: str | None, terms: Terms = NO_TERMS) -> Entry:
    """Not to be used any more."""
    async with desk.work(terms) as work:
        entry = await work.references.get(family, code)
        entry.retire(why=why, at=desk.now())
        work.references.save(entry)
    return entry


async def restore_entry(desk: Desk, family: Family, code: str, *, terms: Terms = NO_TERMS) -> Entry:
    """In use again."""
    async with desk.work(terms) as work:
        entry = await work.references.get(family, code)
        entry.restore(at=desk.now())
        work.references.save(entry)
    return entry


async def register_agent(
    desk: Desk, *, external_reference: str, name: str, department: str | None = None, terms: Terms = NO_TERMS
) -> Agent:
    """A new person of the house."""
    async with desk.work(terms) as work:
        await work.references.need(Family.DEPARTMENT, department, field="department")
        agent = Agent.register(
            id=desk.new_id(), external_reference=external_reference, name=name, department=department, at=desk.now()
        )
        work.agents.add(agent)
    return agent


async def rename_agent(desk: Desk, agent_id: UUID, *, name: str, terms: Terms = NO_TERMS) -> Agent:
    """Another name."""
    async with desk.work(terms) as work:
        agent = await work.agents.get(agent_id)
        agent.rename(name, at=desk.now())
        work.agents.save(agent)
    return agent


async def move_agent(desk: Desk, agent_id: UUID, *, department: str | None, terms: Terms = NO_TERMS) -> Agent:
    """To another department."""
    async with desk.work(terms) as work:
        agent = await work.agents.get(agent_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        agent.move(department, at=desk.now())
        work.agents.save(agent)
    return agent


async def agent_leaves(desk: Desk, agent_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Agent:
    """No longer assignable."""
    async with desk.work(terms) as work:
        agent = await work.agents.get(agent_id)
        agent.leave(why=why, at=desk.now())
        work.agents.save(agent)
    return agent


async def agent_comes_back(desk: Desk, agent_id: UUID, *, terms: Terms = NO_TERMS) -> Agent:
    """Assignable again."""
    async with desk.work(terms) as work:
        agent = await work.agents.get(agent_id)
        agent.come_back(at=desk.now())
        work.agents.save(agent)
    return agent

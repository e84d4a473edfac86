"""What may be asked of customers' records and of the tasks about them: load, one verb, save."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from domain.customer.customer import Customer
from domain.desk import NO_TERMS, Desk, Terms
from domain.reference.entry import Family
from domain.shared.errors import Invalid
from domain.upkeep.stages import move_on
from domain.upkeep.task import BY_A_PERSON, TaskKind, UpkeepTask


async def notice_identity_change(
    desk: Desk, customer_id: UUID, *, why: str | None, terms: Terms = NO_TERMS
) -> Customer:
    """From now on there are 3 working days to have it on record (source: P1.3-b)."""
    return await _on_customer(
        desk, customer_id, terms, lambda customer, at: customer.notice_identity_change(seen_at=at, why=why, at=at)
    )


async def record_identity_change(
    desk: Desk, customer_id: UUID, *, why: str | None, terms: Terms = NO_TERMS
) -> Customer:
    """What was noticed is on record."""
    return await _on_customer(
        desk, customer_id, terms, lambda customer, at: customer.record_identity_change(why=why, at=at)
    )


async def complete_record(desk: Desk, customer_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Customer:
    """All that is needed is there (source: P1.3-d)."""
    return await _on_customer(desk, customer_id, terms, lambda customer, at: customer.complete_record(why=why, at=at))


async def refresh_record(desk: Desk, customer_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> Customer:
    """It was gone through and is right (source: P1.3-d)."""
    return await _on_customer(desk, customer_id, terms, lambda customer, at: customer.refresh_record(why=why, at=at))


async def raise_task(
    desk: Desk,
    *,
    customer_id: UUID,
    kind: TaskKind,
    why: str | None,
    due: datetime | None = None,
    department: str | None = None,
    assignee_id: UUID | None = None,
    terms: Terms = NO_TERMS,
) -> UpkeepTask:
    """Somebody saw that something is wrong; it goes to the customer's account manager unless said (source: P1.3-a)."""
    if kind not in BY_A_PERSON:
        right = ", ".join(sorted(BY_A_PERSON))
        raise Invalid(f"{kind.value} is raised by its clock; people raise {right}", field=["kind"])
    async with desk.work(terms) as work:
        customer = await work.customers.get(customer_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        await work.agents.need(assignee_id, field="assigneeId")
        if department is None and assignee_id is None:
            department, assignee_id = await work.upkeep.who_keeps(customer)
        at = desk.now()
        task = UpkeepTask.raise_(
            id=desk.new_id(),
            customer_id=customer_id,
            kind=kind,
            why=why,
            department=department,
            assignee_id=assignee_id,
            due=due,
            at=at,
            by=desk.viewer.author,
        )
        work.upkeep.add(task)
    return task


async def assign_task(
    desk: Desk,
    task_id: UUID,
    *,
    department: str | None = None,
    assignee_id: UUID | None = None,
    why: str | None = None,
    terms: Terms = NO_TERMS,
) -> UpkeepTask:
    """To a department, a person, or both; without a department it stays where it is."""
    async with desk.work(terms) as work:
        task = await work.upkeep.get(task_id)
        await work.references.need(Family.DEPARTMENT, department, field="department")
        await work.agents.need(assignee_id, field="assigneeId")
        task.assign(department=department or task.department, assignee_id=assignee_id, at=desk.now(), why=why)
        work.upkeep.save(task)
    return task


async def complete_task(desk: Desk, task_id: UUID, *, outcome: str | None, terms: Terms = NO_TERMS) -> UpkeepTask:
    """Settled by a person."""
    return await _on_task(
        desk, task_id, terms, lambda task, at: task.complete(outcome=outcome, by=desk.viewer.author, at=at)
    )


async def dismiss_task(desk: Desk, task_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> UpkeepTask:
    """There was nothing to do."""
    return await _on_task(desk, task_id, terms, lambda task, at: task.dismiss(why=why, by=desk.viewer.author, at=at))


async def move_customer_on(desk: Desk, customer_id: UUID) -> Customer:
    """What their activity and the passing of time bring about, by the rule in force (source: P1.2-c, P1.3-e)."""
    async with desk.work() as work:
        customer = await work.customers.any(customer_id)
        move_on(customer, await work.upkeep.seen(customer_id), await work.upkeep.lifecycle_rule(), at=desk.now())
        work.customers.save(customer)
    return customer


async def _on_customer(
    desk: Desk, customer_id: UUID, terms: Terms, verb: Callable[[Customer, datetime], None]
) -> Customer:
    async with desk.work(terms) as work:
        customer = await work.customers.get(customer_id)
        verb(customer, desk.now())
        work.customers.save(customer)
    return customer


async def _on_task(desk: Desk, task_id: UUID, terms: Terms, verb: Callable[[UpkeepTask, datetime], None]) -> UpkeepTask:
    async with desk.work(terms) as work:
        task = await work.upkeep.get(task_id)
        verb(task, desk.now())
        work.upkeep.save(task)
    return task

"""The verbs of upkeep: they translate, and nothing else."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from domain.customer.access import KEEPERS
from domain.customer.customer import Customer
from domain.desk import Desk, Terms
from domain.upkeep import commands
from domain.upkeep.access import MAY, REPORTERS
from domain.upkeep.lifecycle import TaskAction
from domain.upkeep.task import UpkeepTask
from resolvers.asking import aware, maybe_row, outcome
from schema import upkeep_verbs as verbs
from schema.context import Info, reader_of
from schema.customer_verbs import CustomerInput, CustomerPayload
from schema.ids import row_id
from schema.rights import mutation
from schema.terms import Asked, Keyed

C = TypeVar("C", bound=CustomerPayload)
P = TypeVar("P", bound=verbs.UpkeepTaskPayload)


class CustomerCommand(Protocol):
    """A command on one customer."""

    def __call__(self, desk: Desk, customer_id: UUID, /, *, terms: Terms) -> Awaitable[Customer]: ...


class TaskCommand(Protocol):
    """A command on one task."""

    def __call__(self, desk: Desk, task_id: UUID, /, *, terms: Terms) -> Awaitable[UpkeepTask]: ...


@strawberry.type
class UpkeepMutation:
    """Keeping customer information right (source: P1.3)."""

    @mutation(
        "Say that their identity is another than ours of them: 3 working days begin (身份信息变更; source: P1.3-b).",
        callers=KEEPERS,
    )
    async def notice_identity_change(
        self, info: Info, input: Asked[verbs.NoticeIdentityChangeInput]
    ) -> verbs.NoticeIdentityChangePayload:
        command = partial(commands.notice_identity_change, why=input.reason)
        return await _on_customer(info, input, verbs.NoticeIdentityChangePayload, command)

    @mutation("Say that the changed identity is on record (身份变更入档; source: P1.3-b).", callers=KEEPERS)
    async def record_identity_change(
        self, info: Info, input: Asked[verbs.RecordIdentityChangeInput]
    ) -> verbs.RecordIdentityChangePayload:
        command = partial(commands.record_identity_change, why=input.reason)
        return await _on_customer(info, input, verbs.RecordIdentityChangePayload, command)

    @mutation("Say that all that is needed is on record (信息完整; source: P1.3-d).", callers=KEEPERS)
    async def complete_customer_record(
        self, info: Info, input: Asked[verbs.CompleteCustomerRecordInput]
    ) -> verbs.CompleteCustomerRecordPayload:
        command = partial(commands.complete_record, why=input.reason)
        return await _on_customer(info, input, verbs.CompleteCustomerRecordPayload, command)

    @mutation("Say that the record was gone through and is right (信息复核; source: P1.3-d).", callers=KEEPERS)
    async def refresh_customer_record(
        self, info: Info, input: Asked[verbs.RefreshCustomerRecordInput]
    ) -> verbs.RefreshCustomerRecordPayload:
        command = partial(commands.refresh_record, why=input.reason)
        return await _on_customer(info, input, verbs.RefreshCustomerRecordPayload, command)

    @mutation("Report abnormal information (异常信息; source: P1.3-a).", callers=REPORTERS)
    async def raise_upkeep_task(
        self, info: Info, input: Asked[verbs.RaiseUpkeepTaskInput]
    ) -> verbs.RaiseUpkeepTaskPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[UpkeepTask]:
            return commands.raise_task(
                desk, customer_id=row_id("Customer", input.customer_id, field="customerId"), kind=input.kind,
                why=input.reason, due=aware(input.due_at, "dueAt"), department=input.department,
                assignee_id=maybe_row("Agent", input.assignee_id, "assigneeId"), terms=terms,
            )  # fmt: skip

        return await _asked(info, input, verbs.RaiseUpkeepTaskPayload, command)

    @mutation("Let somebody else answer for a task (指派任务).", callers=MAY[TaskAction.ASSIGN])
    async def assign_upkeep_task(
        self, info: Info, input: Asked[verbs.AssignUpkeepTaskInput]
    ) -> verbs.AssignUpkeepTaskPayload:
        def command(desk: Desk, task_id: UUID, *, terms: Terms) -> Awaitable[UpkeepTask]:
            return commands.assign_task(
                desk, task_id, department=input.department,
                assignee_id=maybe_row("Agent", input.assignee_id, "assigneeId"), why=input.reason, terms=terms,
            )  # fmt: skip

        return await _on_task(info, input, verbs.AssignUpkeepTaskPayload, command)

    @mutation("Say how a task was settled (完成任务).", callers=MAY[TaskAction.COMPLETE])
    async def complete_upkeep_task(
        self, info: Info, input: Asked[verbs.CompleteUpkeepTaskInput]
    ) -> verbs.CompleteUpkeepTaskPayload:
        command = partial(commands.complete_task, outcome=input.outcome)
        return await _on_task(info, input, verbs.CompleteUpkeepTaskPayload, command)

    @mutation("Say that there was nothing to do (撤销任务).", callers=MAY[TaskAction.DISMISS])
    async def dismiss_upkeep_task(
        self, info: Info, input: Asked[verbs.DismissUpkeepTaskInput]
    ) -> verbs.DismissUpkeepTaskPayload:
        command = partial(commands.dismiss_task, why=input.reason)
        return await _on_task(info, input, verbs.DismissUpkeepTaskPayload, command)


async def _on_customer(info: Info, input: CustomerInput, payload: type[C], command: CustomerCommand) -> C:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Customer]:
        return command(desk, row_id("Customer", input.customer_id, field="customerId"), terms=terms)

    done, declined = await outcome(info, input, ask)
    shown = None if done is None else await reader_of(info).customer(done)
    return payload(customer=shown, user_errors=declined)


async def _on_task(info: Info, input: verbs.UpkeepTaskInput, payload: type[P], command: TaskCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[UpkeepTask]:
        return command(desk, row_id("UpkeepTask", input.task_id, field="taskId"), terms=terms)

    return await _asked(info, input, payload, ask)


async def _asked(
    info: Info, input: Keyed, payload: type[P], command: Callable[[Desk, Terms], Awaitable[UpkeepTask]]
) -> P:
    done, declined = await outcome(info, input, command)
    shown = None if done is None else await reader_of(info).upkeep.task(done)
    return payload(task=shown, user_errors=declined)

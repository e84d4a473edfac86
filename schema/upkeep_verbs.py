"""The verbs of upkeep: those about a customer's record, and those about a task."""

from datetime import datetime

import strawberry

from domain.customer.access import READERS as CUSTOMER_READERS
from domain.upkeep.access import READERS
from domain.upkeep.task import TaskKind
from schema.customer_verbs import CustomerInput, CustomerPayload
from schema.errors import UserError
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, Keyed, Versioned, needed, optional
from schema.upkeep import UpkeepTask

WHY = "What there is to say (说明): at most 500 characters, without personal data."


@strawberry.input(description="Their identity is another than ours of them (身份信息变更; source: P1.3-b).")
class NoticeIdentityChangeInput(CustomerInput):
    reason: str | None = optional(REASON)


@governed(CUSTOMER_READERS)
@strawberry.type(description="What came of noticeIdentityChange.")
class NoticeIdentityChangePayload(CustomerPayload):
    pass


@strawberry.input(description="The changed identity is on record (身份变更入档; source: P1.3-b).")
class RecordIdentityChangeInput(CustomerInput):
    reason: str | None = optional(REASON)


@governed(CUSTOMER_READERS)
@strawberry.type(description="What came of recordIdentityChange.")
class RecordIdentityChangePayload(CustomerPayload):
    pass


@strawberry.input(description="All that is needed of them is on record (信息完整; source: P1.3-d).")
class CompleteCustomerRecordInput(CustomerInput):
    reason: str | None = optional(WHY)


@governed(CUSTOMER_READERS)
@strawberry.type(description="What came of completeCustomerRecord.")
class CompleteCustomerRecordPayload(CustomerPayload):
    pass


@strawberry.input(description="The record was gone through and is right (信息复核; source: P1.3-d).")
class RefreshCustomerRecordInput(CustomerInput):
    reason: str | None = optional(WHY)


@governed(CUSTOMER_READERS)
@strawberry.type(description="What came of refreshCustomerRecord.")
class RefreshCustomerRecordPayload(CustomerPayload):
    pass


@strawberry.input
class UpkeepTaskInput(Versioned):
    """Which task."""

    task_id: strawberry.ID = needed("The task (信息维护任务).")


@strawberry.type
class UpkeepTaskPayload:
    """The task as it now is, or why nothing was done."""

    task: UpkeepTask | None = field("The task as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="Something about a customer's record is abnormal (异常信息; source: P1.3-a).")
class RaiseUpkeepTaskInput(Keyed):
    customer_id: strawberry.ID = needed("The customer (客户).")
    kind: TaskKind = needed("What is wrong (类别): RENEW_DOCUMENT, SETTLE_CONTRADICTION or SETTLE_DUPLICATE.")
    reason: str | None = optional(REASON)
    due_at: datetime | None = optional("Until when it is to be settled (期限): a time to come, with its zone.")
    department: str | None = optional("The department that answers for it, by its code; the account manager's if none.")
    assignee_id: strawberry.ID | None = optional("Who answers for it (责任人); the account manager when not given.")


@governed(READERS)
@strawberry.type(description="What came of raiseUpkeepTask.")
class RaiseUpkeepTaskPayload(UpkeepTaskPayload):
    pass


@strawberry.input(description="Somebody else answers for it (指派任务).")
class AssignUpkeepTaskInput(UpkeepTaskInput):
    department: str | None = optional("The department that answers for it from now on, by its code (责任部门).")
    assignee_id: strawberry.ID | None = optional("Who answers for it from now on (责任人); nobody when not given.")
    reason: str | None = optional(WHY)


@governed(READERS)
@strawberry.type(description="What came of assignUpkeepTask.")
class AssignUpkeepTaskPayload(UpkeepTaskPayload):
    pass


@strawberry.input(description="It is settled (完成任务); what a clock asks for is done on the customer.")
class CompleteUpkeepTaskInput(UpkeepTaskInput):
    outcome: str | None = optional("How it was settled (处理结果): 1 to 500 characters, no personal data; required.")


@governed(READERS)
@strawberry.type(description="What came of completeUpkeepTask.")
class CompleteUpkeepTaskPayload(UpkeepTaskPayload):
    pass


@strawberry.input(description="There was nothing to do (撤销任务).")
class DismissUpkeepTaskInput(UpkeepTaskInput):
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of dismissUpkeepTask.")
class DismissUpkeepTaskPayload(UpkeepTaskPayload):
    pass

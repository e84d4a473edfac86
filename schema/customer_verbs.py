"""What each verb of a customer takes and answers with."""

import strawberry

from domain.customer.access import READERS
from domain.customer.contact import ContactKind
from domain.customer.customer import CustomerAction, CustomerType, Segment, Stage, Tier
from schema.customer import Customer
from schema.errors import UserError
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, Keyed, Versioned, needed, optional

SEGMENTS = len(Segment)
BUSINESS_LINES = 50
VALUE = "A phone number of 5 to 20 digits, an e-mail address of at most 254 characters, or 1 to 200 characters else."


@strawberry.input
class CustomerInput(Versioned):
    """Which customer."""

    customer_id: strawberry.ID = needed("The customer (客户).")


@strawberry.type
class CustomerPayload:
    """The customer as they now are, or why nothing was done."""

    customer: Customer | None = field(
        "The customer as they now are (客户); null when the request was declined, or when they are not, or no longer,"
        " among those that the viewer may see."
    )
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="A way to reach a customer (联系方式); personal.")
class ContactPointInput:
    kind: ContactKind = needed("What the value is.")
    value: str = needed(VALUE)
    channel: str = needed("The code of the channel that it serves (渠道).")


@strawberry.input(description="A new customer (新客户).")
class RegisterCustomerInput(Keyed):
    external_reference: str = needed("The firm's own reference: 1 to 100 printable characters, unique.")
    type: CustomerType = needed("Individual or institution (客户类型).")
    name: str = needed("The name (姓名/名称): 1 to 200 printable characters; personal.")
    stage: Stage | None = optional("Where they stand in the lifecycle (生命周期阶段); NEW when not given.")
    tier: Tier | None = optional("Which process and targets apply (服务层级); ORDINARY when not given.")
    segments: list[Segment] | None = optional("The groups they belong to (客群).")
    business_lines: list[str] | None = optional("The codes of what they do with us, at most 50 (业务条线).")
    contact_points: list[ContactPointInput] | None = optional("How they can be reached, at most 20 (联系方式).")
    preferred_channel: str | None = optional("The code of the channel they like to be reached by (首选渠道).")
    account_manager_id: strawberry.ID | None = optional(
        "The agent who looks after them (客户经理); an account manager who registers a customer when not given."
    )


@governed(READERS)
@strawberry.type(description="What came of registerCustomer.")
class RegisterCustomerPayload(CustomerPayload):
    customer_id: strawberry.ID | None = field(
        "The new customer's id, to open a ticket for them; known also to a caller who sees customers by their tickets."
    )


@strawberry.input(description="Another name (更名; source: P1.3-c).")
class RenameCustomerInput(CustomerInput):
    name: str = needed("The name (姓名/名称): 1 to 200 printable characters; personal.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of renameCustomer.")
class RenameCustomerPayload(CustomerPayload):
    pass


@strawberry.input(description="A move between lifecycle stages (生命周期阶段; source: P1.2-c).")
class ChangeCustomerStageInput(CustomerInput):
    action: CustomerAction = needed("What happened: OPEN_ACCOUNT, SETTLE_IN, FALL_SILENT, RETURN or LEAVE.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of changeCustomerStage.")
class ChangeCustomerStagePayload(CustomerPayload):
    pass


@strawberry.input(description="Another service tier (服务层级; source: P3.1-b).")
class ChangeCustomerTierInput(CustomerInput):
    tier: Tier = needed("Which process and targets apply from here on.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of changeCustomerTier.")
class ChangeCustomerTierPayload(CustomerPayload):
    pass


@strawberry.input(description="The groups a customer belongs to (客群; source: P5.1-b).")
class ChangeCustomerSegmentsInput(CustomerInput):
    segments: list[Segment] = needed("All of them; those not named are left.")


@governed(READERS)
@strawberry.type(description="What came of changeCustomerSegments.")
class ChangeCustomerSegmentsPayload(CustomerPayload):
    pass


@strawberry.input(description="What a customer does with us (业务条线; source: P1.2-a).")
class ChangeCustomerBusinessLinesInput(CustomerInput):
    business_lines: list[str] = needed("The codes of all of them, at most 50; those not named are left.")


@governed(READERS)
@strawberry.type(description="What came of changeCustomerBusinessLines.")
class ChangeCustomerBusinessLinesPayload(CustomerPayload):
    pass


@strawberry.input(description="Another way to reach a customer (联系方式); at most 20 on a customer.")
class AddContactPointInput(CustomerInput):
    kind: ContactKind = needed("What the value is.")
    value: str = needed(VALUE)
    channel: str = needed("The code of the channel that it serves (渠道).")


@governed(READERS)
@strawberry.type(description="What came of addContactPoint.")
class AddContactPointPayload(CustomerPayload):
    pass


@strawberry.input(description="A way that does not reach the customer any more (删除联系方式).")
class RemoveContactPointInput(CustomerInput):
    contact_point_id: strawberry.ID = needed("The contact point (联系方式).")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of removeContactPoint.")
class RemoveContactPointPayload(CustomerPayload):
    pass


@strawberry.input(description="How a customer likes to be reached (首选渠道; source: P4.1-c).")
class PreferChannelInput(CustomerInput):
    channel: str | None = optional("The code of the channel (渠道); without one they prefer none.")


@governed(READERS)
@strawberry.type(description="What came of preferChannel.")
class PreferChannelPayload(CustomerPayload):
    pass


@strawberry.input(description="Who looks after a customer (客户经理).")
class AssignAccountManagerInput(CustomerInput):
    account_manager_id: strawberry.ID | None = optional("The agent; without one nobody does.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of assignAccountManager.")
class AssignAccountManagerPayload(CustomerPayload):
    pass

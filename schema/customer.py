"""The customer as clients see them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from domain.customer.access import READERS
from domain.customer.customer import CustomerType, Segment, Stage, Tier
from schema.context import Info, reader_of
from schema.ids import global_id
from schema.paging import Node, PageInfo
from schema.reference import Agent
from schema.rights import field, governed

strawberry.enum(CustomerType, name="CustomerType", description="Individual (个人) or institution (机构).")
strawberry.enum(Stage, name="CustomerStage", description="Lifecycle stage (生命周期阶段; source: P1.2-c).")
strawberry.enum(Tier, name="ServiceTier", description="Service tier (服务层级; source: P3.1-b).")
strawberry.enum(Segment, name="CustomerSegment", description="Groups with their own service (客群; source: P5.1-b).")


@governed(READERS)
@strawberry.type(description="Who we serve (客户).")
class Customer(Node):
    """Name and contact points are personal."""

    external_reference: str = field("The firm's own reference, unique.")
    type: CustomerType = field("Individual or institution (客户类型).")
    name: str = field("The customer's name (姓名/名称).")
    stage: Stage = field("Where they stand in the lifecycle (生命周期阶段).")
    tier: Tier = field("Which process and targets apply (服务层级).")
    segments: list[Segment] = field("The groups they belong to (客群).")
    business_lines: list[str] = field("The codes of what they do with us (业务条线).")
    preferred_channel: str | None = field("The code of the channel they like to be reached by (首选渠道).")
    registered_at: datetime = field("Since when they are on record.")
    updated_at: datetime = field("When they last changed.")
    version: int = field("Rises with every change.")
    account_manager_row: strawberry.Private[UUID | None] = None

    @field("Who looks after them (客户经理).")
    def account_manager(self, info: Info) -> Agent | None:
        return None if self.account_manager_row is None else reader_of(info).agent(self.account_manager_row)

    @classmethod
    def of(cls, view: Any) -> "Customer":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(
            id=global_id("Customer", view.id),
            external_reference=view.external_reference,
            type=CustomerType(view.type),
            name=view.name,
            stage=Stage(view.stage),
            tier=Tier(view.tier),
            segments=[Segment(each) for each in view.segments],
            business_lines=list(view.business_lines),
            preferred_channel=view.preferred_channel,
            registered_at=view.registered_at,
            updated_at=view.updated_at,
            version=view.version,
            account_manager_row=view.account_manager_id,
        )


@governed(READERS)
@strawberry.type(description="A customer in a list (客户).")
class CustomerEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Customer = field("The customer.")


@governed(READERS)
@strawberry.type(description="A page of customers (客户).")
class CustomerConnection:
    """As Relay has it."""

    edges: list[CustomerEdge] = field("The customers with their cursors.")
    nodes: list[Customer] = field("The customers.")
    page_info: PageInfo = field("Where the page ends.")

"""Every verb of a customer as a mutation: it translates, and nothing else."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from domain.customer import commands
from domain.customer.access import KEEPERS, REGISTRARS
from domain.customer.contact import ContactPoint
from domain.customer.customer import CONTACT_POINTS, Customer, Stage, Tier
from domain.desk import Desk, Terms
from resolvers.asking import few, maybe_row, outcome, within
from schema import customer_verbs as verbs
from schema.context import Info, reader_of
from schema.ids import global_id, row_id
from schema.rights import mutation
from schema.terms import Asked

P = TypeVar("P", bound=verbs.CustomerPayload)


class CustomerCommand(Protocol):
    """A command on one customer."""

    def __call__(self, desk: Desk, customer_id: UUID, /, *, terms: Terms) -> Awaitable[Customer]: ...


@strawberry.type
class CustomerMutation:
    """Keeping the record of a customer."""

    @mutation("Put a new customer on record (客户登记).", callers=REGISTRARS)
    async def register_customer(
        self, info: Info, input: Asked[verbs.RegisterCustomerInput]
    ) -> verbs.RegisterCustomerPayload:
        done, declined = await outcome(info, input, _registration(input))
        return verbs.RegisterCustomerPayload(
            customer=None if done is None else await reader_of(info).customer(done),
            customer_id=None if done is None else global_id("Customer", done),
            user_errors=declined,
        )

    @mutation("Call a customer otherwise, with the reason on record (更名; source: P1.3-c).", callers=KEEPERS)
    async def rename_customer(self, info: Info, input: Asked[verbs.RenameCustomerInput]) -> verbs.RenameCustomerPayload:
        command = partial(commands.rename_customer, name=input.name, why=input.reason)
        return await _on(info, input, verbs.RenameCustomerPayload, command)

    @mutation("Move a customer to another lifecycle stage (生命周期阶段; source: P1.2-c).", callers=KEEPERS)
    async def change_customer_stage(
        self, info: Info, input: Asked[verbs.ChangeCustomerStageInput]
    ) -> verbs.ChangeCustomerStagePayload:
        command = partial(commands.change_stage, action=input.action, why=input.reason)
        return await _on(info, input, verbs.ChangeCustomerStagePayload, command)

    @mutation("Give a customer another service tier (服务层级; source: P3.1-b).", callers=KEEPERS)
    async def change_customer_tier(
        self, info: Info, input: Asked[verbs.ChangeCustomerTierInput]
    ) -> verbs.ChangeCustomerTierPayload:
        command = partial(commands.change_tier, tier=input.tier, why=input.reason)
        return await _on(info, input, verbs.ChangeCustomerTierPayload, command)

    @mutation("Say which groups a customer belongs to (客群; source: P5.1-b).", callers=KEEPERS)
    async def change_customer_segments(
        self, info: Info, input: Asked[verbs.ChangeCustomerSegmentsInput]
    ) -> verbs.ChangeCustomerSegmentsPayload:
        def command(desk: Desk, customer_id: UUID, *, terms: Terms) -> Awaitable[Customer]:
            segments = few(input.segments, verbs.SEGMENTS, "segments")
            return commands.change_segments(desk, customer_id, segments=segments, terms=terms)

        return await _on(info, input, verbs.ChangeCustomerSegmentsPayload, command)

    @mutation("Say what a customer does with us (业务条线; source: P1.2-a).", callers=KEEPERS)
    async def change_customer_business_lines(
        self, info: Info, input: Asked[verbs.ChangeCustomerBusinessLinesInput]
    ) -> verbs.ChangeCustomerBusinessLinesPayload:
        def command(desk: Desk, customer_id: UUID, *, terms: Terms) -> Awaitable[Customer]:
            lines = few(input.business_lines, verbs.BUSINESS_LINES, "businessLines")
            return commands.change_business_lines(desk, customer_id, business_lines=lines, terms=terms)

        return await _on(info, input, verbs.ChangeCustomerBusinessLinesPayload, command)

    @mutation("Add a way to reach a customer (添加联系方式).", callers=KEEPERS)
    async def add_contact_point(
        self, info: Info, input: Asked[verbs.AddContactPointInput]
    ) -> verbs.AddContactPointPayload:
        def command(desk: Desk, customer_id: UUID, *, terms: Terms) -> Awaitable[Customer]:
            point = ContactPoint.of(desk.new_id(), input.kind, input.value, input.channel)
            return commands.add_contact_point(desk, customer_id, point=point, terms=terms)

        return await _on(info, input, verbs.AddContactPointPayload, command)

    @mutation("Take away a way to reach a customer (删除联系方式).", callers=KEEPERS)
    async def remove_contact_point(
        self, info: Info, input: Asked[verbs.RemoveContactPointInput]
    ) -> verbs.RemoveContactPointPayload:
        def command(desk: Desk, customer_id: UUID, *, terms: Terms) -> Awaitable[Customer]:
            point = row_id("ContactPoint", input.contact_point_id, field="contactPointId")
            return commands.remove_contact_point(
                desk, customer_id, contact_point_id=point, why=input.reason, terms=terms
            )

        return await _on(info, input, verbs.RemoveContactPointPayload, command)

    @mutation("Say how a customer likes to be reached (首选渠道; source: P4.1-c).", callers=KEEPERS)
    async def prefer_channel(self, info: Info, input: Asked[verbs.PreferChannelInput]) -> verbs.PreferChannelPayload:
        command = partial(commands.prefer_channel, channel=input.channel)
        return await _on(info, input, verbs.PreferChannelPayload, command)

    @mutation("Say who looks after a customer (客户经理).", callers=KEEPERS)
    async def assign_account_manager(
        self, info: Info, input: Asked[verbs.AssignAccountManagerInput]
    ) -> verbs.AssignAccountManagerPayload:
        def command(desk: Desk, customer_id: UUID, *, terms: Terms) -> Awaitable[Customer]:
            manager = maybe_row("Agent", input.account_manager_id, "accountManagerId")
            return commands.assign_account_manager(
                desk, customer_id, account_manager_id=manager, why=input.reason, terms=terms
            )

        return await _on(info, input, verbs.AssignAccountManagerPayload, command)


async def _on(info: Info, input: verbs.CustomerInput, payload: type[P], command: CustomerCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Customer]:
        return command(desk, row_id("Customer", input.customer_id, field="customerId"), terms=terms)

    done, declined = await outcome(info, input, ask)
    customer = None if done is None else await reader_of(info).customer(done)
    return payload(customer=customer, user_errors=declined)


def _registration(input: verbs.RegisterCustomerInput) -> Callable[[Desk, Terms], Awaitable[Customer]]:
    def command(desk: Desk, terms: Terms) -> Awaitable[Customer]:
        return commands.register_customer(
            desk,
            external_reference=input.external_reference,
            type=input.type,
            name=input.name,
            stage=input.stage or Stage.NEW,
            tier=input.tier or Tier.ORDINARY,
            segments=few(input.segments, verbs.SEGMENTS, "segments"),
            business_lines=few(input.business_lines, verbs.BUSINESS_LINES, "businessLines"),
            contact_points=_points(desk, few(input.contact_points, CONTACT_POINTS, "contactPoints")),
            preferred_channel=input.preferred_channel,
            account_manager_id=maybe_row("Agent", input.account_manager_id, "accountManagerId"),
            terms=terms,
        )

    return command


def _points(desk: Desk, given: list[verbs.ContactPointInput]) -> list[ContactPoint]:
    points = []
    for place, each in enumerate(given):
        with within("contactPoints", place):
            points.append(ContactPoint.of(desk.new_id(), each.kind, each.value, each.channel))
    return points

"""The words of the house, each family with its small verbs: they translate, and nothing else."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry

from domain.desk import Desk, Terms
from domain.reference import commands
from domain.reference.access import KEEPERS
from domain.reference.entry import Entry, Family
from resolvers.asking import outcome
from schema.context import Info
from schema.errors import UserError
from schema.reference_verbs import business_line as lines
from schema.reference_verbs import channel as channels
from schema.reference_verbs import department as departments
from schema.reference_verbs import kind as kinds
from schema.reference_verbs.entry import CodeInput, RenameInput, RetireInput
from schema.rights import mutation
from schema.terms import Asked, Keyed


@strawberry.type
class DepartmentMutation:
    """Keeping the departments."""

    @mutation("Define a department (新增部门).", callers=KEEPERS)
    async def define_department(
        self, info: Info, input: Asked[departments.DefineDepartmentInput]
    ) -> departments.DefineDepartmentPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
            return commands.define_entry(
                desk, family=Family.DEPARTMENT, code=input.code, name=input.name, parent=input.parent, terms=terms
            )

        return departments.DefineDepartmentPayload.of(*await _word(info, input, Family.DEPARTMENT, command))

    @mutation("Call a department otherwise (部门更名).", callers=KEEPERS)
    async def rename_department(
        self, info: Info, input: Asked[departments.RenameDepartmentInput]
    ) -> departments.RenameDepartmentPayload:
        return departments.RenameDepartmentPayload.of(*await _rename(info, input, Family.DEPARTMENT))

    @mutation("Put a department below another one, or at the top (部门调整).", callers=KEEPERS)
    async def move_department(
        self, info: Info, input: Asked[departments.MoveDepartmentInput]
    ) -> departments.MoveDepartmentPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
            return commands.move_department(desk, input.code, parent=input.parent, terms=terms)

        return departments.MoveDepartmentPayload.of(*await _word(info, input, Family.DEPARTMENT, command))

    @mutation("Retire a department: it is not to be used any more (部门停用).", callers=KEEPERS)
    async def retire_department(
        self, info: Info, input: Asked[departments.RetireDepartmentInput]
    ) -> departments.RetireDepartmentPayload:
        return departments.RetireDepartmentPayload.of(*await _retire(info, input, Family.DEPARTMENT))

    @mutation("Bring a department back into use (部门恢复).", callers=KEEPERS)
    async def restore_department(
        self, info: Info, input: Asked[departments.RestoreDepartmentInput]
    ) -> departments.RestoreDepartmentPayload:
        return departments.RestoreDepartmentPayload.of(*await _restore(info, input, Family.DEPARTMENT))


@strawberry.type
class ChannelMutation:
    """Keeping the channels."""

    @mutation("Define a channel (新增渠道).", callers=KEEPERS)
    async def define_channel(
        self, info: Info, input: Asked[channels.DefineChannelInput]
    ) -> channels.DefineChannelPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
            return commands.define_entry(desk, family=Family.CHANNEL, code=input.code, name=input.name, terms=terms)

        return channels.DefineChannelPayload.of(*await _word(info, input, Family.CHANNEL, command))

    @mutation("Call a channel otherwise (渠道更名).", callers=KEEPERS)
    async def rename_channel(
        self, info: Info, input: Asked[channels.RenameChannelInput]
    ) -> channels.RenameChannelPayload:
        return channels.RenameChannelPayload.of(*await _rename(info, input, Family.CHANNEL))

    @mutation("Retire a channel: it is not to be used any more (渠道停用).", callers=KEEPERS)
    async def retire_channel(
        self, info: Info, input: Asked[channels.RetireChannelInput]
    ) -> channels.RetireChannelPayload:
        return channels.RetireChannelPayload.of(*await _retire(info, input, Family.CHANNEL))

    @mutation("Bring a channel back into use (渠道恢复).", callers=KEEPERS)
    async def restore_channel(
        self, info: Info, input: Asked[channels.RestoreChannelInput]
    ) -> channels.RestoreChannelPayload:
        return channels.RestoreChannelPayload.of(*await _restore(info, input, Family.CHANNEL))


@strawberry.type
class BusinessLineMutation:
    """Keeping the business lines."""

    @mutation("Define a business line (新增业务条线).", callers=KEEPERS)
    async def define_business_line(
        self, info: Info, input: Asked[lines.DefineBusinessLineInput]
    ) -> lines.DefineBusinessLinePayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
            return commands.define_entry(
                desk, family=Family.BUSINESS_LINE, code=input.code, name=input.name, terms=terms
            )

        return lines.DefineBusinessLinePayload.of(*await _word(info, input, Family.BUSINESS_LINE, command))

    @mutation("Call a business line otherwise (业务条线更名).", callers=KEEPERS)
    async def rename_business_line(
        self, info: Info, input: Asked[lines.RenameBusinessLineInput]
    ) -> lines.RenameBusinessLinePayload:
        return lines.RenameBusinessLinePayload.of(*await _rename(info, input, Family.BUSINESS_LINE))

    @mutation("Retire a business line: it is not to be used any more (业务条线停用).", callers=KEEPERS)
    async def retire_business_line(
        self, info: Info, input: Asked[lines.RetireBusinessLineInput]
    ) -> lines.RetireBusinessLinePayload:
        return lines.RetireBusinessLinePayload.of(*await _retire(info, input, Family.BUSINESS_LINE))

    @mutation("Bring a business line back into use (业务条线恢复).", callers=KEEPERS)
    async def restore_business_line(
        self, info: Info, input: Asked[lines.RestoreBusinessLineInput]
    ) -> lines.RestoreBusinessLinePayload:
        return lines.RestoreBusinessLinePayload.of(*await _restore(info, input, Family.BUSINESS_LINE))


@strawberry.type
class KindMutation:
    """Keeping the kinds."""

    @mutation("Define a kind (新增问题类别).", callers=KEEPERS)
    async def define_kind(self, info: Info, input: Asked[kinds.DefineKindInput]) -> kinds.DefineKindPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
            return commands.define_entry(
                desk, family=Family.KIND, code=input.code, name=input.name, complaint=input.complaint, terms=terms
            )

        return kinds.DefineKindPayload.of(*await _word(info, input, Family.KIND, command))

    @mutation("Call a kind otherwise (问题类别更名).", callers=KEEPERS)
    async def rename_kind(self, info: Info, input: Asked[kinds.RenameKindInput]) -> kinds.RenameKindPayload:
        return kinds.RenameKindPayload.of(*await _rename(info, input, Family.KIND))

    @mutation("Retire a kind: it is not to be used any more (问题类别停用).", callers=KEEPERS)
    async def retire_kind(self, info: Info, input: Asked[kinds.RetireKindInput]) -> kinds.RetireKindPayload:
        return kinds.RetireKindPayload.of(*await _retire(info, input, Family.KIND))

    @mutation("Bring a kind back into use (问题类别恢复).", callers=KEEPERS)
    async def restore_kind(self, info: Info, input: Asked[kinds.RestoreKindInput]) -> kinds.RestoreKindPayload:
        return kinds.RestoreKindPayload.of(*await _restore(info, input, Family.KIND))


Answer = tuple[Any, list[UserError]]
"""The word as it now is, if it was done, and why not, if it was not."""


async def _rename(info: Info, input: RenameInput, family: Family) -> Answer:
    def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
        return commands.rename_entry(desk, family, input.code, name=input.name, terms=terms)

    return await _word(info, input, family, command)


async def _retire(info: Info, input: RetireInput, family: Family) -> Answer:
    def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
        return commands.retire_entry(desk, family, input.code, why=input.reason, terms=terms)

    return await _word(info, input, family, command)


async def _restore(info: Info, input: CodeInput, family: Family) -> Answer:
    def command(desk: Desk, terms: Terms) -> Awaitable[Entry]:
        return commands.restore_entry(desk, family, input.code, terms=terms)

    return await _word(info, input, family, command)


async def _word(info: Info, input: Keyed, family: Family, command: Callable[[Desk, Terms], Awaitable[Entry]]) -> Answer:
    done, declined = await outcome(info, input, command)
    directory = info.context.house.directory
    if done is not None:
        await directory.refresh(now=True)
    return next((word for word in directory.words(family) if word.id == done), None), declined

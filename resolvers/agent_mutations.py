"""The people of the house and their small verbs: they translate, and nothing else."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from domain.desk import Desk, Terms
from domain.reference import commands
from domain.reference.access import KEEPERS
from domain.reference.agent import Agent
from resolvers.asking import outcome
from schema.context import Info, reader_of
from schema.ids import row_id
from schema.reference_verbs import agent as verbs
from schema.rights import mutation
from schema.terms import Asked, Keyed

P = TypeVar("P", bound=verbs.AgentPayload)


class AgentCommand(Protocol):
    """A command on one agent."""

    def __call__(self, desk: Desk, agent_id: UUID, /, *, terms: Terms) -> Awaitable[Agent]: ...


@strawberry.type
class AgentMutation:
    """Keeping the people of the house."""

    @mutation("Put a new person of the house on record (新增员工).", callers=KEEPERS)
    async def register_agent(self, info: Info, input: Asked[verbs.RegisterAgentInput]) -> verbs.RegisterAgentPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Agent]:
            return commands.register_agent(
                desk,
                external_reference=input.external_reference,
                name=input.name,
                department=input.department,
                terms=terms,
            )

        return await _answer(info, input, verbs.RegisterAgentPayload, command)

    @mutation("Call an agent otherwise (员工更名).", callers=KEEPERS)
    async def rename_agent(self, info: Info, input: Asked[verbs.RenameAgentInput]) -> verbs.RenameAgentPayload:
        return await _on(info, input, verbs.RenameAgentPayload, partial(commands.rename_agent, name=input.name))

    @mutation("Move an agent to another department (员工调动).", callers=KEEPERS)
    async def move_agent(self, info: Info, input: Asked[verbs.MoveAgentInput]) -> verbs.MoveAgentPayload:
        command = partial(commands.move_agent, department=input.department)
        return await _on(info, input, verbs.MoveAgentPayload, command)

    @mutation("Retire an agent: nothing can be assigned to them any more (员工停用).", callers=KEEPERS)
    async def retire_agent(self, info: Info, input: Asked[verbs.RetireAgentInput]) -> verbs.RetireAgentPayload:
        return await _on(info, input, verbs.RetireAgentPayload, partial(commands.agent_leaves, why=input.reason))

    @mutation("Make an agent assignable again (员工恢复).", callers=KEEPERS)
    async def restore_agent(self, info: Info, input: Asked[verbs.RestoreAgentInput]) -> verbs.RestoreAgentPayload:
        return await _on(info, input, verbs.RestoreAgentPayload, commands.agent_comes_back)


async def _on(info: Info, input: verbs.AgentInput, payload: type[P], command: AgentCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Agent]:
        return command(desk, row_id("Agent", input.agent_id, field="agentId"), terms=terms)

    return await _answer(info, input, payload, ask)


async def _answer(info: Info, input: Keyed, payload: type[P], command: Callable[[Desk, Terms], Awaitable[Agent]]) -> P:
    done, declined = await outcome(info, input, command)
    if done is None:
        return payload(agent=None, user_errors=declined)
    await info.context.house.directory.refresh(now=True)
    return payload(agent=reader_of(info).agent(done), user_errors=declined)

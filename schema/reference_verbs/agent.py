"""The verbs of the people of the house."""

import strawberry

from domain.reference.access import AGENT_READERS
from schema.errors import UserError
from schema.reference import Agent
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, Keyed, Versioned, needed, optional


@strawberry.input
class AgentInput(Versioned):
    """Which person."""

    agent_id: strawberry.ID = needed("The agent (员工).")


@strawberry.type
class AgentPayload:
    """The agent as they now are, or why nothing was done."""

    agent: Agent | None = field("The agent as they now are (员工); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="A new person of the house (新增员工).")
class RegisterAgentInput(Keyed):
    external_reference: str = needed("The `sub` of their token: 1 to 100 printable characters, unique.")
    name: str = needed("Their name (姓名): 1 to 100 printable characters.")
    department: str | None = optional("The code of the department they work in (部门).")


@governed(AGENT_READERS)
@strawberry.type(description="What came of registerAgent.")
class RegisterAgentPayload(AgentPayload):
    pass


@strawberry.input(description="Another name for an agent (员工更名).")
class RenameAgentInput(AgentInput):
    name: str = needed("Their name (姓名): 1 to 100 printable characters.")


@governed(AGENT_READERS)
@strawberry.type(description="What came of renameAgent.")
class RenameAgentPayload(AgentPayload):
    pass


@strawberry.input(description="Where an agent works (员工调动).")
class MoveAgentInput(AgentInput):
    department: str | None = optional("The code of the department (部门); without one they work in none.")


@governed(AGENT_READERS)
@strawberry.type(description="What came of moveAgent.")
class MoveAgentPayload(AgentPayload):
    pass


@strawberry.input(description="An agent who is no longer assignable (员工停用); what they did stays theirs.")
class RetireAgentInput(AgentInput):
    reason: str | None = optional(REASON)


@governed(AGENT_READERS)
@strawberry.type(description="What came of retireAgent.")
class RetireAgentPayload(AgentPayload):
    pass


@strawberry.input(description="An agent who is assignable again (员工恢复).")
class RestoreAgentInput(AgentInput):
    pass


@governed(AGENT_READERS)
@strawberry.type(description="What came of restoreAgent.")
class RestoreAgentPayload(AgentPayload):
    pass

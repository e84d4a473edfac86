"""Every verb of reference data as a mutation."""

import strawberry

from resolvers.agent_mutations import AgentMutation
from resolvers.word_mutations import BusinessLineMutation, ChannelMutation, DepartmentMutation, KindMutation


@strawberry.type
class ReferenceMutation(DepartmentMutation, ChannelMutation, BusinessLineMutation, KindMutation, AgentMutation):
    """Departments, channels, business lines, kinds and agents."""

"""The verbs of policies: they translate, and nothing else."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import strawberry

from adapters.reads.policies import drafts_by_id, policy_called
from domain.desk import Desk, Terms
from domain.policy import commands
from domain.policy.access import DRAFTERS, PUBLISHERS
from domain.policy.draft import PolicyDraft as Draft
from resolvers.asking import outcome
from schema import policy_verbs as verbs
from schema.context import Info
from schema.ids import row_id
from schema.policy import Policy, PolicyDraft
from schema.rights import mutation
from schema.terms import Asked


@strawberry.type
class PolicyMutation:
    """Changing the rules of the house."""

    @mutation("Propose the next version of a policy; nothing is in force yet (起草政策).", callers=DRAFTERS)
    async def draft_policy(self, info: Info, input: Asked[verbs.DraftPolicyInput]) -> verbs.DraftPolicyPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Draft]:
            return commands.draft_policy(
                desk, name=input.name, body=input.body, basis=input.basis, base=input.base, why=input.reason,
                terms=terms,
            )  # fmt: skip

        done, declined = await outcome(info, input, command)
        return verbs.DraftPolicyPayload(draft=await _draft(info, done), user_errors=declined)

    @mutation("Put a proposal into force (发布政策); what runs stays on its version.", callers=PUBLISHERS)
    async def publish_policy(self, info: Info, input: Asked[verbs.PublishPolicyInput]) -> verbs.PublishPolicyPayload:
        done, declined = await outcome(info, input, _on(input, commands.publish_policy))
        draft = await _draft(info, done)
        if draft is None:
            return verbs.PublishPolicyPayload(policy=None, draft=None, user_errors=declined)
        view = await policy_called(info.context.house.database, draft.name, draft.base + 1)
        policy = None if view is None else Policy.of(view)
        return verbs.PublishPolicyPayload(policy=policy, draft=draft, user_errors=declined)

    @mutation("Discard a proposal (废弃草案).", callers=DRAFTERS)
    async def discard_policy_draft(
        self, info: Info, input: Asked[verbs.DiscardPolicyDraftInput]
    ) -> verbs.DiscardPolicyDraftPayload:
        done, declined = await outcome(info, input, _on(input, commands.discard_draft))
        return verbs.DiscardPolicyDraftPayload(draft=await _draft(info, done), user_errors=declined)


def _on(
    input: verbs.PolicyDraftInput, command: Callable[..., Awaitable[Draft]]
) -> Callable[[Desk, Terms], Awaitable[Draft]]:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Draft]:
        return command(desk, row_id("PolicyDraft", input.draft_id, field="draftId"), why=input.reason, terms=terms)

    return ask


async def _draft(info: Info, done: UUID | None) -> PolicyDraft | None:
    if done is None:
        return None
    return PolicyDraft.of((await drafts_by_id(info.context.house.database, [done]))[done])

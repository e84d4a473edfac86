"""The verbs of policies: propose, publish, discard."""

import strawberry
from strawberry.scalars import JSON

from domain.policy.access import READERS
from schema.errors import UserError
from schema.policy import Policy, PolicyDraft
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, Keyed, Versioned, needed, optional


@strawberry.input(description="A proposal of the next version of a policy (起草政策).")
class DraftPolicyInput(Keyed):
    name: str = needed("The policy (名称): clock.commitments, clock.calendars, calendar.days.CODE, and so on.")
    body: JSON = needed("The whole rule as data, at most 256 KiB (内容); docs/policies.md explains each.")
    basis: str | None = optional("The document it rests on (依据); without one that of the version before is kept.")
    base: int | None = optional("The version that the author has seen (基准版本); the newest when not given.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of draftPolicy.")
class DraftPolicyPayload:
    draft: PolicyDraft | None = field("The proposal (草案); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input
class PolicyDraftInput(Versioned):
    """Which proposal, and why."""

    draft_id: strawberry.ID = needed("The proposal (草案).")
    reason: str | None = optional(REASON)


@strawberry.input(description="A proposal that comes into force (发布政策); what runs stays on its version.")
class PublishPolicyInput(PolicyDraftInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of publishPolicy.")
class PublishPolicyPayload:
    policy: Policy | None = field("The version that came of it (政策); null when the request was declined.")
    draft: PolicyDraft | None = field("The proposal as it now is (草案); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="A proposal that is not wanted (废弃草案).")
class DiscardPolicyDraftInput(PolicyDraftInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of discardPolicyDraft.")
class DiscardPolicyDraftPayload:
    draft: PolicyDraft | None = field("The proposal as it now is (草案); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)

"""The verbs of policies: propose, publish, discard."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from domain.policy.access import READERS
from schema.errors import UserError
from schema.ids import global_id
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


@strawberry.input(description="Running clocks that move to the rules in force (重新绑定政策).")
class RepinPolicyInput(Keyed):
    dry_run: bool = needed("Only say what would move and how; nothing is changed (试算).")
    first: int = needed("How many tickets at the most, 1 to 100, by id; more is asked for with `after`.")
    commitments: list[str] | None = optional("Clocks of these commitments, by code (承诺条款); all when not given.")
    after: strawberry.ID | None = optional("Go on after the ticket with this id: `next` of the page before.")
    reason: str | None = optional("Why (原因): 1 to 500 characters, without personal data; required unless it is dry.")


@governed(READERS)
@strawberry.type(description="A clock that moves to other rules, before and after (重新绑定的时钟).")
class RepinnedClock:
    """A deadline is null while the clock stands still."""

    ticket_id: strawberry.ID = field("The ticket's id (工单).")
    commitment: str = field("The commitment (承诺条款).")
    instance: int = field("Which of its clocks, counted from 1 (次序).")
    policy_version_before: int = field("The version of the commitments it runs on (原政策版本).")
    policy_version_after: int = field("The version it runs on then (新政策版本).")
    calendar_before: str = field("The calendar it counts by, with its version (原日历).")
    calendar_after: str = field("The calendar it counts by then, with its version (新日历).")
    due_before: datetime | None = field("When it falls due (原到期时间).")
    due_after: datetime | None = field("When it falls due then (新到期时间).")

    @classmethod
    def of(cls, ticket_id: UUID, moved: Any) -> "RepinnedClock":  # noqa: ANN401  the domain's
        """From the domain's."""
        before, after = moved.before, moved.after
        return cls(
            ticket_id=global_id("Ticket", ticket_id),
            commitment=before.commitment,
            instance=before.instance,
            policy_version_before=before.terms.policy_version,
            policy_version_after=after.terms.policy_version,
            calendar_before=f"{before.terms.calendar} {before.terms.calendar_version}",
            calendar_after=f"{after.terms.calendar} {after.terms.calendar_version}",
            due_before=before.due,
            due_after=after.due,
        )


@governed(READERS)
@strawberry.type(description="What moved, or would move, in this page of tickets (重新绑定结果).")
class RepinPayload:
    """The clocks of at most 100 tickets."""

    clocks: list[RepinnedClock] = field("Each clock before and after, ticket by ticket (时钟).")
    next: strawberry.ID | None = field("Where to go on; null when all tickets were looked at (续页).")


@governed(READERS)
@strawberry.type(description="What came of repinPolicy.")
class RepinPolicyPayload:
    repinned: RepinPayload | None = field("What moved, or would move (结果); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="A proposal that is not wanted (废弃草案).")
class DiscardPolicyDraftInput(PolicyDraftInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of discardPolicyDraft.")
class DiscardPolicyDraftPayload:
    draft: PolicyDraft | None = field("The proposal as it now is (草案); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)

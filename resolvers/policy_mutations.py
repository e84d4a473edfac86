"""The verbs of policies: they translate, and nothing else."""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from uuid import UUID

import strawberry

from adapters.reads.policies import drafts_by_id, policy_called
from adapters.reads.repinning import RepinPage, repin_page
from domain.desk import Desk, Terms
from domain.policy import commands
from domain.policy.access import DRAFTERS, PUBLISHERS
from domain.policy.draft import PolicyDraft as Draft
from domain.shared.errors import Invalid, Refusal
from domain.shared.text import a_reason
from domain.ticket.commands import repin_ticket
from resolvers.asking import few, maybe_row, outcome
from schema import policy_verbs as verbs
from schema.context import Info
from schema.errors import UserError
from schema.ids import global_id, row_id
from schema.paging import MOST
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

    @mutation(
        "Move running clocks to the rules in force, or say beforehand what would move (重新绑定政策). What has moved"
        " already is not moved again; each ticket moves on its own, so that a stopped run is gone on with.",
        callers=PUBLISHERS,
    )
    async def repin_policy(self, info: Info, input: Asked[verbs.RepinPolicyInput]) -> verbs.RepinPolicyPayload:
        try:
            page = await _to_be_moved(info, input)
            if not input.dry_run:
                for ticket_id in page.moves:
                    await _move(info, input, ticket_id)
        except Refusal as refusal:
            return verbs.RepinPolicyPayload(repinned=None, user_errors=[UserError.of(refusal)])
        clocks = [verbs.RepinnedClock.of(ticket_id, each) for ticket_id, found in page.moves.items() for each in found]
        following = global_id("Ticket", page.last) if page.more and page.last else None
        return verbs.RepinPolicyPayload(repinned=verbs.RepinPayload(clocks=clocks, next=following), user_errors=[])


async def _to_be_moved(info: Info, input: verbs.RepinPolicyInput) -> RepinPage:
    if not 1 <= input.first <= MOST:
        raise Invalid(f"first is {input.first}; it is 1 to {MOST}", field=["first"])
    if not input.dry_run:
        a_reason(input.reason, why="say why running clocks move to the rules in force")
    house = info.context.house
    await house.policies.refresh(now=True)
    await house.directory.refresh()
    rules = await house.policies.clocks()
    for number, code in enumerate(few(input.commitments, MOST, "commitments")):
        if code not in {each.code for each in rules.policy.commitments}:
            message = f"{code[:60]!r} is no commitment of version {rules.policy.version}"
            raise Invalid(message, field=["commitments", str(number)])
    return await repin_page(
        house.database, house.directory, rules, input.commitments or [], first=input.first,
        after=maybe_row("Ticket", input.after, "after"), at=house.now(),
    )  # fmt: skip


async def _move(info: Info, input: verbs.RepinPolicyInput, ticket_id: UUID) -> None:
    key = input.idempotency_key
    desk: Desk = info.context.desk
    Terms(idempotency_key=key)  # a bad key is refused as everywhere
    body = json.dumps([ticket_id.hex, input.commitments, input.reason]).encode()
    terms = Terms() if key is None else Terms(None, sha256(f"{ticket_id} {key}".encode()).hexdigest(), body)
    await desk.once(
        terms, lambda: repin_ticket(desk, ticket_id, commitments=input.commitments or [], why=input.reason, terms=terms)
    )


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

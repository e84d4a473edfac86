"""What may be asked of the rules of the house: propose, publish, discard."""

from uuid import UUID

from domain.desk import NO_TERMS, Desk, Terms
from domain.policy.access import ADMINS_ONLY
from domain.policy.draft import PolicyDraft
from domain.shared.errors import Forbidden
from domain.viewer import Role


async def draft_policy(
    desk: Desk,
    *,
    name: str,
    body: object,
    basis: str | None = None,
    base: int | None = None,
    why: str | None,
    terms: Terms = NO_TERMS,
) -> PolicyDraft:
    """A proposal; nothing is in force yet."""
    _may(desk, name)
    async with desk.work(terms) as work:
        draft = PolicyDraft.begin(
            id=desk.new_id(), name=name, body=body, basis=basis, base=base, author=desk.viewer.author, why=why,
            house=await work.policies.house(), at=desk.now(),
        )  # fmt: skip
        work.policies.add(draft)
    return draft


async def publish_policy(desk: Desk, draft_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> PolicyDraft:
    """A version from now on; what runs stays on its own."""
    async with desk.work(terms) as work:
        draft = await work.policies.get(draft_id)
        _may(desk, draft.name)
        draft.publish(by=desk.viewer.author, why=why, house=await work.policies.house(), at=desk.now())
        work.policies.save(draft)
    return draft


async def discard_draft(desk: Desk, draft_id: UUID, *, why: str | None, terms: Terms = NO_TERMS) -> PolicyDraft:
    """It is kept, and will not be published."""
    async with desk.work(terms) as work:
        draft = await work.policies.get(draft_id)
        _may(desk, draft.name)
        draft.discard(by=desk.viewer.author, why=why, at=desk.now())
        work.policies.save(draft)
    return draft


def _may(desk: Desk, name: str) -> None:
    if name in ADMINS_ONLY and desk.viewer.role is not Role.ADMIN:
        raise Forbidden(f"{name} says who has which rights: only an admin proposes, publishes or discards it")

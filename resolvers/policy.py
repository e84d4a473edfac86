"""What is read of the rules of the house."""

from typing import Annotated

import strawberry

from adapters.reads.policies import DraftCriteria, drafts_page, policies_page, policy_called
from domain.policy.access import READERS
from domain.policy.draft import DraftStatus
from resolvers.given import bounded, in_words_of_the_query, words
from schema.context import Info
from schema.errors import BadInput
from schema.paging import After, First, a_page, within_a_page
from schema.policy import (
    Policy,
    PolicyConnection,
    PolicyDraft,
    PolicyDraftConnection,
    PolicyDraftEdge,
    PolicyEdge,
    PolicyName,
)
from schema.rights import field

LARGEST = 2**31 - 1
ByName = Annotated[str | None, strawberry.argument(description="Of this name; without it the newest of each.")]
Version = Annotated[int | None, strawberry.argument(description="Which one; the newest when not given (版本).")]
OfName = Annotated[str | None, strawberry.argument(description="About this policy (名称).")]
InStatus = Annotated[list[DraftStatus] | None, strawberry.argument(description="In one of these statuses (状态).")]


@strawberry.type
class PolicyQuery:
    """The root fields about policies."""

    @field("The rules in force by name; of one `name` all versions, the newest first (政策).", readers=READERS)
    async def policies(self, info: Info, first: First, name: ByName = None, after: After = None) -> PolicyConnection:
        wanted = words(name, "name")
        with in_words_of_the_query():
            page = await policies_page(
                info.context.house.database, wanted, first=within_a_page(first, "first"), after=after
            )
        nodes = [Policy.of(view) for view in page.rows]
        return a_page(PolicyConnection, PolicyEdge, nodes, page.cursors, more=page.more, after=after, filter=wanted)

    @field("One version of a policy, the newest unless said (政策); null when there is none.", readers=READERS)
    async def policy(self, info: Info, name: PolicyName, version: Version = None) -> Policy | None:
        if version is not None and not 1 <= version <= LARGEST:
            raise BadInput(f"version is {version}; versions are counted from 1")
        view = await policy_called(info.context.house.database, str(words(name, "name")), version)
        return None if view is None else Policy.of(view)

    @field("Proposals, the newest first (政策草案).", readers=READERS)
    async def policy_drafts(
        self, info: Info, first: First, name: OfName = None, status: InStatus = None, after: After = None
    ) -> PolicyDraftConnection:
        found = bounded(status, "status")
        criteria = DraftCriteria(
            words(name, "name"), None if found is None else tuple(each.value for each in found)
        )  # fmt: skip
        with in_words_of_the_query():
            page = await drafts_page(
                info.context.house.database, criteria, first=within_a_page(first, "first"), after=after
            )
        nodes = [PolicyDraft.of(view) for view in page.rows]
        return a_page(
            PolicyDraftConnection, PolicyDraftEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria
        )

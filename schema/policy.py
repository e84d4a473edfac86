"""The rules of the house as clients see them: published versions, and proposals of the next."""

from datetime import datetime
from itertools import islice
from typing import Annotated, Any, ClassVar

import strawberry
from strawberry.scalars import JSON

from domain.policy.access import READERS
from domain.policy.difference import difference
from domain.policy.draft import LIFECYCLE, DraftAction, DraftStatus
from schema.context import Info, reader_of
from schema.ids import ids_of
from schema.paging import First, Node, PageInfo, within_a_page
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain

strawberry.enum(DraftStatus, name="PolicyDraftStatus", description="Where a proposal stands (草案状态).")
strawberry.enum(DraftAction, name="PolicyDraftAction", description="What may be asked of a proposal (草案操作).")


@governed(READERS)
@strawberry.type(description="A published version of a rule of the house (政策版本); never changed afterwards.")
class Policy(OfRow, Node):
    """What began on a version stays on it."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("Policy")),
        **plain("name version body basis author reason published_at"),
    }

    name: str = field("Its name, such as clock.commitments (名称).")
    version: int = field("Counted from 1 (版本).")
    body: JSON = field("The rule as data; docs/policies.md explains each (内容).")
    basis: str | None = field("The document it rests on (依据).")
    author: str = field("Who published it: role and reference (责任人).")
    reason: str | None = field("Why (原因); null for what a new house begins with.")
    published_at: datetime = field("Since when it could be in force (发布时间).")
    view: strawberry.Private[Any]

    @field("Whether no later version took its place (是否现行).")
    def current(self) -> bool:
        newest: bool = self.view.version == self.view.newest
        return newest


@governed(READERS)
@strawberry.type(description="A place at which a proposal differs from the version it starts from (差异).")
class PolicyDifference:
    """Items of lists are named by their code or day."""

    path: str = field("Where, such as commitments[plan].duration.amount (位置).")
    before: JSON | None = field("What stands there now; null when there is nothing (原值).")
    after: JSON | None = field("What would stand there; null when there would be nothing (新值).")


@governed(READERS)
@strawberry.type(description="A proposal of the next version of a policy (政策草案).")
class PolicyDraft(OfRow, Node):
    """Kept also when it was decided on."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("PolicyDraft")),
        "status": Stored("status", member(DraftStatus)),
        "decided_reason": Stored("decided_why"),
        **plain("name version base body basis author reason drafted_at decided_by decided_at"),
    }

    name: str = field("The policy it is about (名称).")
    version: int = field("Rises with every change of the proposal itself.")
    base: int = field("The version of the policy it starts from; 0 when there was none (基准版本).")
    body: JSON = field("What it proposes (内容).")
    basis: str | None = field("The document it rests on; null keeps the one of the version before (依据).")
    author: str = field("Who proposed it: role and reference (起草人).")
    reason: str = field("Why (原因).")
    drafted_at: datetime = field("When it was proposed (起草时间).")
    status: DraftStatus = field("Where it stands (状态).")
    decided_by: str | None = field("Who published or discarded it (决定人).")
    decided_reason: str | None = field("Why it was published or discarded (决定原因).")
    decided_at: datetime | None = field("When it was published or discarded (决定时间).")
    view: strawberry.Private[Any]

    @field("What may be done with it now (可执行操作).")
    def actions(self) -> list[DraftAction]:
        return list(LIFECYCLE.actions_in(DraftStatus(self.view.status)))

    @field("The version that came of it; null when it was not published (发布版本).")
    def published_version(self) -> int | None:
        return self.view.base + 1 if self.view.status == DraftStatus.PUBLISHED else None

    @field("In how many places it differs from the version it starts from (差异数).")
    def difference_count(self) -> int:
        return sum(1 for _ in self._differences())

    @field("The first places at which it differs from the version it starts from (差异).", size=20)
    def difference(self, first: First) -> list[PolicyDifference]:
        found = islice(self._differences(), within_a_page(first, "first"))
        return [PolicyDifference(path=each.path, before=each.before, after=each.after) for each in found]

    def _differences(self) -> Any:  # noqa: ANN401  an iterator of the domain's
        base = self.view.base_body
        if base is not None and "day_versions" not in self.view.body:
            base = {name: value for name, value in base.items() if name != "day_versions"}
        return difference(base, self.view.body)


@governed(READERS)
@strawberry.type(description="A policy in a list (政策).")
class PolicyEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: Policy = field("The policy.")


@governed(READERS)
@strawberry.type(description="A page of policies (政策).")
class PolicyConnection:
    """As Relay has it."""

    edges: list[PolicyEdge] = field("The entries with their cursors.")
    nodes: list[Policy] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).count_policies(self.filter)


@governed(READERS)
@strawberry.type(description="A proposal in a list (政策草案).")
class PolicyDraftEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: PolicyDraft = field("The proposal.")


@governed(READERS)
@strawberry.type(description="A page of proposals (政策草案).")
class PolicyDraftConnection:
    """As Relay has it."""

    edges: list[PolicyDraftEdge] = field("The entries with their cursors.")
    nodes: list[PolicyDraft] = field("The entries.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).count_drafts(self.filter)


PolicyName = Annotated[str, strawberry.argument(description="The name of a policy, such as clock.commitments (名称).")]

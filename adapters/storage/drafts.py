"""Proposals of policies in and out of their table, and the versions that come of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from adapters.database import Database, instant, json, plain, sure, uuid
from adapters.directory import Directory
from adapters.reads.policies import policy_id
from adapters.storage.policies import Policies
from adapters.storage.rows import PolicyDraftRow, PolicyRow
from domain.policy.checks import House
from domain.policy.draft import DraftStatus, PolicyDraft
from domain.reference.entry import Family
from domain.shared.aggregate import Aggregate
from domain.shared.errors import ChangedMeanwhile, NotFound


@dataclass(frozen=True, slots=True)
class Drafts:
    """Implements `domain.desk.PolicyDrafts` for one unit of work."""

    database: Database
    published: Policies
    directory: Directory
    fresh: list[Aggregate]
    changed: list[Aggregate]
    expect: Callable[[Aggregate], None]

    async def house(self) -> House:
        """As it is now, not as it was two seconds ago."""
        await self.published.refresh(now=True)
        await self.directory.refresh(now=True)
        words = {family: {each.code for each in self.directory.words(family) if not each.retired} for family in Family}
        newest = (
            "select name, basis from policy p where version = (select max(version) from policy where name = p.name)"
        )
        bases = {row["name"]: row["basis"] for row in await self.database.rows(newest)}
        return House((await self.published.clocks()).book.with_more(), words, bases)

    async def get(self, draft_id: UUID) -> PolicyDraft:
        """The draft; NotFound when there is none."""
        draft = await load_draft(self.database, draft_id)
        self.expect(draft)
        return draft

    def add(self, draft: PolicyDraft) -> None:
        """Written with the rest."""
        self.fresh.append(draft)

    def save(self, draft: PolicyDraft) -> None:
        """Written with the rest."""
        self.changed.append(draft)


async def load_draft(database: Database, draft_id: UUID) -> PolicyDraft:
    """The draft; NotFound when there is none."""
    sql = database.sql()
    row = await database.row(f"select * from policy_draft where id = {sql(draft_id)}", sql.values)
    if row is None:
        message = "there is no such draft"
        raise NotFound(message, field=["draftId"])
    draft = PolicyDraft(
        id=sure(uuid(row["id"])), version=row["version"], name=row["name"], base=row["base"], body=json(row["body"]),
        basis=row["basis"], author=row["author"], reason=row["reason"], drafted_at=sure(instant(row["drafted_at"])),
        status=DraftStatus(row["status"]), decided_by=row["decided_by"], decided_why=row["decided_why"],
        decided_at=instant(row["decided_at"]),
    )  # fmt: skip
    draft.as_loaded()
    return draft


async def insert_draft(database: Database, draft: PolicyDraft) -> None:
    """A new proposal; one from a file is published in the same breath."""
    await PolicyDraftRow.create(
        using_db=database.connection, id=draft.id, name=draft.name, base=draft.base, body=plain(draft.body),
        basis=draft.basis, author=draft.author, reason=draft.reason, drafted_at=draft.drafted_at, **_decision(draft),
    )  # fmt: skip
    await _publish(database, draft)


async def update_draft(database: Database, draft: PolicyDraft) -> bool:
    """False when somebody else was first."""
    found = await database.update("policy_draft", _decision(draft), {"id": draft.id, "version": draft.loaded_version})
    if found:
        await _publish(database, draft)
    return bool(found)


def _decision(draft: PolicyDraft) -> dict[str, Any]:
    return {
        "version": draft.version,
        "status": draft.status.value,
        "decided_by": draft.decided_by,
        "decided_why": draft.decided_why,
        "decided_at": draft.decided_at,
    }


async def _publish(database: Database, draft: PolicyDraft) -> None:
    if not draft.publications:
        return
    # Policies are checked against each other, so they come into force one after the other.
    if database.postgres:
        await database.run("lock table policy in share row exclusive mode")
    row = await database.row("select count(*) as n from policy")
    if row is None or row["n"] != draft.seen:
        raise ChangedMeanwhile("another policy was published meanwhile; read it again")
    for name, version, body in draft.publications:
        sql = database.sql()
        before = await database.row(
            f"select basis from policy where name = {sql(name)} and version = {sql(version - 1)}", sql.values
        )
        basis = draft.basis if name == draft.name else None
        await PolicyRow.create(
            using_db=database.connection, id=policy_id(name, version), name=name, version=version,
            body=plain(body), basis=basis or (before and before["basis"]), author=draft.decided_by,
            reason=draft.decided_why, published_at=draft.decided_at,
        )  # fmt: skip

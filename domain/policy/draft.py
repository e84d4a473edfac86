"""A draft of a policy: somebody's proposal of a next version, until it is published or discarded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from domain.clock.book import DAYS, SERVICE, Book
from domain.policy import events
from domain.policy.checks import House, checked, rehearsed
from domain.policy.shape import Text
from domain.shared.aggregate import Aggregate
from domain.shared.errors import ChangedMeanwhile, Invalid
from domain.shared.lifecycle import Lifecycle
from domain.shared.text import a_reason

Published = tuple[str, int, Mapping[str, Any]]
"""Name, version and body of what is published."""


class DraftStatus(StrEnum):
    """Only an open draft is published or discarded."""

    OPEN = "OPEN"
    PUBLISHED = "PUBLISHED"
    DISCARDED = "DISCARDED"


class DraftAction(StrEnum):
    """What may be done with a draft."""

    PUBLISH = "PUBLISH"
    DISCARD = "DISCARD"


_OPEN = frozenset({DraftStatus.OPEN})
LIFECYCLE: Lifecycle[DraftStatus, DraftAction] = Lifecycle({
    #                     allowed in  leads to
    DraftAction.PUBLISH: (_OPEN,      DraftStatus.PUBLISHED),
    DraftAction.DISCARD: (_OPEN,      DraftStatus.DISCARDED),
})  # fmt: skip


@dataclass(slots=True, kw_only=True)
class PolicyDraft(Aggregate):
    """`base` is the version it starts from, 0 for none; `publications` are to be stored when it was published."""

    KIND: ClassVar[str] = "policy"

    name: str
    base: int
    body: Mapping[str, Any]
    basis: str | None
    author: str
    reason: str
    drafted_at: datetime
    status: DraftStatus = DraftStatus.OPEN
    decided_by: str | None = None
    decided_why: str | None = None
    decided_at: datetime | None = None
    publications: tuple[Published, ...] = field(default=(), compare=False)
    seen: int = field(default=0, compare=False)
    """How many versions of everything there were when it was checked for publication."""

    @classmethod
    def begin(
        cls,
        *,
        id: UUID,  # noqa: A002
        name: str,
        body: object,
        basis: str | None,
        base: int | None,
        author: str,
        why: str | None,
        house: House,
        at: datetime,
    ) -> "PolicyDraft":
        """A checked proposal; `base` is the newest version unless the author saw another one."""
        reason = a_reason(why, why="say why the policy should be changed")
        try:
            found = checked(name, body, house)
        except Invalid as refusal:
            refusal.field = ("body", *refusal.field)
            raise
        if basis is not None:
            basis = Text().check(basis, ("basis",))
        newest = house.book.newest(name)
        base = newest if base is None else base
        if base and base not in house.book.versions(name):
            raise Invalid(f"{name} has no version {base}; its newest is {newest}", field=["base"])
        draft = cls(
            id=id, name=name, base=base, body=found, basis=basis, author=author, reason=reason, drafted_at=at
        )  # fmt: skip
        draft._record(events.PolicyDrafted(at=at, reason=reason, name=name, base=base))
        return draft

    def publish(self, *, by: str, why: str | None, house: House, at: datetime, tried: bool = True) -> None:
        """In force from now on; ChangedMeanwhile when another version was published since it was drafted.

        Whoever publishes several at once tries how they fit together when the last is there.
        """
        reason = a_reason(why, why="say why it comes into force")
        after = LIFECYCLE.after(DraftAction.PUBLISH, self.status)
        newest = house.book.newest(self.name)
        if newest != self.base:
            raise ChangedMeanwhile(
                f"{self.name} is at version {newest}, and this draft starts from {self.base}: draft it anew from there",
                field=["draftId"],
            )
        publications = _publications(self.name, checked(self.name, self.body, house), house.book)
        if tried:
            rehearsed(house.book.with_more(*publications), at)
        self.publications, self.seen = publications, house.book.size
        self._decide(after, by, reason, at)
        published = tuple(f"{name} {version}" for name, version, _ in publications)
        self._record(events.PolicyPublished(at=at, reason=reason, name=self.name, published=published))

    def discard(self, *, by: str, why: str | None, at: datetime) -> None:
        """It will not be published."""
        reason = a_reason(why, why="say why it is not wanted")
        self._decide(LIFECYCLE.after(DraftAction.DISCARD, self.status), by, reason, at)
        self._record(events.PolicyDraftDiscarded(at=at, reason=reason, name=self.name))

    @property
    def version_published(self) -> int | None:
        """Where it was published: the version after the one it started from."""
        return self.base + 1 if self.status is DraftStatus.PUBLISHED else None

    def state(self) -> dict[str, Any]:
        """Everything that may change; the body does not."""
        return {"name": self.name, "base": self.base, "status": self.status}

    def image(self) -> dict[str, Any]:
        """Which policy it is about."""
        return {"name": self.name, "status": self.status}

    def _decide(self, status: DraftStatus, by: str, reason: str, at: datetime) -> None:
        self.status, self.decided_by, self.decided_why, self.decided_at = status, by, reason, at


def would_be(name: str, body: Mapping[str, Any], book: Book) -> Book:
    """The book as it would be if this body were published."""
    return book.with_more(*_publications(name, body, book))


def _publications(name: str, body: Mapping[str, Any], book: Book) -> tuple[Published, ...]:
    """The next version, and with new days one of every service calendar that counts by them."""
    version = book.newest(name) + 1
    if name.startswith(SERVICE):
        return ((name, version, _with_versions(body, book)),)
    own = (name, version, body)
    if not name.startswith(DAYS):
        return (own,)
    more = book.with_more(own)
    code = name.removeprefix(DAYS)
    users = []
    for calendar in book.calendar_codes():
        newest = book.newest(SERVICE + calendar)
        used = book.body(SERVICE + calendar, newest)
        if code in used["day_versions"]:
            users.append((SERVICE + calendar, newest + 1, _with_versions(used, more)))
    return (own, *users)


def _with_versions(body: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """The newest versions of the days it counts by, so that a version of a calendar always means the same days."""
    codes = [body[name] for name in ("working_days", "trading_days") if body.get(name)]
    return {**body, "day_versions": {code: book.newest(DAYS + code) for code in codes}}

"""Subscribers who see the same: the same rights, the same criteria, one decision for each change."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from adapters.news.change import Change, Image
from adapters.news.current import Current
from adapters.news.frames import Delta, Removed, Rendered
from adapters.news.handover import Handover
from adapters.news.subscriber import Subscriber
from adapters.reads.criteria import TicketCriteria
from adapters.reads.events import Cursors, EventView
from adapters.reads.tickets import TicketView
from adapters.rights import may_see
from domain.ticket.access import ROWS, TicketScope
from domain.viewer import Viewer

GroupKey = tuple[Hashable, TicketCriteria, UUID | None]
Event = Delta | Removed


class Verdict(Enum):
    """What a change is to a group."""

    SHOW = auto()
    HIDE = auto()


@dataclass(slots=True, eq=False)
class Group:
    """Decides by the images of the log what is news, and by the rows of now whether it may still be shown."""

    viewer: Viewer
    criteria: TicketCriteria
    ticket_id: UUID | None
    cursors: Cursors
    subscribers: set[Subscriber] = field(default_factory=set)
    _before: TicketCriteria = field(init=False)

    def __post_init__(self) -> None:
        # What was due in time when it was shown may have become overdue without any event.
        self._before = replace(self.criteria, overdue=True if self.criteria.overdue else None)

    @property
    def key(self) -> GroupKey:
        """Equal for those who may share a group."""
        return self.viewer.rights_key, self.criteria, self.ticket_id

    @property
    def by_manager(self) -> bool:
        """Whether the scope hangs on who looks after the customer, which images of tickets do not say."""
        return ROWS[self.viewer.role] is TicketScope.THEIR_CUSTOMERS

    def hands_over(self, change: Change) -> Handover | None:
        """The handover, when tickets come into this scope by it or leave it."""
        handover = Handover.of(change) if self.by_manager else None
        if handover is None or not handover.concerns(self.viewer.agent_id):
            return None
        theirs = self.criteria.customer_id in {None, change.event.aggregate_id}
        return handover if theirs else None

    def verdict(self, change: Change, manager: str | None, now: datetime) -> Verdict | None:
        """Shown when the ticket is among them now; hidden when it no longer is; None when it is no news here."""
        event = change.event
        if event.aggregate != "ticket" or (self.ticket_id is not None and event.aggregate_id != self.ticket_id):
            return None
        if self.criteria.matches(change.after, event.at, now) and self._in_scope(change.after, manager):
            return Verdict.SHOW
        if change.before is None or change.before_at is None:
            return None
        was_among = self._before.matches(change.before, change.before_at, now)
        return Verdict.HIDE if was_among and self._in_scope(change.before, manager) else None

    def moved(self, ticket: EventView, handover: Handover, now: datetime) -> Verdict | None:
        """What a handover is to a ticket as it stood at that time."""
        if handover.taker == str(self.viewer.agent_id):
            return Verdict.SHOW if self.criteria.matches(ticket.image, ticket.at, now) else None
        return Verdict.HIDE if self._before.matches(ticket.image, ticket.at, now) else None

    def frame(self, change: Change, verdict: Verdict, now: Current | None, *, shared: bool) -> Event:
        """One object for all subscribers."""
        shown = self._shown(verdict, now)
        return self._told(change.event, change.event.aggregate_id, shown, rendered={} if shared else None)

    def frame_within(self, handover: Handover, ticket_id: UUID, verdict: Verdict, now: Current | None) -> Event:
        """One of the tickets that the handover moved."""
        return self._told(handover.event, ticket_id, self._shown(verdict, now), within=ticket_id)

    def publish(self, frame: Event) -> None:
        """To everybody's queue."""
        for subscriber in self.subscribers:
            subscriber.put(frame)

    def miss(self) -> None:
        """Something could not be told: everybody goes on from the log."""
        for subscriber in self.subscribers:
            subscriber.miss()

    def _in_scope(self, image: Image, manager: str | None) -> bool:
        seen = may_see(self.viewer, image)
        return manager is not None and manager == str(self.viewer.agent_id) if seen is None else seen

    def _shown(self, verdict: Verdict, now: Current | None) -> TicketView | None:
        """What is outside the scope by now is not shown, whatever it was then."""
        if verdict is Verdict.HIDE or now is None or not self._in_scope(now.image, now.manager):
            return None
        return now.view

    def _told(
        self,
        event: EventView,
        ticket_id: UUID,
        shown: TicketView | None,
        *,
        within: UUID | None = None,
        rendered: Rendered | None = None,
    ) -> Event:
        cursor, position = self.cursors.cursor(event.position, within), event.position
        if shown is None:
            return Removed(cursor=cursor, position=position, within=within, rendered=rendered, ticket_id=ticket_id)
        return Delta(
            cursor=cursor, position=position, within=within, rendered=rendered, type=event.type, at=event.at,
            ticket=shown,
        )  # fmt: skip

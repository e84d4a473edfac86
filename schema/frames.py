"""What subscribers receive (直播帧); every frame carries the cursor to go on from."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain.alert.access import READERS as ALERT_READERS
from domain.need.access import JUDGEMENT_READERS
from domain.shared.scope import READERS
from domain.viewer import EVERYBODY
from schema.alert import Alert
from schema.feedback import Feedback
from schema.ids import global_id
from schema.need import Need
from schema.rights import field, governed
from schema.ticket import Ticket

FIRST_PAGE = 100


@strawberry.type
class _Frame:
    """Wraps what is live without unpacking it: only the one execution that equal subscribers share looks inside."""

    frame: strawberry.Private[Any]

    @property
    def rendered(self) -> dict[Hashable, Any] | None:
        """Where `execution` keeps the bytes that equal subscribers share."""
        shared: dict[Hashable, Any] | None = self.frame.rendered
        return shared

    @field("Give it as `after` to go on from here (游标).")
    def cursor(self) -> str:
        return str(self.frame.cursor)


@strawberry.type
class _Change(_Frame):
    """What it is about is shown as it is now, which may be further on than this change."""

    @field("What happened: the type of an event, such as TicketResolved, FeedbackHandled or NeedAssessed.")
    def type(self) -> str:
        return str(self.frame.type)

    @field("When it happened.")
    def at(self) -> datetime:
        at: datetime = self.frame.at
        return at


@governed(READERS)
@strawberry.type(description="What there is now, told first when `after` is absent (快照).")
class TicketSnapshot(_Frame):
    """It may show more than its cursor says; what it shows early comes again as a delta."""

    @field("The first 100 tickets of the filter, the earliest due first.", size=FIRST_PAGE)
    def tickets(self) -> list[Ticket]:
        return [Ticket.of(view) for view in self.frame.rows]


@governed(READERS)
@strawberry.type(description="A ticket of the filter changed, or came into it (变更).")
class TicketDelta(_Change):
    @field("The ticket (工单).")
    def ticket(self) -> Ticket:
        return Ticket.of(self.frame.row)


@governed(READERS)
@strawberry.type(description="A ticket left the filter or the viewer's scope (移出).")
class TicketRemoved(_Frame):
    """The receiver need not have had it."""

    @field("The global id of the ticket.")
    def ticket_id(self) -> strawberry.ID:
        return global_id("Ticket", self.frame.row_id)


@governed(ALERT_READERS)
@strawberry.type(description="The alerts that are not over, told first when `after` is absent (预警快照).")
class AlertSnapshot(_Frame):
    """It may show more than its cursor says; what it shows early comes again as a delta."""

    @field("The newest 100 that are not resolved, the newest first.", size=FIRST_PAGE)
    def alerts(self) -> list[Alert]:
        return [Alert.of(view) for view in self.frame.rows]


@governed(ALERT_READERS)
@strawberry.type(description="An alert was raised, or something happened to it, or it came into the scope (预警变更).")
class AlertDelta(_Change):
    @field("What happened, such as AlertEscalated; an event of its ticket or customer when that brought it here.")
    def type(self) -> str:
        return str(self.frame.type)

    @field("The alert (预警).")
    def alert(self) -> Alert:
        return Alert.of(self.frame.row)


@governed(ALERT_READERS)
@strawberry.type(description="An alert left the viewer's scope, with its ticket (预警移出).")
class AlertRemoved(_Frame):
    """The receiver need not have had it."""

    @field("The global id of the alert.")
    def alert_id(self) -> strawberry.ID:
        return global_id("Alert", self.frame.row_id)


@governed(READERS)
@strawberry.type(description="What feedback there is now, told first when `after` is absent (反馈快照).")
class FeedbackSnapshot(_Frame):
    """It may show more than its cursor says; what it shows early comes again as a delta."""

    @field("The first 100 of the filter, the earliest due first.", size=FIRST_PAGE)
    def feedbacks(self) -> list[Feedback]:
        return [Feedback.of(view) for view in self.frame.rows]


@governed(READERS)
@strawberry.type(description="Feedback of the filter changed, or came into it (反馈变更).")
class FeedbackDelta(_Change):
    @field("The feedback (反馈).")
    def feedback(self) -> Feedback:
        return Feedback.of(self.frame.row)


@governed(READERS)
@strawberry.type(description="Feedback left the filter or the viewer's scope (反馈移出).")
class FeedbackRemoved(_Frame):
    """The receiver need not have had it."""

    @field("The global id of the feedback.")
    def feedback_id(self) -> strawberry.ID:
        return global_id("Feedback", self.frame.row_id)


@governed(JUDGEMENT_READERS)
@strawberry.type(description="The queue as it is now, told first when `after` is absent (需求队列快照).")
class NeedQueueSnapshot(_Frame):
    """It may show more than its cursor says; what it shows early comes again as a delta."""

    @field("The first 100 that wait, in the order in which they are served.", size=FIRST_PAGE)
    def needs(self) -> list[Need]:
        return [Need.of(view) for view in self.frame.rows]


@strawberry.type
class _OfNeed(_Change):
    @field("The need (需求).")
    def need(self) -> Need:
        return Need.of(self.frame.row)


@governed(JUDGEMENT_READERS)
@strawberry.type(description="A need of the queue changed, or came into it (需求变更).")
class NeedQueueDelta(_OfNeed):
    pass


@governed(JUDGEMENT_READERS)
@strawberry.type(description="A need has another place in the queue: `need.rank` says which, and why (需求重排).")
class NeedQueueMoved(_OfNeed):
    pass


@governed(JUDGEMENT_READERS)
@strawberry.type(description="A need left the queue, the department or the viewer's scope (需求移出).")
class NeedQueueRemoved(_Frame):
    """The receiver need not have had it."""

    @field("The global id of the need.")
    def need_id(self) -> strawberry.ID:
        return global_id("Need", self.frame.row_id)


@governed(EVERYBODY)
@strawberry.type(
    description="A sign of life, every 10 seconds at the latest: nothing happened up to the cursor (心跳)."
)
class Heartbeat(_Frame):
    """Carries the cursor on, so that a quiet feed does not grow old."""


@governed(EVERYBODY)
@strawberry.type(description="`after` is older than the resume window, or of another log: query, then go on (断档).")
class Gap(_Frame):
    """What follows goes on from `cursor`."""

    @field("The oldest cursor from which the feed could have gone on.")
    def oldest(self) -> str:
        return str(self.frame.oldest)


@governed(EVERYBODY)
@strawberry.type(description="The server is about to stop: come again with the cursor (即将下线).")
class Draining(_Frame):
    """The last frame of a stream."""


TicketFrame = Annotated[
    TicketSnapshot | TicketDelta | TicketRemoved | Heartbeat | Gap | Draining,
    strawberry.union("TicketFrame", description="What a subscriber to tickets receives (工单直播帧)."),
]

FeedbackFrame = Annotated[
    FeedbackSnapshot | FeedbackDelta | FeedbackRemoved | Heartbeat | Gap | Draining,
    strawberry.union("FeedbackFrame", description="What a subscriber to feedback receives (反馈直播帧)."),
]

AlertFrame = Annotated[
    AlertSnapshot | AlertDelta | AlertRemoved | Heartbeat | Gap | Draining,
    strawberry.union("AlertFrame", description="What a subscriber to alerts receives (预警直播帧)."),
]

NeedQueueFrame = Annotated[
    NeedQueueSnapshot | NeedQueueDelta | NeedQueueMoved | NeedQueueRemoved | Heartbeat | Gap | Draining,
    strawberry.union("NeedQueueFrame", description="What a subscriber to the queue receives (需求队列直播帧)."),
]

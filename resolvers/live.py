"""What is followed live: tickets and alerts as they change, and the wallboard."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from adapters.news import frames
from adapters.news.live import Live
from adapters.reads.criteria import TicketCriteria
from adapters.reads.wallboard import WallboardNumbers
from domain.alert.access import READERS as ALERT_READERS
from domain.need.access import JUDGEMENT_READERS
from domain.need.events import NeedRanked
from domain.shared.scope import READERS
from domain.ticket.access import WALLBOARD_READERS
from resolvers.departments import with_those_below
from resolvers.feedback import Which as WhichFeedback
from resolvers.feedback import criteria_of as feedback_criteria_of
from resolvers.given import a_department, in_words_of_the_query, row
from resolvers.ticket import Which, criteria_of, ticket_connection
from schema import frames as shapes
from schema.context import Info, viewer_of
from schema.errors import BadInput
from schema.frames import AlertFrame, FeedbackFrame, NeedQueueFrame, TicketFrame
from schema.rights import field, subscription
from schema.ticket import TicketConnection, TicketOrder
from schema.wallboard import Wallboard

After = Annotated[
    str | None,
    strawberry.argument(description="Go on after this cursor, without a snapshot: what was missed, then live."),
]
TheId = Annotated[strawberry.ID, strawberry.argument(description="Its global id.")]
Code = Annotated[
    str | None,
    strawberry.argument(description="The code of a department: it and those below it; all in scope when not given."),
]

Shapes = Mapping[type[frames.Frame], Callable[..., Any]]

_ANY: Shapes = {
    frames.Heartbeat: shapes.Heartbeat,
    frames.Gap: shapes.Gap,
    frames.Draining: shapes.Draining,
}
_TICKETS: Shapes = {
    frames.Snapshot: shapes.TicketSnapshot,
    frames.Delta: shapes.TicketDelta,
    frames.Removed: shapes.TicketRemoved,
    **_ANY,
}
_FEEDBACKS: Shapes = {
    frames.Snapshot: shapes.FeedbackSnapshot,
    frames.Delta: shapes.FeedbackDelta,
    frames.Removed: shapes.FeedbackRemoved,
    **_ANY,
}
_ALERTS: Shapes = {
    frames.Snapshot: shapes.AlertSnapshot,
    frames.Delta: shapes.AlertDelta,
    frames.Removed: shapes.AlertRemoved,
    **_ANY,
}


def _changed_need(*, frame: frames.Delta) -> shapes.NeedQueueDelta | shapes.NeedQueueMoved:
    moved = frame.type == NeedRanked.__name__
    return shapes.NeedQueueMoved(frame=frame) if moved else shapes.NeedQueueDelta(frame=frame)


_NEEDS: Shapes = {
    frames.Snapshot: shapes.NeedQueueSnapshot,
    frames.Delta: _changed_need,
    frames.Removed: shapes.NeedQueueRemoved,
    **_ANY,
}


@strawberry.type
class LiveSubscription:
    """The root fields that are followed."""

    @subscription(
        "Tickets (工单) of the filter, within the viewer's scope, as they change. Time alone changes none: what is"
        " overdue is judged whenever a ticket changes.",
        readers=READERS,
    )
    def ticket_events(self, info: Info, filter: Which = None, after: After = None) -> AsyncGenerator[TicketFrame, None]:
        criteria = criteria_of(info, filter)
        if criteria.due_soon is not None:
            message = "dueSoon is for lists: it changes as time passes, and a feed tells changes of tickets"
            raise BadInput(message)
        return _followed(info, criteria, after)

    @subscription("One ticket (工单) as it changes; empty when there is none in scope.", readers=READERS)
    def ticket(self, info: Info, id: TheId, after: After = None) -> AsyncGenerator[TicketFrame, None]:
        return _followed(info, TicketCriteria(), after, ticket=id)

    @subscription(
        "Feedback (反馈; source: P4.2) of the filter, within the viewer's scope, as it changes.", readers=READERS
    )
    def feedback_events(
        self, info: Info, filter: WhichFeedback = None, after: After = None
    ) -> AsyncGenerator[FeedbackFrame, None]:
        criteria = feedback_criteria_of(info, filter)
        if criteria.not_in_images:
            names = ", ".join(to_camel_case(each) for each in criteria.not_in_images)
            message = f"a feed cannot be filtered by {names}; a list can"
            raise BadInput(message)
        with in_words_of_the_query():
            source = _live(info).feedbacks(viewer_of(info), criteria, after)
        return _shaped(source, _FEEDBACKS)

    @subscription(
        "Alerts (预警; source: P3.3-e) of the tickets in the viewer's scope, as they are raised, told and answered.",
        readers=ALERT_READERS,
    )
    def alerts(self, info: Info, after: After = None) -> AsyncGenerator[AlertFrame, None]:
        with in_words_of_the_query():
            source = _live(info).alerts(viewer_of(info), after)
        return _shaped(source, _ALERTS)

    @subscription(
        "The needs that wait (需求队列; source: P2.3-c), ranked anew as customers and the market move.",
        readers=JUDGEMENT_READERS,
    )
    async def need_queue(
        self, info: Info, department: Code = None, after: After = None
    ) -> AsyncGenerator[NeedQueueFrame, None]:
        departments = with_those_below(info, await a_department(info, department))
        with in_words_of_the_query():
            source = _live(info).needs(viewer_of(info), departments, after)
        return _shaped(source, _NEEDS)

    @subscription(
        "The wallboard (大屏), at most once a second, whenever a figure changed: the passing of a due time or of"
        " midnight included. Unchanged figures are told again before 10 seconds are over.",
        readers=WALLBOARD_READERS,
    )
    async def wallboard(self, info: Info, department: Code = None) -> AsyncGenerator[Wallboard, None]:
        department = await a_department(info, department)
        return _watched(_live(info).wallboard(viewer_of(info), department))


@strawberry.type
class WallboardQuery:
    """The root field about the desk in figures."""

    @field("The wallboard (大屏) as it is now.", readers=WALLBOARD_READERS)
    async def wallboard(self, info: Info, department: Code = None) -> Wallboard:
        department = await a_department(info, department)
        return _board(await _live(info).numbers(viewer_of(info), department), None)


def _followed(
    info: Info, criteria: TicketCriteria, after: str | None, *, ticket: strawberry.ID | None = None
) -> AsyncGenerator[TicketFrame, None]:
    ticket_id = None if ticket is None else row("Ticket", ticket, "id")
    with in_words_of_the_query():
        source = _live(info).tickets(viewer_of(info), criteria, after, ticket_id=ticket_id)
    return _shaped(source, _TICKETS)


async def _shaped(source: AsyncGenerator[frames.Frame, None], shapes: Shapes) -> AsyncGenerator[Any, None]:
    async with aclosing(source):
        async for frame in source:
            yield shapes[type(frame)](frame=frame)


async def _watched(source: AsyncGenerator[frames.WallboardFrame, None]) -> AsyncGenerator[Wallboard, None]:
    async with aclosing(source):
        async for frame in source:
            yield _board(frame.numbers, frame.rendered)


def _board(numbers: WallboardNumbers, rendered: frames.Rendered | None) -> Wallboard:
    return Wallboard(numbers=numbers, pages=partial(_opened_into, numbers.as_of), rendered=rendered)


async def _opened_into(
    as_of: datetime, info: Info, criteria: TicketCriteria, first: int, after: str | None
) -> TicketConnection:
    # Between counting and listing a due time may pass: what is overdue is judged at the instant of the figures.
    counted = replace(criteria, overdue_at=as_of)
    return await ticket_connection(info, counted, TicketOrder.DUE_AT, first=first, after=after)


def _live(info: Info) -> Live:
    live: Live | None = info.context.live
    if live is None:
        message = "nothing is followed here"
        raise LookupError(message)
    return live

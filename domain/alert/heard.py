"""What a ticket's happenings trigger beside its clocks: complaints and reopenings (source: P3.3-e)."""

from collections.abc import Callable

from domain.alert.trigger import Trigger, TriggerKind
from domain.feedback.events import FeedbackReceived, FeedbackReopened
from domain.feedback.feedback import Feedback
from domain.feedback.source import Collected
from domain.shared.aggregate import Happening
from domain.ticket import events
from domain.ticket.ticket import Ticket


def triggers_of(ticket: Ticket, *, is_complaint: Callable[[str], bool]) -> list[Trigger]:
    """Of what has happened since it was loaded; what was imported happened elsewhere and alarms nobody.

    They carry no facts: whoever writes the ticket adds those of the ticket and of its customer.
    """
    found = []
    for each in ticket.happenings:
        match each.event:
            case events.TicketReopened(imported=False, at=at, cycle=cycle):
                found.append(Trigger(kind=TriggerKind.REOPENED, aggregate_id=ticket.id, at=at, count=cycle - 1))
            case events.TicketOpened(imported=False) | events.TicketClassified(imported=False):
                if _became_a_complaint(ticket, each, is_complaint):
                    found.append(Trigger(kind=TriggerKind.COMPLAINT, aggregate_id=ticket.id, at=each.event.at))
            case _:
                pass
    return found


def _became_a_complaint(ticket: Ticket, happening: Happening, is_complaint: Callable[[str], bool]) -> bool:
    """Being graded anew is no new complaint, but one that was found out to be grave may meet another rule."""
    relevant = isinstance(happening.event, events.TicketOpened) or not {"kind", "level"}.isdisjoint(happening.changes)
    return relevant and is_complaint(ticket.kind)


def triggers_of_feedback(feedback: Feedback, *, is_complaint: Callable[[str], bool]) -> list[Trigger]:
    """The same of feedback: a complaint that came in, and one that was not over."""
    found = []
    for each in feedback.happenings:
        match each.event:
            case FeedbackReceived(at=at) if feedback.collected is Collected.COMPLAINT or is_complaint(feedback.kind):
                kind, count = TriggerKind.COMPLAINT, None
            case FeedbackReopened(at=at, cycle=cycle):
                kind, count = TriggerKind.REOPENED, cycle - 1
            case _:
                continue
        found.append(Trigger(kind=kind, aggregate=Feedback.KIND, aggregate_id=feedback.id, at=at, count=count))
    return found

"""The events that commitments may listen to, by aggregate."""

from domain.customer import events as customer_events
from domain.feedback import events as feedback_events
from domain.ticket import events as ticket_events


def _names(module: object, of: type) -> frozenset[str]:
    found = (each for each in vars(module).values() if isinstance(each, type) and issubclass(each, of))
    return frozenset(each.__name__ for each in found if each is not of)


EVENTS: dict[str, frozenset[str]] = {
    "ticket": _names(ticket_events, ticket_events.TicketEvent) - {"MessageExchanged", "SourceRowRecorded"},
    "customer": _names(customer_events, customer_events.CustomerEvent),
    "feedback": _names(feedback_events, feedback_events.FeedbackEvent),
}

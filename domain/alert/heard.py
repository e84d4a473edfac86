"""What a ticket's happenings trigger beside its clocks: complaints and reopenings (source: P3.3-e)."""

from collections.abc import Callable, Mapping

from domain.alert.trigger import Trigger, TriggerKind
from domain.shared.aggregate import Happening
from domain.ticket import events
from domain.ticket.ticket import Ticket


def triggers_of(ticket: Ticket, *, is_complaint: Callable[[str], bool]) -> list[Trigger]:
    """Of what has happened since it was loaded; what was imported happened elsewhere and alarms nobody."""
    found = []
    for each in ticket.happenings:
        match each.event:
            case events.TicketReopened(imported=False, at=at, cycle=cycle):
                facts = facts_of(ticket, complaint=is_complaint(ticket.kind))
                found.append(
                    Trigger(kind=TriggerKind.REOPENED, aggregate_id=ticket.id, at=at, facts=facts, count=cycle - 1)
                )
            case events.TicketOpened(imported=False) | events.TicketClassified(imported=False):
                if _became_a_complaint(ticket, each, is_complaint):
                    facts = facts_of(ticket, complaint=True)
                    found.append(
                        Trigger(kind=TriggerKind.COMPLAINT, aggregate_id=ticket.id, at=each.event.at, facts=facts)
                    )
            case _:
                pass
    return found


def facts_of(ticket: Ticket, *, complaint: bool) -> Mapping[str, str]:
    """What rules may ask of the ticket itself; tier and segment are the customer's."""
    return {
        "level": str(ticket.level),
        "kind": ticket.kind,
        "channel": ticket.channel,
        "complaint": "true" if complaint else "false",
        **({} if ticket.department is None else {"department": ticket.department}),
        **({} if ticket.business_line is None else {"business_line": ticket.business_line}),
    }


def _became_a_complaint(ticket: Ticket, happening: Happening, is_complaint: Callable[[str], bool]) -> bool:
    """Being graded anew is no new complaint, but one that was found out to be grave may meet another rule."""
    relevant = isinstance(happening.event, events.TicketOpened) or not {"kind", "level"}.isdisjoint(happening.changes)
    return relevant and is_complaint(ticket.kind)

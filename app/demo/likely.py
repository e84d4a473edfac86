"""What would be done next with a ticket: of the actions allowed, those that make sense, by how likely they are."""

from collections.abc import Callable

from domain.ticket.lifecycle import LIFECYCLE, Action, Status
from domain.ticket.ticket import Ticket

_WEIGHTS: dict[Action, float] = {
    Action.START: 8,
    Action.RECORD_ANALYSIS: 1.5,
    Action.RECORD_PLAN: 1,
    Action.REPORT_PROGRESS: 0.8,
    Action.AWAIT_CUSTOMER: 1,
    Action.AWAIT_THIRD_PARTY: 0.5,
    Action.CUSTOMER_REPLIED: 3,
    Action.RECEIVE_MESSAGE: 0.6,
    Action.REVIEW: 4,
    Action.ARCHIVE: 6,
    Action.REOPEN: 0.12,
    Action.WITHDRAW: 0.15,
    Action.ADD_NOTE: 0.4,
    Action.LINK: 0.1,
}

_SENSE: dict[Action, Callable[[Ticket], float]] = {
    Action.CLASSIFY: lambda ticket: 10 if ticket.status is Status.ACCEPTED else 0.1,
    Action.ASSIGN: lambda ticket: 6 if ticket.assignee_id is None else 0.15,
    Action.RESPOND: lambda ticket: 5 if ticket.current.responded_at is None else 0.7,
    Action.RESUME: lambda ticket: 2 if ticket.status is Status.AWAITING_THIRD_PARTY else 0.2,
    Action.RESOLVE: lambda ticket: 3 if ticket.status is Status.IN_PROGRESS else 0.3,
    Action.GIVE_FEEDBACK: lambda ticket: 1.0 * (ticket.current.feedback_at is None),
    Action.CONFIRM_FEEDBACK: lambda ticket: 5.0 * (_feedback_waits(ticket) and not _feedback_confirmed(ticket)),
    Action.ANSWER_FEEDBACK: lambda ticket: 4.0 * (_feedback_waits(ticket) and _feedback_confirmed(ticket)),
    Action.RATE: lambda ticket: 2.0 * (ticket.current.rating is None),
    Action.JOIN_DEPARTMENT: lambda ticket: 0.3 * (len(ticket.parts) < 2),  # noqa: PLR2004  more is a crowd
    Action.FINISH_PART: lambda ticket: 2.0 * any(each.finished_at is None for each in ticket.parts.values()),
}


def likely(ticket: Ticket) -> dict[Action, float]:
    """By weight, only those above zero."""
    weighed = {
        action: _SENSE[action](ticket) if action in _SENSE else _WEIGHTS[action]
        for action in LIFECYCLE.actions_in(ticket.status)
    }
    return {action: weight for action, weight in weighed.items() if weight > 0}


def _feedback_waits(ticket: Ticket) -> bool:
    return ticket.current.feedback_at is not None and ticket.current.feedback_answered_at is None


def _feedback_confirmed(ticket: Ticket) -> bool:
    return ticket.current.feedback_confirmed_at is not None

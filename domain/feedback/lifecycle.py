"""Which action is allowed in which status, and where it leads (source: P4.2-b, P4.2-c)."""

from enum import StrEnum

from domain.shared.lifecycle import Lifecycle


class FeedbackStatus(StrEnum):
    """Where feedback stands (反馈状态); reopened, it begins anew as received, in its next cycle."""

    RECEIVED = "RECEIVED"
    RESPONDED = "RESPONDED"
    HANDLED = "HANDLED"
    CLOSED = "CLOSED"


class FeedbackAction(StrEnum):
    """What may be asked of feedback, in the order of the process."""

    CLASSIFY = "CLASSIFY"
    ROUTE = "ROUTE"
    RESPOND = "RESPOND"
    RECORD_CAUSE = "RECORD_CAUSE"
    RECORD_ACTION = "RECORD_ACTION"
    HANDLE = "HANDLE"
    CLOSE = "CLOSE"
    RATE = "RATE"
    REOPEN = "REOPEN"
    READ_SENTIMENT = "READ_SENTIMENT"
    CORRECT_SENTIMENT = "CORRECT_SENTIMENT"


OPEN = frozenset({FeedbackStatus.RECEIVED, FeedbackStatus.RESPONDED})
DONE = frozenset({FeedbackStatus.HANDLED, FeedbackStatus.CLOSED})
_ANY = OPEN | DONE

_UNCHANGED = None

LIFECYCLE: Lifecycle[FeedbackStatus, FeedbackAction] = Lifecycle(
    {
        #                                 allowed in                             leads to
        FeedbackAction.CLASSIFY:          (OPEN,                                 _UNCHANGED),
        FeedbackAction.ROUTE:             (OPEN,                                 _UNCHANGED),
        FeedbackAction.RESPOND:           (OPEN,                                 FeedbackStatus.RESPONDED),
        FeedbackAction.RECORD_CAUSE:      (OPEN,                                 _UNCHANGED),
        FeedbackAction.RECORD_ACTION:     (OPEN,                                 _UNCHANGED),
        FeedbackAction.HANDLE:            (frozenset({FeedbackStatus.RESPONDED}), FeedbackStatus.HANDLED),
        FeedbackAction.CLOSE:             (frozenset({FeedbackStatus.HANDLED}),  FeedbackStatus.CLOSED),
        FeedbackAction.RATE:              (DONE,                                 _UNCHANGED),
        FeedbackAction.REOPEN:            (DONE,                                 FeedbackStatus.RECEIVED),
        FeedbackAction.READ_SENTIMENT:    (_ANY,                                 _UNCHANGED),
        FeedbackAction.CORRECT_SENTIMENT: (_ANY,                                 _UNCHANGED),
    }
)  # fmt: skip

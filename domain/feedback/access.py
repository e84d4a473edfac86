"""Who may do what with feedback; whose it is, is said of all cases, and nobody sees what is about them (P4.2-d)."""

from domain.feedback.lifecycle import FeedbackAction
from domain.shared.scope import FREE_TEXT_READERS, HOUSE_READERS, READERS
from domain.viewer import STAFF, Role

__all__ = ["FREE_TEXT_READERS", "HOUSE_READERS", "MAY", "READERS", "RECEIVERS"]

RECEIVERS = STAFF | {Role.CUSTOMER, Role.INTEGRATION}

MAY: dict[FeedbackAction, frozenset[Role]] = {
    **dict.fromkeys(FeedbackAction, STAFF),
    FeedbackAction.RATE: frozenset({Role.CUSTOMER}),
    FeedbackAction.REOPEN: STAFF | {Role.CUSTOMER},
    FeedbackAction.READ_SENTIMENT: frozenset(),
}
"""A model reads the sentiment, nobody asks for it."""

"""Who may do what with needs, and who may speak of the market; whose they are is said of all cases."""

from domain.need.lifecycle import NeedAction
from domain.shared.scope import HOUSE_READERS
from domain.viewer import STAFF, Role

IDENTIFIERS = STAFF | {Role.INTEGRATION}
MAY: dict[NeedAction, frozenset[Role]] = {
    **dict.fromkeys(NeedAction, STAFF),
    NeedAction.RANK: frozenset(),
    NeedAction.CONFIRM: frozenset({Role.CUSTOMER}),
    NeedAction.DECLINE: STAFF | {Role.CUSTOMER},
}
"""Nobody ranks by hand: the rule does."""
JUDGEMENT_READERS = HOUSE_READERS
"""Grade, assessment and rank are the house's own."""
MARKET_KEEPERS = frozenset({Role.SUPERVISOR})
MARKET_READERS = HOUSE_READERS

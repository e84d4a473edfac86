"""Who sees which tickets, and who may do what with them (product.md §2); whose they are is said of all cases."""

from domain.shared.scope import HOUSE_READERS
from domain.ticket.lifecycle import Action
from domain.viewer import STAFF, Role

WALLBOARD_READERS = HOUSE_READERS | {Role.WALLBOARD}

OPENERS = STAFF | {Role.CUSTOMER, Role.INTEGRATION}

MAY: dict[Action, frozenset[Role]] = {
    **dict.fromkeys(Action, STAFF),
    Action.RECEIVE_MESSAGE: STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    Action.CUSTOMER_REPLIED: STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    Action.GIVE_FEEDBACK: STAFF | {Role.CUSTOMER, Role.INTEGRATION},
    Action.RATE: frozenset({Role.CUSTOMER}),
    Action.REVIEW: frozenset({Role.ACCOUNT_MANAGER, Role.SUPERVISOR}),
    Action.REOPEN: STAFF | {Role.CUSTOMER},
    Action.WITHDRAW: STAFF | {Role.CUSTOMER},
}
DELIVERY_REPORTERS = STAFF | {Role.INTEGRATION}

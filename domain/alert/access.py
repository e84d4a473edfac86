"""Who sees alerts and who acts on them: whoever sees the ticket, except customers, for alerts are the house's own."""

from domain.alert.lifecycle import AlertAction
from domain.shared.scope import READERS as TICKET_READERS
from domain.viewer import STAFF, Role

READERS = TICKET_READERS - {Role.CUSTOMER}
REASON_READERS = READERS - {Role.SERVICE_MANAGER, Role.INTEGRATION}

MAY: dict[AlertAction, frozenset[Role]] = {
    AlertAction.ESCALATE: frozenset(),
    AlertAction.ACKNOWLEDGE: STAFF | {Role.SERVICE_MANAGER},
    AlertAction.RESOLVE: STAFF | {Role.SERVICE_MANAGER},
    AlertAction.SETTLE: frozenset(),
}
"""A service manager stands at the top of the ladders, so they may answer."""

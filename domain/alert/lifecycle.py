"""Which action is allowed in which status of an alert, and where it leads (source: P3.3-e)."""

from enum import StrEnum

from domain.shared.lifecycle import Lifecycle


class AlertStatus(StrEnum):
    """Where an alert stands (预警状态)."""

    RAISED = "RAISED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RESOLVED = "RESOLVED"


class AlertAction(StrEnum):
    """What may happen to it; people acknowledge and resolve, the house escalates and settles by itself."""

    ESCALATE = "ESCALATE"
    ACKNOWLEDGE = "ACKNOWLEDGE"
    RESOLVE = "RESOLVE"
    SETTLE = "SETTLE"


UNRESOLVED = frozenset({AlertStatus.RAISED, AlertStatus.ACKNOWLEDGED})

ALERT_LIFECYCLE: Lifecycle[AlertStatus, AlertAction] = Lifecycle(
    {
        #                         allowed in                             leads to
        AlertAction.ESCALATE:     (frozenset({AlertStatus.RAISED}),      None),
        AlertAction.ACKNOWLEDGE:  (frozenset({AlertStatus.RAISED}),      AlertStatus.ACKNOWLEDGED),
        AlertAction.RESOLVE:      (UNRESOLVED,                           AlertStatus.RESOLVED),
        AlertAction.SETTLE:       (UNRESOLVED,                           AlertStatus.RESOLVED),
    }
)  # fmt: skip

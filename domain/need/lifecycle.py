"""Which action is allowed in which status, and where it leads (source: P2, identification to confirmation)."""

from enum import StrEnum

from domain.shared.lifecycle import Lifecycle


class NeedStatus(StrEnum):
    """Where a need stands (需求状态); it ends confirmed by the customer, or declined."""

    IDENTIFIED = "IDENTIFIED"
    ASSESSED = "ASSESSED"
    PLANNED = "PLANNED"
    SERVED = "SERVED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"


class NeedAction(StrEnum):
    """What may be asked of a need, in the order of the process."""

    CLASSIFY = "CLASSIFY"
    ASSIGN = "ASSIGN"
    ASSESS = "ASSESS"
    RANK = "RANK"
    PLAN = "PLAN"
    SERVE = "SERVE"
    CONFIRM = "CONFIRM"
    DECLINE = "DECLINE"
    LINK = "LINK"


WAITING = frozenset({NeedStatus.IDENTIFIED, NeedStatus.ASSESSED, NeedStatus.PLANNED})
"""Not yet served: these stand in the queue."""
SERVED = frozenset({NeedStatus.SERVED})
ENDED = frozenset({NeedStatus.CONFIRMED, NeedStatus.DECLINED})

_UNCHANGED = None

# Assessed anew, a need is planned anew; and one that was served without meeting it may be planned again.
LIFECYCLE: Lifecycle[NeedStatus, NeedAction] = Lifecycle(
    {
        #                     allowed in                                        leads to
        NeedAction.CLASSIFY:  (WAITING,                                         _UNCHANGED),
        NeedAction.ASSIGN:    (WAITING | SERVED,                                _UNCHANGED),
        NeedAction.ASSESS:    (WAITING,                                         NeedStatus.ASSESSED),
        NeedAction.RANK:      (WAITING,                                         _UNCHANGED),
        NeedAction.PLAN:      ((WAITING | SERVED) - {NeedStatus.IDENTIFIED},    NeedStatus.PLANNED),
        NeedAction.SERVE:     (frozenset({NeedStatus.PLANNED}),                 NeedStatus.SERVED),
        NeedAction.CONFIRM:   (SERVED,                                          NeedStatus.CONFIRMED),
        NeedAction.DECLINE:   (WAITING | SERVED,                                NeedStatus.DECLINED),
        NeedAction.LINK:      (WAITING | SERVED,                                _UNCHANGED),
    }
)  # fmt: skip

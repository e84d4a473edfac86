"""Which action is allowed in which status, and where it leads (source: P3.2-c, P4.3-e)."""

from enum import StrEnum

from domain.shared.lifecycle import Lifecycle


class MeasureStatus(StrEnum):
    """Where a measure stands (措施状态); done is not verified."""

    PLANNED = "PLANNED"
    UNDER_WAY = "UNDER_WAY"
    DONE = "DONE"
    VERIFIED = "VERIFIED"
    DROPPED = "DROPPED"


class MeasureAction(StrEnum):
    """What may be asked of a measure, in the order of its life."""

    HAND_OVER = "HAND_OVER"
    CHANGE_DUE = "CHANGE_DUE"
    ANSWER_TO = "ANSWER_TO"
    BEGIN = "BEGIN"
    FINISH = "FINISH"
    ASSESS_EFFECT = "ASSESS_EFFECT"
    VERIFY = "VERIFY"
    DROP = "DROP"


AHEAD = frozenset({MeasureStatus.PLANNED, MeasureStatus.UNDER_WAY})
IN_PLACE = frozenset({MeasureStatus.DONE, MeasureStatus.VERIFIED})

_UNCHANGED = None

LIFECYCLE: Lifecycle[MeasureStatus, MeasureAction] = Lifecycle(
    {
        #                            allowed in                              leads to
        MeasureAction.HAND_OVER:     (AHEAD | {MeasureStatus.DONE},          _UNCHANGED),
        MeasureAction.CHANGE_DUE:    (AHEAD,                                 _UNCHANGED),
        MeasureAction.ANSWER_TO:     (AHEAD | IN_PLACE,                      _UNCHANGED),
        MeasureAction.BEGIN:         (frozenset({MeasureStatus.PLANNED}),    MeasureStatus.UNDER_WAY),
        MeasureAction.FINISH:        (frozenset({MeasureStatus.UNDER_WAY}),  MeasureStatus.DONE),
        MeasureAction.ASSESS_EFFECT: (IN_PLACE,                              _UNCHANGED),
        MeasureAction.VERIFY:        (frozenset({MeasureStatus.DONE}),       MeasureStatus.VERIFIED),
        MeasureAction.DROP:          (AHEAD,                                 MeasureStatus.DROPPED),
    }
)  # fmt: skip

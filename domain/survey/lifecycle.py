"""What may be done with a wave and with an invitation, and where it leads (source: P6.1, P6.2-c)."""

from enum import StrEnum

from domain.shared.lifecycle import Lifecycle


class WaveStatus(StrEnum):
    """Where a wave stands (调查状态)."""

    DRAFTED = "DRAFTED"
    LAUNCHED = "LAUNCHED"
    CLOSED = "CLOSED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class WaveAction(StrEnum):
    """What may be asked of a wave, in the order of the process."""

    REVISE = "REVISE"
    LAUNCH = "LAUNCH"
    INVITE = "INVITE"
    ANSWER = "ANSWER"
    REMIND = "REMIND"
    EXTEND = "EXTEND"
    RECORD_INTERVIEW = "RECORD_INTERVIEW"
    CLOSE = "CLOSE"
    READ_RESULTS = "READ_RESULTS"
    DELIVER = "DELIVER"
    CANCEL = "CANCEL"


class InvitationStatus(StrEnum):
    """Where an invitation stands (邀请状态)."""

    INVITED = "INVITED"
    ANSWERED = "ANSWERED"
    DECLINED = "DECLINED"


class InvitationAction(StrEnum):
    """What may happen to an invitation."""

    REMIND = "REMIND"
    ANSWER = "ANSWER"
    DECLINE = "DECLINE"


_DRAFTED = frozenset({WaveStatus.DRAFTED})
_LAUNCHED = frozenset({WaveStatus.LAUNCHED})
_CLOSED = frozenset({WaveStatus.CLOSED})
_INVITED = frozenset({InvitationStatus.INVITED})
COMPLETE = frozenset({WaveStatus.CLOSED, WaveStatus.DELIVERED})

# Results are read when no answer can come any more: two readings of an open wave would differ by single answers.
WAVE_LIFECYCLE: Lifecycle[WaveStatus, WaveAction] = Lifecycle(
    {
        #                             allowed in                leads to
        WaveAction.REVISE:            (_DRAFTED,                None),
        WaveAction.LAUNCH:            (_DRAFTED,                WaveStatus.LAUNCHED),
        WaveAction.INVITE:            (_LAUNCHED,               None),
        WaveAction.ANSWER:            (_LAUNCHED,               None),
        WaveAction.REMIND:            (_LAUNCHED,               None),
        WaveAction.EXTEND:            (_LAUNCHED,               None),
        WaveAction.RECORD_INTERVIEW:  (_LAUNCHED | COMPLETE,    None),
        WaveAction.CLOSE:             (_LAUNCHED,               WaveStatus.CLOSED),
        WaveAction.READ_RESULTS:      (COMPLETE,                None),
        WaveAction.DELIVER:           (_CLOSED,                 WaveStatus.DELIVERED),
        WaveAction.CANCEL:            (_DRAFTED | _LAUNCHED,    WaveStatus.CANCELLED),
    }
)  # fmt: skip

INVITATION_LIFECYCLE: Lifecycle[InvitationStatus, InvitationAction] = Lifecycle(
    {
        #                             allowed in                leads to
        InvitationAction.REMIND:      (_INVITED,                None),
        InvitationAction.ANSWER:      (_INVITED,                InvitationStatus.ANSWERED),
        InvitationAction.DECLINE:     (_INVITED,                InvitationStatus.DECLINED),
    }
)  # fmt: skip

"""Which action is allowed in which status, and where it leads (source: P5.2-a, P5.3-c; product.md §3)."""

from enum import StrEnum

from domain.shared.lifecycle import Lifecycle


class Status(StrEnum):
    """Where a ticket stands: five steps (accept, classify, handle, feed back, close) and two more (review, archive)."""

    ACCEPTED = "ACCEPTED"
    CLASSIFIED = "CLASSIFIED"
    IN_PROGRESS = "IN_PROGRESS"
    AWAITING_CUSTOMER = "AWAITING_CUSTOMER"
    AWAITING_THIRD_PARTY = "AWAITING_THIRD_PARTY"
    RESOLVED = "RESOLVED"
    REVIEWED = "REVIEWED"
    ARCHIVED = "ARCHIVED"
    CANCELLED = "CANCELLED"


class Action(StrEnum):
    """What may be asked of a ticket, in the order of the process."""

    CLASSIFY = "CLASSIFY"
    ASSIGN = "ASSIGN"
    RESPOND = "RESPOND"
    RECEIVE_MESSAGE = "RECEIVE_MESSAGE"
    START = "START"
    RECORD_ANALYSIS = "RECORD_ANALYSIS"
    RECORD_PLAN = "RECORD_PLAN"
    REPORT_PROGRESS = "REPORT_PROGRESS"
    AWAIT_CUSTOMER = "AWAIT_CUSTOMER"
    AWAIT_THIRD_PARTY = "AWAIT_THIRD_PARTY"
    CUSTOMER_REPLIED = "CUSTOMER_REPLIED"
    RESUME = "RESUME"
    RESOLVE = "RESOLVE"
    GIVE_FEEDBACK = "GIVE_FEEDBACK"
    CONFIRM_FEEDBACK = "CONFIRM_FEEDBACK"
    ANSWER_FEEDBACK = "ANSWER_FEEDBACK"
    RATE = "RATE"
    REVIEW = "REVIEW"
    ARCHIVE = "ARCHIVE"
    REOPEN = "REOPEN"
    WITHDRAW = "WITHDRAW"
    ADD_NOTE = "ADD_NOTE"
    LINK = "LINK"
    JOIN_DEPARTMENT = "JOIN_DEPARTMENT"
    FINISH_PART = "FINISH_PART"


AWAITING = frozenset({Status.AWAITING_CUSTOMER, Status.AWAITING_THIRD_PARTY})
OPEN = frozenset({Status.ACCEPTED, Status.CLASSIFIED, Status.IN_PROGRESS}) | AWAITING
DONE = frozenset({Status.RESOLVED, Status.REVIEWED})
FINAL = frozenset({Status.ARCHIVED, Status.CANCELLED})
ANY_BUT_FINAL = frozenset(Status) - FINAL

_UNCHANGED = None

LIFECYCLE: Lifecycle[Status, Action] = Lifecycle(
    {
        #                         allowed in                                     leads to
        Action.CLASSIFY:          (OPEN,                                         {Status.ACCEPTED: Status.CLASSIFIED}),
        Action.ASSIGN:            (OPEN,                                         _UNCHANGED),
        Action.RESPOND:           (OPEN,                                         _UNCHANGED),
        Action.RECEIVE_MESSAGE:   ((OPEN | DONE) - {Status.AWAITING_CUSTOMER},   _UNCHANGED),
        Action.START:             (frozenset({Status.CLASSIFIED}),               Status.IN_PROGRESS),
        Action.RECORD_ANALYSIS:   (OPEN - {Status.ACCEPTED},                     _UNCHANGED),
        Action.RECORD_PLAN:       (OPEN - {Status.ACCEPTED},                     _UNCHANGED),
        Action.REPORT_PROGRESS:   (OPEN - {Status.ACCEPTED},                     _UNCHANGED),
        Action.AWAIT_CUSTOMER:    (frozenset({Status.IN_PROGRESS}),              Status.AWAITING_CUSTOMER),
        Action.AWAIT_THIRD_PARTY: (frozenset({Status.IN_PROGRESS}),              Status.AWAITING_THIRD_PARTY),
        Action.CUSTOMER_REPLIED:  (frozenset({Status.AWAITING_CUSTOMER}),        Status.IN_PROGRESS),
        Action.RESUME:            (AWAITING,                                     Status.IN_PROGRESS),
        Action.RESOLVE:           (AWAITING | {Status.IN_PROGRESS},              Status.RESOLVED),
        Action.GIVE_FEEDBACK:     (DONE,                                         _UNCHANGED),
        Action.CONFIRM_FEEDBACK:  (DONE,                                         _UNCHANGED),
        Action.ANSWER_FEEDBACK:   (DONE,                                         _UNCHANGED),
        Action.RATE:              (DONE | {Status.ARCHIVED},                     _UNCHANGED),
        Action.REVIEW:            (frozenset({Status.RESOLVED}),                 Status.REVIEWED),
        Action.ARCHIVE:           (frozenset({Status.REVIEWED}),                 Status.ARCHIVED),
        Action.REOPEN:            (DONE | {Status.ARCHIVED},                     Status.IN_PROGRESS),
        Action.WITHDRAW:          (OPEN,                                         Status.CANCELLED),
        Action.ADD_NOTE:          (ANY_BUT_FINAL,                                _UNCHANGED),
        Action.LINK:              (ANY_BUT_FINAL,                                _UNCHANGED),
        Action.JOIN_DEPARTMENT:   (ANY_BUT_FINAL,                                _UNCHANGED),
        Action.FINISH_PART:       (ANY_BUT_FINAL,                                _UNCHANGED),
    }
)  # fmt: skip

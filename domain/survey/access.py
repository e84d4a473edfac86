"""Who sees of surveys what, and who may do what with them: results go to those they are about (source: P6.2-c)."""

from domain.survey.lifecycle import WaveAction
from domain.viewer import STAFF, Role

WAVE_READERS = STAFF | {Role.SERVICE_MANAGER, Role.AUDITOR, Role.INTEGRATION}
"""That there is a survey, what it asks and how it is planned; no figure of it."""
PLANNERS = frozenset({Role.SERVICE_MANAGER})
REPORT_READERS = frozenset({Role.SERVICE_MANAGER, Role.AUDITOR})
RESULT_READERS = REPORT_READERS | {Role.SUPERVISOR}
"""Of departments; a supervisor those of the own department and the ones below it."""
INVITATION_READERS = frozenset({Role.CUSTOMER, Role.AUDITOR})
"""Who was asked and who answered: a customer their own. What somebody scored is shown to nobody."""
COMMENT_READERS = frozenset({Role.AUDITOR, Role.RISK_CONTROL})
"""Free text, without whose it is; service managers read none."""
INTERVIEW_READERS = STAFF | REPORT_READERS
INTERVIEW_TEXT_READERS = INTERVIEW_READERS - PLANNERS
SENDERS = frozenset({Role.INTEGRATION})
"""Who brings links to the customers: the only ones that a link is shown to."""

MAY: dict[WaveAction, frozenset[Role]] = {
    **dict.fromkeys(WaveAction, PLANNERS),
    WaveAction.INVITE: SENDERS,
    WaveAction.ANSWER: frozenset(),
    WaveAction.REMIND: frozenset(),
    WaveAction.DELIVER: frozenset(),
    WaveAction.RECORD_INTERVIEW: STAFF | PLANNERS,
    WaveAction.READ_RESULTS: REPORT_READERS,
}
"""Nobody asks for reminders, delivery and answers by a mutation of the wave: the clock and the customers do."""

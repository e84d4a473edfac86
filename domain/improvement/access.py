"""Who sees improvement measures, and who may do what with them (source: P6.3-a)."""

from enum import StrEnum

from domain.improvement.lifecycle import MeasureAction
from domain.viewer import CASE_HANDLERS, STAFF, Role


class MeasureScope(StrEnum):
    """Which measures a role sees."""

    OWN = "the own department's, and those they answer for"
    DEPARTMENTS = "those of the department and the ones below it"
    ALL = "all"
    NONE = "none"


ROWS: dict[Role, MeasureScope] = {
    **dict.fromkeys(Role, MeasureScope.NONE),
    **dict.fromkeys(CASE_HANDLERS | {Role.ACCOUNT_MANAGER}, MeasureScope.OWN),
    Role.SUPERVISOR: MeasureScope.DEPARTMENTS,
    Role.RISK_CONTROL: MeasureScope.ALL,
    Role.SERVICE_MANAGER: MeasureScope.ALL,
    Role.AUDITOR: MeasureScope.ALL,
}

READERS = frozenset(role for role, scope in ROWS.items() if scope is not MeasureScope.NONE)
PLANNERS = frozenset({Role.SUPERVISOR, Role.SERVICE_MANAGER, Role.RISK_CONTROL})
OWNERS = STAFF | {Role.SERVICE_MANAGER}
"""Who may answer for one: they say themselves that it is under way, and that it is in place."""

MAY: dict[MeasureAction, frozenset[Role]] = {
    **dict.fromkeys(MeasureAction, PLANNERS),
    MeasureAction.ANSWER_TO: OWNERS,
    MeasureAction.BEGIN: OWNERS,
    MeasureAction.FINISH: OWNERS,
}

"""Row scopes as SQL: what `domain/*/access.py` says, compiled into every read and every load."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from adapters.database import Sql, plain
from domain.customer.access import ROWS as CUSTOMER_ROWS
from domain.customer.access import CustomerScope
from domain.improvement.access import ROWS as MEASURE_ROWS
from domain.improvement.access import MeasureScope
from domain.shared.scope import CASE_ROWS, CaseScope
from domain.survey.access import INTERVIEW_READERS, INVITATION_READERS, REPORT_READERS, RESULT_READERS, WAVE_READERS
from domain.ticket.ticket import Ticket
from domain.upkeep.access import READERS as UPKEEP_READERS
from domain.viewer import Role, Viewer

NOTHING = "1 = 0"
EVERYTHING = "1 = 1"
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Cases:
    """Where a table of cases says whose they are; `parts` is a table with the departments that take part."""

    table: str
    opened_by: str
    assignee: str
    parts: str | None = None


TICKETS = Cases("ticket", "opened_by", "assignee_id", "ticket_part")
NEEDS = Cases("need", "identified_by", "assignee_id")
FEEDBACKS = Cases("feedback", "received_by", "responsible_id")
UPKEEP_TASKS = Cases("upkeep_task", "raised_by", "assignee_id")


def tickets_of(viewer: Viewer, sql: Sql, alias: str = "t") -> str:
    """The predicate over `ticket` that this viewer's rows satisfy."""
    return cases_of(TICKETS, viewer, sql, alias)


def needs_of(viewer: Viewer, sql: Sql, alias: str = "n") -> str:
    """The predicate over `need` that this viewer's rows satisfy."""
    return cases_of(NEEDS, viewer, sql, alias)


def upkeep_tasks_of(viewer: Viewer, sql: Sql, alias: str = "u") -> str:
    """The predicate over `upkeep_task` that this viewer's rows satisfy; customers see none."""
    return cases_of(UPKEEP_TASKS, viewer, sql, alias) if viewer.role in UPKEEP_READERS else NOTHING


def cases_of(cases: Cases, viewer: Viewer, sql: Sql, alias: str) -> str:
    """The predicate over a table of cases that this viewer's rows satisfy: the same for tickets, needs and feedback."""
    match CASE_ROWS[viewer.role]:
        case CaseScope.ALL:
            return EVERYTHING
        case CaseScope.OWN:
            return f"{alias}.customer_id = {sql(viewer.customer_id or _NOBODY)}"
        case CaseScope.TAKING_PART:
            return _taking_part(cases, viewer, sql, alias)
        case CaseScope.THEIR_CUSTOMERS:
            manager = sql(viewer.agent_id or _NOBODY)
            return f"{alias}.customer_id in (select id from customer where account_manager_id = {manager})"
        case CaseScope.DEPARTMENTS:
            return sql.among(f"{alias}.department", sorted(viewer.departments))
        case CaseScope.NONE:
            return NOTHING


def _taking_part(cases: Cases, viewer: Viewer, sql: Sql, alias: str) -> str:
    ways = [
        f"{alias}.{cases.opened_by} = {sql(viewer.author)}",
        f"{alias}.{cases.assignee} = {sql(viewer.agent_id or _NOBODY)}",
    ]
    if viewer.department is not None:
        ways.append(f"{alias}.department = {sql(viewer.department)}")
    if viewer.department is not None and cases.parts is not None:
        parts = f"select {cases.table}_id from {cases.parts} where department = {sql(viewer.department)}"
        ways.append(f"{alias}.id in ({parts})")
    return f"({' or '.join(ways)})"


def feedbacks_of(viewer: Viewer, sql: Sql, alias: str = "f") -> str:
    """The predicate over `feedback` that this viewer's rows satisfy: nobody sees what is about them."""
    scope = cases_of(FEEDBACKS, viewer, sql, alias)
    if viewer.agent_id is None or scope == NOTHING:
        return scope
    return f"({scope} and {not_about(viewer, sql, f'{alias}.id')})"


def not_about(viewer: Viewer, sql: Sql, other: str) -> str:
    """That this is not the id of feedback about the viewer, who is not told what hangs together with it either."""
    if viewer.agent_id is None:
        return EVERYTHING
    return (
        f"not exists (select 1 from feedback_about ab where ab.feedback_id = {other}"
        f" and ab.agent_id = {sql(viewer.agent_id)})"
    )


def customers_of(viewer: Viewer, sql: Sql, alias: str = "c") -> str:
    """The predicate over `customer` that this viewer's rows satisfy."""
    match CUSTOMER_ROWS[viewer.role]:
        case CustomerScope.ALL:
            return EVERYTHING
        case CustomerScope.SELF:
            return f"{alias}.id = {sql(viewer.customer_id or _NOBODY)}"
        case CustomerScope.THEIRS:
            return f"{alias}.account_manager_id = {sql(viewer.agent_id or _NOBODY)}"
        case CustomerScope.OF_THEIR_CASES:
            cases = tickets_of(viewer, sql, "own")
            theirs, wanted = feedbacks_of(viewer, sql, "said"), needs_of(viewer, sql, "wanted")
            return (
                f"(exists (select 1 from ticket own where own.customer_id = {alias}.id and {cases})"
                f" or exists (select 1 from feedback said where said.customer_id = {alias}.id and {theirs})"
                f" or exists (select 1 from need wanted where wanted.customer_id = {alias}.id and {wanted}))"
            )
        case CustomerScope.NONE:
            return NOTHING


def interactions_of(viewer: Viewer, sql: Sql, alias: str = "i") -> str:
    """The predicate over `interaction` that this viewer's rows satisfy: of the customers in scope, and their own."""
    customers = customers_of(viewer, sql)
    if customers == NOTHING:
        return NOTHING
    if customers == EVERYTHING:
        return EVERYTHING
    theirs = f"{alias}.customer_id in (select c.id from customer c where {customers})"
    if viewer.role is Role.CUSTOMER:
        return theirs
    return f"({alias}.recorded_by = {sql(viewer.author)} or {theirs})"


def measures_of(viewer: Viewer, sql: Sql, alias: str = "m") -> str:
    """The predicate over `measure` that this viewer's rows satisfy."""
    match MEASURE_ROWS[viewer.role]:
        case MeasureScope.ALL:
            return EVERYTHING
        case MeasureScope.DEPARTMENTS:
            return sql.among(f"{alias}.department", sorted(viewer.departments))
        case MeasureScope.OWN:
            own = f"{alias}.owner_id = {sql(viewer.agent_id or _NOBODY)}"
            if viewer.department is None:
                return own
            return f"({own} or {alias}.department = {sql(viewer.department)})"
        case MeasureScope.NONE:
            return NOTHING


def alerts_of(viewer: Viewer, sql: Sql, alias: str = "a") -> str:
    """The predicate over `alert` that this viewer's rows satisfy: whoever sees what it is about sees it."""
    tickets, feedbacks, tasks = tickets_of(viewer, sql), feedbacks_of(viewer, sql), upkeep_tasks_of(viewer, sql)
    if tickets == feedbacks == tasks == EVERYTHING:
        return EVERYTHING
    return (
        f"(exists (select 1 from ticket t where t.id = {alias}.ticket_id and {tickets})"
        f" or exists (select 1 from feedback f where f.id = {alias}.feedback_id and {feedbacks})"
        f" or exists (select 1 from upkeep_task u where u.id = {alias}.task_id and {tasks}))"
    )


def waves_of(viewer: Viewer) -> str:
    """The predicate over `survey_wave` that this viewer's rows satisfy: all or none."""
    return EVERYTHING if viewer.role in WAVE_READERS else NOTHING


def invitations_of(viewer: Viewer, sql: Sql, alias: str = "i") -> str:
    """The predicate over `survey_invitation` that this viewer's rows satisfy."""
    if viewer.role not in INVITATION_READERS:
        return NOTHING
    return f"{alias}.customer_id = {sql(viewer.customer_id or _NOBODY)}" if viewer.role is Role.CUSTOMER else EVERYTHING


def interviews_of(viewer: Viewer, sql: Sql, alias: str = "i") -> str:
    """The predicate over `survey_interview` that this viewer's rows satisfy: all, or those they recorded."""
    if viewer.role in REPORT_READERS:
        return EVERYTHING
    return f"{alias}.recorded_by = {sql(viewer.author)}" if viewer.role in INTERVIEW_READERS else NOTHING


def survey_results_of(viewer: Viewer, sql: Sql, alias: str = "r") -> str:
    """The predicate over `survey_result` that this viewer's rows satisfy: of departments, their own."""
    if viewer.role in REPORT_READERS:
        return EVERYTHING
    if viewer.role not in RESULT_READERS:
        return NOTHING
    return sql.among(f"{alias}.department", sorted(viewer.departments))


def sees(viewer: Viewer, ticket: Ticket) -> bool | None:
    """Whether this ticket, as it now stands, is in scope; None when only the database can tell."""
    everything = CASE_ROWS[viewer.role] is CaseScope.ALL  # then no image need be made
    return True if everything else may_see(viewer, plain(ticket.image()))


def may_see(viewer: Viewer, image: Mapping[str, Any]) -> bool | None:
    """Whether a case with this image is in scope; None when only the database can tell.

    Images of all kinds of cases have `customer`, `department`, `assignee` and `opened_by`; `parts` where there are any,
    and `about` where it may be about somebody, who does not see it then.
    """
    about_them = viewer.agent_id is not None and str(viewer.agent_id) in image.get("about", ())
    return False if about_them else _in_scope(viewer, image)


def _in_scope(viewer: Viewer, image: Mapping[str, Any]) -> bool | None:
    match CASE_ROWS[viewer.role]:
        case CaseScope.ALL:
            return True
        case CaseScope.OWN:
            return viewer.customer_id is not None and image["customer"] == str(viewer.customer_id)
        case CaseScope.TAKING_PART:
            return (
                image["opened_by"] == viewer.author
                or (viewer.agent_id is not None and image["assignee"] == str(viewer.agent_id))
                or (
                    viewer.department is not None
                    and viewer.department in (image["department"], *image.get("parts", ()))
                )
            )
        case CaseScope.THEIR_CUSTOMERS:
            return None
        case CaseScope.DEPARTMENTS:
            return image["department"] in viewer.departments
        case CaseScope.NONE:
            return False

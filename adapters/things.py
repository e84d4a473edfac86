"""Names for what answers rest on and events touch: a row, the tickets of somebody, everything of a kind.

An answer may be given again until an event has touched one of its things. So for every scope and every criterion it
must hold: whatever changes the rows that meet it touches one of the things named for it here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from adapters.reads.criteria import TicketCriteria
from adapters.reads.customers import CustomerCriteria
from domain.customer.access import ROWS as CUSTOMER_ROWS
from domain.customer.access import CustomerScope
from domain.shared.scope import CASE_ROWS, CaseScope
from domain.viewer import Viewer

Things = frozenset[str]
Image = Mapping[str, Any]

TICKETS, CUSTOMERS, FEEDBACKS = "tickets", "customers", "feedbacks"
HOUSE = "house"
"""The words and the people of the house, all of them: they seldom change."""
OF_THE_HOUSE = frozenset({"reference", "agent"})
APART = frozenset({
    "alert", "delivery", "webhook_endpoint", "interaction", "measure", "market_event", "activity",
    "survey_wave", "survey_invitation", "survey_interview", "survey_result", "survey_schedule",
})  # fmt: skip
"""What shows them is never given again, so nothing but they themselves rests on them."""
NOTHING: Things = frozenset()


def row(row_id: UUID) -> str:
    """One aggregate, with whatever belongs to it."""
    return str(row_id)


def _customer(row_id: object) -> str:
    return f"customer {row_id}"


def _assignee(row_id: object) -> str:
    return f"assignee {row_id}"


def _manager(row_id: object) -> str:
    return f"manager {row_id}"


def _opener(author: str) -> str:
    return f"opener {author}"


def _department(code: str) -> str:
    return f"department {code}"


def touched(aggregate: str, aggregate_id: UUID, images: Iterable[Image]) -> Things | None:
    """By an event, with the images before and after it; None is everything, as nobody knows what it means."""
    own = row(aggregate_id)
    if aggregate == "ticket":
        return frozenset((own, TICKETS, *(each for image in images for each in _of_ticket(image))))
    if aggregate == "feedback":
        return frozenset((own, FEEDBACKS, *(each for image in images for each in _of_case(image))))
    if aggregate == "need":
        return _of_need(list(images)) | {own}
    if aggregate == "customer":
        return frozenset((own, CUSTOMERS, *(_manager(image["account_manager"]) for image in images)))
    if aggregate in OF_THE_HOUSE:
        return frozenset((own, HOUSE))
    return frozenset((own,)) if aggregate in APART else None


def _of_ticket(image: Image) -> Iterator[str]:
    yield from _of_case(image)
    yield from map(_department, image["parts"])


def _of_case(image: Image) -> Iterator[str]:
    yield _customer(image["customer"])
    yield _assignee(image["assignee"])
    yield _opener(image["opened_by"])
    yield _department(image["department"])


def _of_need(images: Sequence[Image]) -> frozenset[str]:
    """A need decides who sees its customer: most changes of one, such as another rank, leave that as it was."""
    scopes = [frozenset(_of_case(image)) for image in images]
    return NOTHING if len(scopes) > 1 and len(set(scopes)) == 1 else frozenset[str]().union(*scopes)


def tickets_of(customer_ids: Iterable[UUID]) -> Things:
    """The tickets of these customers."""
    return frozenset(map(_customer, customer_ids))


def behind_tickets(viewer: Viewer, criteria: TicketCriteria) -> Things:
    """What a list or a number of the viewer's tickets that meet the criteria rests on."""
    if criteria.customer_id is not None:
        rows = frozenset((_customer(criteria.customer_id),))
    elif criteria.assignee_id is not None:
        rows = frozenset((_assignee(criteria.assignee_id),))
    elif criteria.department is not None:
        rows = frozenset(map(_department, criteria.department))
    else:
        rows = _tickets_in_scope(viewer)
    return rows | beside_tickets(viewer)


def beside_tickets(viewer: Viewer) -> Things:
    """What decides, beside a ticket itself, whether the viewer sees it."""
    if CASE_ROWS[viewer.role] is CaseScope.THEIR_CUSTOMERS:
        return frozenset((_manager(viewer.agent_id),))
    return NOTHING


def _tickets_in_scope(viewer: Viewer) -> Things:
    match CASE_ROWS[viewer.role]:
        case CaseScope.ALL | CaseScope.THEIR_CUSTOMERS:
            return frozenset((TICKETS,))
        case CaseScope.OWN:
            return frozenset((_customer(viewer.customer_id),))
        case CaseScope.TAKING_PART:
            own = (_opener(viewer.author), _assignee(viewer.agent_id))
            return frozenset(own if viewer.department is None else (*own, _department(viewer.department)))
        case CaseScope.DEPARTMENTS:
            return frozenset(map(_department, viewer.departments))
        case CaseScope.NONE:
            return NOTHING


def behind_customers(viewer: Viewer, criteria: CustomerCriteria) -> Things:
    """What a list or a number of the viewer's customers that meet the criteria rests on."""
    if criteria.account_manager_id is not None:
        rows = frozenset((_manager(criteria.account_manager_id),))
    else:
        rows = _customers_in_scope(viewer)
    return rows | beside_customers(viewer)


def beside_customers(viewer: Viewer) -> Things:
    """What decides, beside a customer itself, whether the viewer sees them."""
    if CUSTOMER_ROWS[viewer.role] is CustomerScope.OF_THEIR_CASES:
        return _tickets_in_scope(viewer) | beside_tickets(viewer)
    return NOTHING


def _customers_in_scope(viewer: Viewer) -> Things:
    match CUSTOMER_ROWS[viewer.role]:
        case CustomerScope.ALL | CustomerScope.OF_THEIR_CASES:
            return frozenset((CUSTOMERS,))
        case CustomerScope.SELF:
            return NOTHING if viewer.customer_id is None else frozenset((row(viewer.customer_id),))
        case CustomerScope.THEIRS:
            return frozenset((_manager(viewer.agent_id),))
        case CustomerScope.NONE:
            return NOTHING

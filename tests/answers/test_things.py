"""Whatever changes what a viewer finds touches one of the things that the finding rests on."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.reads.criteria import TicketCriteria
from adapters.reads.customers import CustomerCriteria
from adapters.rights import may_see
from adapters.things import behind_customers, behind_tickets, beside_customers, beside_tickets, row, touched
from domain.ticket.lifecycle import Status
from domain.viewer import Role, Viewer

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
IDS = [UUID(int=n) for n in range(1, 4)]
CODES = ("desk", "trading", "accounts")
ids, codes = st.sampled_from(IDS), st.sampled_from(CODES)
texts = ids.map(str)

images = st.fixed_dictionaries(
    {
        "status": st.sampled_from([each.value for each in Status]),
        "level": st.integers(1, 5),
        "department": st.none() | codes,
        "assignee": st.none() | texts,
        "customer": texts,
        "channel": st.just("phone"),
        "subject": st.sampled_from(["无法登录", "忘记密码"]),
        "opened_at": st.just(NOON.isoformat()),
        "opened_by": st.sampled_from(["agent:anna", "agent:bob", "customer:C-1"]),
        "parts": st.lists(codes, unique=True),
        "due_at": st.just(NOON.isoformat()),
    }
)


@st.composite
def viewers(draw: st.DrawFn) -> Viewer:
    department = draw(st.none() | codes)
    return Viewer(
        draw(st.sampled_from(Role)),
        draw(st.sampled_from(["anna", "bob", "C-1"])),
        department=department,
        departments=frozenset({department} if department else ()) | draw(st.frozensets(codes)),
        agent_id=draw(st.none() | ids),
        customer_id=draw(st.none() | ids),
    )


criteria = st.builds(
    TicketCriteria,
    status=st.none() | st.lists(st.sampled_from(Status), min_size=1, max_size=3).map(tuple),
    department=st.none() | st.lists(codes, max_size=2).map(tuple),
    assignee_id=st.none() | ids,
    customer_id=st.none() | ids,
    subject_contains=st.none() | st.just("登录"),
    unassigned=st.none() | st.booleans(),
)


@given(viewer=viewers(), asked=criteria, before=st.none() | images, after=images)
def test_a_ticket_that_enters_leaves_or_changes_a_list_touches_it(
    viewer: Viewer, asked: TicketCriteria, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:
    seen = [image for image in (before, after) if image is not None]
    shown = [may_see(viewer, image) is not False and asked.matches(image, NOON, NOON) for image in seen]

    things = touched("ticket", IDS[0], seen)

    assert things is not None
    assert row(IDS[0]) in things
    if any(shown):
        assert things & behind_tickets(viewer, asked)


@given(viewer=viewers(), before=st.none() | st.none() | ids, after=st.none() | ids)
def test_a_customer_who_is_handed_over_touches_what_their_managers_see(
    viewer: Viewer, before: UUID | None, after: UUID | None
) -> None:
    things = touched("customer", IDS[0], [{"account_manager": each and str(each)} for each in (before, after)])

    assert things is not None
    assert row(IDS[0]) in things
    if viewer.role is Role.ACCOUNT_MANAGER and viewer.agent_id in {before, after} - {None}:
        assert things & beside_tickets(viewer)
        assert things & behind_tickets(viewer, TicketCriteria(customer_id=IDS[1]))
        assert things & behind_customers(viewer, CustomerCriteria())


@given(viewer=viewers(), image=images)
def test_a_case_that_is_theirs_touches_the_customers_they_see_by_it(viewer: Viewer, image: dict[str, Any]) -> None:
    things = touched("ticket", IDS[0], [image])
    by_cases = viewer.role in {Role.AGENT, Role.BACK_OFFICE, Role.SUPERVISOR, Role.INTEGRATION}

    assert things is not None
    if by_cases and may_see(viewer, image):
        assert things & beside_customers(viewer)
        assert things & behind_customers(viewer, CustomerCriteria(account_manager_id=IDS[1]))


@pytest.mark.parametrize("aggregate", ["alert", "delivery", "webhook_endpoint"])
def test_what_is_told_because_of_a_ticket_leaves_answers_about_it_as_they_are(aggregate: str) -> None:
    assert touched(aggregate, IDS[0], [{"ticket": str(IDS[1])}]) == frozenset({row(IDS[0])})


@given(viewer=viewers(), image=images)
def test_a_need_that_is_theirs_touches_the_customers_they_see_by_it(viewer: Viewer, image: dict[str, Any]) -> None:
    image = {name: value for name, value in image.items() if name != "parts"}  # nobody takes part in a need
    things = touched("need", IDS[0], [image])
    by_cases = viewer.role in {Role.AGENT, Role.BACK_OFFICE, Role.SUPERVISOR, Role.INTEGRATION}

    assert things is not None
    if by_cases and may_see(viewer, image):
        assert things & beside_customers(viewer)


@given(image=images)
def test_another_rank_leaves_answers_about_customers_as_they_are(image: dict[str, Any]) -> None:
    assert touched("need", IDS[0], [image, image | {"standing": 1}]) == frozenset({row(IDS[0])})


def test_an_event_of_a_kind_that_nobody_knows_touches_everything() -> None:
    assert touched("whatever", IDS[0], [{}]) is None

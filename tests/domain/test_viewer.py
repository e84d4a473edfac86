from uuid import UUID

import pytest

from domain.customer.access import ROWS as CUSTOMER_ROWS
from domain.customer.access import CustomerScope
from domain.shared.scope import CASE_ROWS, FREE_TEXT_READERS, INTERNAL_READERS, CaseScope
from domain.ticket import access
from domain.ticket.access import MAY
from domain.ticket.lifecycle import Action
from domain.viewer import CASE_HANDLERS, Role, Viewer

DESK = frozenset({"desk", "hotline"})
ANNA, BO = UUID(int=1), UUID(int=2)
OWN_ROWS = CASE_HANDLERS | {Role.CUSTOMER, Role.ACCOUNT_MANAGER}


@pytest.mark.parametrize("role", sorted(OWN_ROWS))
def test_two_people_who_see_rows_of_their_own_never_share_an_answer(role: Role) -> None:
    assert Viewer(role, "anna", departments=DESK).rights_key != Viewer(role, "bo", departments=DESK).rights_key


@pytest.mark.parametrize("role", sorted(set(Role) - OWN_ROWS))
def test_two_people_with_the_same_role_and_departments_who_are_no_agents_share_one(role: Role) -> None:
    anna = Viewer(role, "anna", department="desk", departments=DESK)
    bo = Viewer(role, "bo", department="desk", departments=frozenset({"hotline", "desk"}))

    assert anna.rights_key == bo.rights_key
    assert hash(anna.rights_key) == hash(bo.rights_key)


@pytest.mark.parametrize("role", Role)
def test_agents_never_share_an_answer_for_neither_sees_feedback_about_themselves(role: Role) -> None:
    anna, bo = (Viewer(role, name, agent_id=each) for name, each in (("anna", ANNA), ("bo", BO)))

    assert anna.rights_key != bo.rights_key


@pytest.mark.parametrize("role", Role)
def test_another_role_or_another_department_is_another_answer(role: Role) -> None:
    viewer = Viewer(role, "anna", departments=DESK)

    assert viewer.rights_key != Viewer(role, "anna", departments=frozenset({"risk"})).rights_key
    for other in set(Role) - {role}:
        assert viewer.rights_key != Viewer(other, "anna", departments=DESK).rights_key


def test_an_author_is_a_role_and_a_reference() -> None:
    assert Viewer(Role.AGENT, "anna").author == "agent:anna"


def test_every_role_and_every_action_has_its_rule() -> None:
    assert CASE_ROWS.keys() == CUSTOMER_ROWS.keys() == set(Role)
    assert MAY.keys() == set(Action)


def test_who_sees_no_ticket_may_do_nothing_with_one() -> None:
    blind = {role for role, scope in CASE_ROWS.items() if scope is CaseScope.NONE}

    assert blind == {Role.WALLBOARD, Role.ADMIN}
    assert not blind & (access.OPENERS | access.DELIVERY_REPORTERS).union(*MAY.values())


def test_auditors_and_service_managers_only_read_and_service_managers_no_free_text() -> None:
    doers = (access.OPENERS | access.DELIVERY_REPORTERS).union(*MAY.values())

    assert not {Role.AUDITOR, Role.SERVICE_MANAGER} & doers
    assert Role.SERVICE_MANAGER not in FREE_TEXT_READERS
    assert Role.AUDITOR in FREE_TEXT_READERS


def test_a_customer_sees_their_own_and_no_internal_note() -> None:
    assert CASE_ROWS[Role.CUSTOMER] is CaseScope.OWN
    assert CUSTOMER_ROWS[Role.CUSTOMER] is CustomerScope.SELF
    assert Role.CUSTOMER not in INTERNAL_READERS


def test_only_customers_rate_and_only_account_managers_and_supervisors_review() -> None:
    assert MAY[Action.RATE] == {Role.CUSTOMER}
    assert MAY[Action.REVIEW] == {Role.ACCOUNT_MANAGER, Role.SUPERVISOR}

"""No field of the schema is without a declared permission, and what is declared holds."""

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType

from app.graphql import core
from app.house import OpenHouse, new_id
from domain.ticket import commands
from domain.ticket.message import Message
from domain.ticket.part import LinkKind
from domain.viewer import Role, Viewer
from execution import Documents, Limits
from schema.guard import DECLARED, ROOTS
from schema.ids import global_id
from schema.rights import PUBLIC
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]

TYPES = [
    kind
    for name, kind in core.type_map.items()
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__")
]
FIELDS = [(kind.name, name, field) for kind in TYPES for name, field in kind.fields.items()]

LISTS = {
    "tickets": "{ tickets(first: 1) { totalCount } }",
    "customers": "{ customers(first: 1) { totalCount } }",
    "agents": "{ agents(first: 1) { totalCount } }",
    "alerts": "{ alerts(first: 1) { totalCount } }",
    "deliveries": "{ deliveries(first: 1) { totalCount } }",
    "departments": "{ departments(first: 1) { totalCount } }",
    "me": "{ me { role } }",
    "needs": "{ needs(first: 1) { totalCount } }",
    "queue": "{ needQueue(first: 1) { totalCount } marketEvents(first: 1) { totalCount } needMix { asOf } }",
    "policies": "{ policies(first: 1) { totalCount } policyDrafts(first: 1) { totalCount } }",
    "surveys": "{ surveyWaves(first: 1) { totalCount } }",
    "invitations": "{ surveyInvitations(first: 1) { totalCount } }",
}
MATRIX = {
    # role                 tickets customers agents alerts deliveries departments me needs queue policies
    #                      surveys invitations
    Role.CUSTOMER:          "yes yes no no no yes yes yes no no no yes",
    Role.AGENT:             "yes yes yes yes no yes yes yes yes yes yes no",
    Role.TECHNICAL_SUPPORT: "yes yes yes yes no yes yes yes yes yes yes no",
    Role.PRODUCT:           "yes yes yes yes no yes yes yes yes yes yes no",
    Role.BACK_OFFICE:       "yes yes yes yes no yes yes yes yes yes yes no",
    Role.ACCOUNT_MANAGER:   "yes yes yes yes no yes yes yes yes yes yes no",
    Role.RISK_CONTROL:      "yes yes yes yes no yes yes yes yes yes yes no",
    Role.SUPERVISOR:        "yes yes yes yes no yes yes yes yes yes yes no",
    Role.SERVICE_MANAGER:   "yes no yes yes no yes yes yes yes yes yes no",
    Role.AUDITOR:           "yes yes yes yes no yes yes yes yes yes yes yes",
    Role.WALLBOARD:         "no no no no no yes yes no no no no no",
    Role.INTEGRATION:       "yes yes yes yes no yes yes yes no no yes no",
    Role.ADMIN:             "no no yes no yes yes yes no no yes no no",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name, _ in FIELDS])
def test_a_field_declares_who_may_read_it(kind: str, name: str) -> None:
    field = core.type_map[kind].fields[name]  # type: ignore[attr-defined]  # an object or interface
    declared = field.extensions[DECLARED]

    assert declared == PUBLIC or declared, f"nobody may read {kind}.{name}"
    assert declared == PUBLIC or declared <= frozenset(Role)


def test_nothing_is_public_that_was_not_meant_to_be() -> None:
    public = {f"{kind}.{name}" for kind, name, field in FIELDS if field.extensions[DECLARED] == PUBLIC}

    assert public == {"Query.surveyBehind", "Mutation.answerSurvey", "Mutation.declineSurvey"}


def test_every_root_field_checks_the_viewer_before_it_does_anything() -> None:
    roots = [
        (kind, field) for kind, _, field in FIELDS if kind in ROOTS and field.extensions[DECLARED] != PUBLIC
    ]  # fmt: skip

    assert roots
    for kind, field in roots:
        guarded = field.subscribe if kind == "Subscription" else field.resolve
        assert guarded is not None
        assert guarded.__name__ == "check_and_resolve"


@pytest.mark.parametrize("role", Role)
async def test_a_role_reads_what_the_table_of_the_product_gives_it(house: OpenHouse, role: Role) -> None:
    viewer = Viewer(role, "x-1", department="desk", departments=frozenset({"desk"}))

    for word, (name, source) in zip(MATRIX[role].split(), LISTS.items(), strict=True):
        given = await answer(house, source, viewer)
        assert given["errors"] == [] if word == "yes" else set(codes(given)) == {"FORBIDDEN"}, name


@pytest.mark.parametrize("source", LISTS.values())
async def test_without_a_token_nothing_is_answered(house: OpenHouse, source: str) -> None:
    assert codes(await answer(house, source, None)) == ["UNAUTHENTICATED"]


async def test_without_a_token_only_the_names_of_types_and_the_schema_itself_are_answered(house: OpenHouse) -> None:
    assert (await answer(house, "{ __typename }", None))["data"] == {"__typename": "Query"}
    assert (await answer(house, '{ __type(name: "Ticket") { name } }', None))["data"] == {"__type": {"name": "Ticket"}}

    production = Documents(core, Limits(), introspection=False)
    refused = production.prepare('{ __type(name: "Ticket") { name } }')

    assert "introspection" in str(getattr(refused, "errors", "")).lower()


async def test_a_service_manager_cannot_tell_customers_apart(house: OpenHouse) -> None:
    ticket = await a_ticket(a_desk(house))
    me = Viewer(Role.CUSTOMER, "C-1", customer_id=ticket.customer_id)
    await commands.receive_message(a_desk(house, me), ticket.id, Message(new_id(), "app", "您好"))
    manager, customer = Viewer(Role.SERVICE_MANAGER, "sm-1"), global_id("Customer", ticket.customer_id)

    listed = await answer(house, BY_CUSTOMER, manager, filter={"customerId": customer})
    shown = await answer(house, AUTHORS, manager, id=global_id("Ticket", ticket.id))
    known = await answer(house, AUTHORS, RISK, id=global_id("Ticket", ticket.id))

    assert codes(listed) == ["FORBIDDEN"]
    opened, received = shown["data"]["ticket"]["events"]
    assert "customer_id" not in {change["field"] for change in opened["changes"]}
    assert received["author"] == "customer"
    assert known["data"]["ticket"]["events"][1]["author"] == "customer:C-1"


async def test_which_ticket_a_link_leads_to_is_told_by_the_links_alone_which_look_at_the_scope(
    house: OpenHouse,
) -> None:
    desk = a_desk(house)
    ticket, other = await a_ticket(desk, department="desk"), await a_ticket(desk)
    await commands.link_ticket(desk, ticket.id, kind=LinkKind.FOLLOWS, other_id=other.id)

    shown = await answer(
        house, LINKED, Viewer(Role.AGENT, "anna", department="desk"), id=global_id("Ticket", ticket.id)
    )

    assert str(other.id) not in str(shown)


BY_CUSTOMER = "query ($filter: TicketFilter) { tickets(first: 1, filter: $filter) { totalCount } }"
AUTHORS = "query ($id: ID) { ticket(id: $id) { events(last: 2) { author changes { field after } } } }"
LINKED = "query ($id: ID) { ticket(id: $id) { events(last: 1) { type facts changes { field after } } } }"

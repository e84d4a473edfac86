"""Each kind of feedback to its department and a responsible person, never to whom it is about (source: P4.2-d)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.feedback.routing import DEFAULT_ROUTING, RoutingRule
from domain.policy.checks import FEEDBACK_ROUTING, checked
from domain.shared.errors import Invalid
from tests.domain.builders import ANNA, BO
from tests.domain.feedbacks import CAI, HANDBOOK, PEOPLE
from tests.domain.needs import changed
from tests.domain.test_policy_bodies import HOUSE

EVERYBODY = {**DEFAULT_ROUTING, "by_kind": {"account": {"department": "desk", "responsible": ["S-ANNA", "S-BO"]}}}
desks = st.fixed_dictionaries(
    {
        "department": st.sampled_from(["desk", "risk"]),
        "responsible": st.lists(st.sampled_from(sorted(PEOPLE)), unique=True),
    }
)
handbooks = st.builds(
    lambda otherwise, independent, fee: RoutingRule.of(
        1, {**DEFAULT_ROUTING, "otherwise": otherwise, "independent": independent, "by_kind": {"fee": fee}}
    ),
    desks,
    desks,
    desks,
)


def test_each_kind_has_its_department_and_a_responsible_person() -> None:
    route = HANDBOOK.route("fee", about=(), people=PEOPLE)

    assert (route.department, route.responsible_id, route.rule_version) == ("product", ANNA, 3)
    assert route.factors == ("kind fee", "product: S-ANNA")


def test_what_the_handbook_does_not_name_goes_where_all_else_goes() -> None:
    route = HANDBOOK.route("weather", about=(), people=PEOPLE)

    assert (route.department, route.responsible_id) == ("desk", None)
    assert route.factors == ("kind weather is not in the handbook: where all else goes", "desk: nobody in person")


def test_it_passes_by_whom_it_is_about_and_who_is_not_at_work() -> None:
    assert HANDBOOK.route("fee", about={ANNA}, people=PEOPLE).responsible_id == BO
    assert HANDBOOK.route("fee", about=(), people={"S-BO": BO}).responsible_id == BO


def test_when_everybody_responsible_is_complained_about_it_goes_to_the_independent_department() -> None:
    route = HANDBOOK.route("fee", about={ANNA, BO}, people=PEOPLE)

    assert (route.department, route.responsible_id) == ("risk", CAI)
    assert route.factors == (
        "kind fee",
        "S-ANNA is complained about",
        "S-BO is complained about",
        "nobody else there may: to the independent department",
        "risk: S-CAI",
    )


def test_when_nobody_is_at_work_it_stays_with_the_department() -> None:
    route = HANDBOOK.route("fee", about=(), people={})

    assert (route.department, route.responsible_id) == ("product", None)


def test_the_people_a_route_may_need_are_known_beforehand() -> None:
    assert HANDBOOK.named_for("fee") == {"S-ANNA", "S-BO", "S-CAI"}
    assert HANDBOOK.named_for("weather") == {"S-CAI"}


@given(
    rule=handbooks,
    kind=st.sampled_from(["fee", "weather"]),
    about=st.sets(st.sampled_from(sorted(PEOPLE.values()))),
    at_work=st.sets(st.sampled_from(sorted(PEOPLE))),
)
def test_nobody_is_ever_responsible_for_what_is_about_them(
    rule: RoutingRule, kind: str, about: set[UUID], at_work: set[str]
) -> None:
    people = {reference: PEOPLE[reference] for reference in at_work}

    route = rule.route(kind, about=about, people=people)

    assert route.responsible_id not in about
    assert route.responsible_id is None or route.responsible_id in people.values()
    assert route == rule.route(kind, about=about, people=people)


def test_the_default_handbook_may_be_proposed_as_it_is() -> None:
    assert checked(FEEDBACK_ROUTING, DEFAULT_ROUTING, HOUSE) == DEFAULT_ROUTING
    assert checked(FEEDBACK_ROUTING, EVERYBODY, HOUSE) == EVERYBODY


@pytest.mark.parametrize(
    ("path", "value", "field", "right"),
    [
        (("otherwise", "department"), "moon", "otherwise.department", "a department in use: desk"),
        (("independent",), {}, "independent.department", "is missing"),
        (("by_kind",), {"weather": {"department": "desk"}}, "by_kind.weather", "a kind in use: account"),
        (("by_kind", "account", "department"), "moon", "by_kind.account.department", "a department in use: desk"),
        (("by_kind", "account", "responsible"), ["S-1", "S-1"], "by_kind.account.responsible.1", "named once"),
        (("causes",), {}, "causes", "must name one cause at least"),
        (("causes",), {"a b": "原因"}, "causes.a b", "a code of 1 to 60"),
        (("poor_at_most",), 5, "poor_at_most", "a whole number from 1 to 4"),
    ],
)
def test_a_handbook_that_means_nothing_is_refused_at_its_place(
    path: tuple[str, ...], value: object, field: str, right: str
) -> None:
    with pytest.raises(Invalid, match=right) as refused:
        checked(FEEDBACK_ROUTING, changed(EVERYBODY, *path, to=value), HOUSE)

    assert ".".join(refused.value.field) == field

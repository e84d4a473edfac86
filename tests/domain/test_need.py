"""What is asked of a need, and what is refused without a trace."""

from collections.abc import Callable

import pytest

from domain.need.assessment import TripleTest
from domain.need.classes import Category, NeedSource, Prediction
from domain.need.lifecycle import NeedStatus
from domain.need.link import NeedLink, NeedLinkKind
from domain.need.need import LINKS, Need
from domain.shared.errors import Invalid, NotAllowedNow, ReasonRequired, Refusal, SensitiveText
from tests.domain.builders import ANNA, NINE, NOON, ONE, THE_TICKET, as_loaded
from tests.domain.history import happened
from tests.domain.needs import (
    a_need,
    assessed,
    assessed_as,
    classes,
    graded,
    planned,
    ranked_as,
    served,
    standing_in,
)


def test_a_need_begins_identified_with_the_grade_and_what_led_to_it() -> None:
    need = a_need(narrative="电话访谈中提到")

    (event,) = (each.event for each in need.happenings)
    assert (need.status, need.grade) == (NeedStatus.IDENTIFIED, "MEDIUM")
    assert (need.graded.factors, need.graded.rule_version) == (graded().factors, 1)
    assert "narrative" in type(event).SEALED


def test_what_a_model_predicted_says_so_with_its_version_and_confidence() -> None:
    need = a_need(source=NeedSource.PREDICTION, prediction=Prediction("churn-3", 0.7))

    assert need.prediction == Prediction("churn-3", 0.7)
    for source, prediction in ((NeedSource.PREDICTION, None), (NeedSource.INTERVIEW, Prediction("churn-3", 0.7))):
        with pytest.raises(Invalid) as refused:
            a_need(source=source, prediction=prediction)
        assert refused.value.field == ("prediction",)


@pytest.mark.parametrize(("version", "confidence"), [("", 0.5), ("x" * 101, 0.5), ("v1", 1.01), ("v1", float("nan"))])
def test_a_prediction_without_a_version_or_a_true_confidence_does_not_exist(version: str, confidence: float) -> None:
    with pytest.raises(Invalid):
        Prediction(version, confidence)


def test_a_ticket_may_reveal_a_need_and_a_need_may_open_a_ticket() -> None:
    need = a_need(revealed_by=NeedLink(NeedLinkKind.REVEALED_BY_TICKET, THE_TICKET))
    need.link(NeedLinkKind.OPENED_TICKET, ANNA, at=ONE)

    assert {each.kind for each in need.links} == {NeedLinkKind.REVEALED_BY_TICKET, NeedLinkKind.OPENED_TICKET}
    with pytest.raises(Invalid):
        a_need(revealed_by=NeedLink(NeedLinkKind.OPENED_TICKET, THE_TICKET))


@pytest.mark.parametrize("test", ["necessary", "feasible", "measurable"])
def test_what_fails_the_triple_test_is_not_planned(test: str) -> None:
    answers = {name: name != test for name in ("necessary", "feasible", "measurable")}
    need = as_loaded(assessed(TripleTest(**answers)))

    with pytest.raises(NotAllowedNow, match=f"not {test}: assess it anew or decline it"):
        need.plan("安排", at=NOON)

    assert (need.status, need.happenings) == (NeedStatus.ASSESSED, [])


def test_assessed_otherwise_a_need_is_planned_anew() -> None:
    need = planned()
    need.assess(assessed_as(cost=5), at=NOON)

    assert need.status is NeedStatus.ASSESSED
    with pytest.raises(NotAllowedNow):
        need.serve("已讲解", by=ANNA, at=NOON)


def test_one_that_was_served_and_not_met_is_planned_again_with_the_reason() -> None:
    need = served()
    with pytest.raises(ReasonRequired):
        need.plan("再讲一次", at=NOON)

    need.plan("再讲一次", why="客户没有听懂", at=NOON)

    assert (need.status, need.served_at, need.server_id) == (NeedStatus.PLANNED, None, None)


def test_doing_the_same_thing_twice_is_not_news() -> None:
    need = planned()
    need.assign(department="advice", assignee_id=ANNA, at=NINE)
    need.rank_as(ranked_as(), at=NINE)
    need.link(NeedLinkKind.OPENED_TICKET, THE_TICKET, at=NINE)
    so_far = happened(need)

    need.assign(department="advice", assignee_id=ANNA, at=ONE)
    need.rank_as(ranked_as(), at=ONE)
    need.link(NeedLinkKind.OPENED_TICKET, THE_TICKET, at=ONE)
    need.classify(classes(), graded(), at=ONE)
    need.assess(assessed_as(), at=ONE)

    assert happened(need) == so_far
    assert need.status is NeedStatus.PLANNED


def test_a_new_rank_is_told_with_its_factors_and_the_version_of_the_policy() -> None:
    need = as_loaded(a_need())
    rank = ranked_as(Category.ACCOUNT_SECURITY)

    need.rank_as(rank, at=ONE)

    (happening,) = need.happenings
    assert (getattr(happening.event, "factors", None), getattr(happening.event, "rule_version", None)) == (
        rank.factors, 1,
    )  # fmt: skip
    assert happening.image["standing"] == rank.standing


REFUSALS: dict[str, tuple[NeedStatus, Callable[[Need], None], type[Refusal]]] = {
    "an empty plan": (NeedStatus.ASSESSED, lambda n: n.plan(" ", at=ONE), Invalid),
    "a plan for yesterday": (NeedStatus.ASSESSED, lambda n: n.plan("p", expected_completion=NINE, at=ONE), Invalid),
    "an empty note": (NeedStatus.IDENTIFIED, lambda n: n.assess(assessed_as(), text="", at=ONE), Invalid),
    "an empty service": (NeedStatus.PLANNED, lambda n: n.serve("", by=None, at=ONE), Invalid),
    "six of five": (NeedStatus.SERVED, lambda n: n.confirm(satisfaction=6, at=ONE), Invalid),
    "an empty comment": (NeedStatus.SERVED, lambda n: n.confirm(comment="\n", at=ONE), Invalid),
    "no reason": (NeedStatus.SERVED, lambda n: n.decline(by_customer=True, why=None, at=ONE), ReasonRequired),
    "a telling reason": (
        NeedStatus.PLANNED,
        lambda n: n.classify(classes(Category.ACCOUNT_SECURITY), graded(), why="电话13800138000", at=ONE),
        SensitiveText,
    ),
    "a telling assignment": (
        NeedStatus.PLANNED,
        lambda n: n.assign(department="risk", assignee_id=None, why="电话13800138000", at=ONE),
        SensitiveText,
    ),
}


@pytest.mark.parametrize(("status", "verb", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_is_refused_leaves_no_trace(
    status: NeedStatus, verb: Callable[[Need], None], refusal: type[Refusal]
) -> None:
    need = standing_in(status)

    with pytest.raises(refusal):
        verb(need)

    assert need == standing_in(status)
    assert need.happenings == []


def test_the_links_of_a_need_are_bounded() -> None:
    need = a_need()
    need.links = frozenset(NeedLink(NeedLinkKind.OPENED_TICKET, type(ANNA)(int=number)) for number in range(LINKS))

    with pytest.raises(Invalid):
        need.link(NeedLinkKind.REVEALED_BY_FEEDBACK, ANNA, at=ONE)

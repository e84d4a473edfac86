"""From the first word to the closed case, and what is refused without a trace (source: P4.2, P4.3)."""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.feedback.feedback import PEOPLE as MOST_PEOPLE
from domain.feedback.feedback import Feedback
from domain.feedback.lifecycle import FeedbackStatus
from domain.feedback.source import Authority, Referral, ServiceStage
from domain.shared.errors import AlreadyDone, Forbidden, Invalid, NotAllowedNow, ReasonRequired, Refusal
from tests.domain.builders import ANNA, BO, DAY, NINE, NOON, ONE, as_loaded
from tests.domain.feedbacks import (
    CAI,
    HANDBOOK,
    THE_FEEDBACK,
    a_route,
    classify,
    closed,
    handled,
    ready,
    received,
    responded,
    standing_in,
)
from tests.domain.history import happened


def test_feedback_goes_the_whole_way_from_the_first_word_to_the_closed_case() -> None:
    assert happened(closed()) == [
        "FeedbackReceived",
        "FeedbackResponded",
        "CauseRecorded",
        "ActionRecorded",
        "FeedbackHandled",
        "FeedbackClosed",
    ]


def test_what_the_regulator_passes_on_has_its_own_reference_and_deadline() -> None:
    referral = Referral.of(Authority.REGULATOR, " 沪证监举报〔2026〕15号 ", NINE + 10 * DAY, at=NINE)

    feedback = received(referral=referral)

    event = feedback.happenings[0].event
    assert (referral.reference, referral.answer_by) == ("沪证监举报〔2026〕15号", NINE + 10 * DAY)
    assert [getattr(event, name, None) for name in ("authority", "authority_reference", "answer_by")] == [
        "REGULATOR", "沪证监举报〔2026〕15号", NINE + 10 * DAY,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "answer_by", "field"),
    [(" ", NOON, "reference"), ("x" * 101, NOON, "reference"), ("12386-7", NINE, "answerBy")],
)
def test_a_referral_needs_a_reference_and_a_deadline_that_lies_ahead(
    reference: str, answer_by: object, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        Referral.of(Authority.HOTLINE, reference, answer_by, at=NINE)  # type: ignore[arg-type]

    assert refused.value.field == ("referral", field)


def test_the_first_answer_of_a_cycle_is_the_response() -> None:
    feedback = responded()
    first = feedback.current.responded_at
    feedback.respond("还需一天", channel="phone", by=ANNA, at=ONE)

    assert (feedback.status, feedback.current.responded_at) == (FeedbackStatus.RESPONDED, first)


@pytest.mark.parametrize(
    ("feedback", "lacking"),
    [
        (received, "no classified cause and no action and no written reply"),
        (responded, "no classified cause and no action and no written reply"),
        (ready, "no written reply"),
    ],
)
def test_nothing_is_closed_without_cause_action_and_written_reply(
    feedback: Callable[[], Feedback], lacking: str
) -> None:
    with pytest.raises(NotAllowedNow, match=lacking):
        feedback().close(by=ANNA, at=ONE)


def test_the_written_reply_comes_after_cause_and_action() -> None:
    with pytest.raises(NotAllowedNow, match="no classified cause and no action in this cycle"):
        responded().handle("已退费", channel="email", by=ANNA, at=ONE)


def test_a_cause_is_one_of_the_handbook() -> None:
    with pytest.raises(Invalid, match="there are attitude, disclosure") as refused:
        responded().record_cause("weather", "下雨", rule=HANDBOOK, by=ANNA, at=ONE)

    assert refused.value.field == ("cause",)


@pytest.mark.parametrize("score", [1, 2])
@pytest.mark.parametrize("feedback", [handled, closed])
def test_a_poor_rating_reopens_and_the_next_cycle_needs_everything_anew(
    feedback: Callable[[], Feedback], score: int
) -> None:
    rated = feedback()
    rated.rate(score, rule=HANDBOOK, at=ONE, comment="还是没有退")

    assert happened(rated)[-2:] == ["FeedbackRated", "FeedbackReopened"]
    assert (rated.status, rated.cycle, rated.current.rating) == (FeedbackStatus.RECEIVED, 2, None)
    assert rated.current.lacking == ("classified cause", "action", "written reply")


def test_any_better_rating_leaves_it_as_it_is_and_is_given_once_a_cycle() -> None:
    rated = closed()
    rated.rate(3, rule=HANDBOOK, at=ONE)

    assert (rated.status, rated.current.rating) == (FeedbackStatus.CLOSED, 3)
    with pytest.raises(AlreadyDone):
        rated.rate(1, rule=HANDBOOK, at=ONE)


def test_a_rating_names_the_version_of_the_handbook_that_called_it_poor() -> None:
    rated = closed()
    rated.rate(2, rule=HANDBOOK, at=ONE)

    event = rated.happenings[-2].event
    assert (getattr(event, "poor", None), getattr(event, "rule_version", None)) == (True, 3)


def test_of_another_kind_it_goes_where_the_handbook_sends_such_feedback() -> None:
    feedback = received()
    classify(feedback, ONE, kind="login", route=a_route("desk", BO))

    assert (feedback.department, feedback.responsible_id) == ("desk", BO)


def test_told_more_about_the_stage_only_it_stays_with_who_has_it() -> None:
    feedback = received()
    classify(feedback, ONE, stage=ServiceStage.OPENING, route=a_route("desk", BO))

    assert (feedback.stage, feedback.department, feedback.responsible_id) == (ServiceStage.OPENING, "product", ANNA)


def test_whoever_turns_out_to_be_complained_about_hands_it_over_at_once() -> None:
    feedback = received()
    classify(feedback, ONE, about_ids=[ANNA], route=a_route("product", BO))

    assert feedback.responsible_id == BO


ABOUT_ANNA: dict[str, Callable[[Feedback], None]] = {
    "respond": lambda f: f.respond("您好", channel="phone", by=ANNA, at=ONE),
    "find the cause": lambda f: f.record_cause("training", "未培训", rule=HANDBOOK, by=ANNA, at=ONE),
    "act": lambda f: f.record_action("退费", by=ANNA, at=ONE),
    "handle": lambda f: f.handle("已退费", channel="email", by=ANNA, at=ONE),
}


@pytest.mark.parametrize("verb", ABOUT_ANNA.values(), ids=ABOUT_ANNA.keys())
def test_nobody_handles_feedback_that_is_about_them(verb: Callable[[Feedback], None]) -> None:
    feedback = ready()
    classify(feedback, ONE, about_ids=[ANNA], route=a_route("product", BO))
    as_loaded(feedback)

    with pytest.raises(Forbidden):
        verb(feedback)

    assert feedback.happenings == []


def test_nor_is_it_handed_to_them_by_anybody() -> None:
    feedback = received(about_ids=[BO])
    as_loaded(feedback)

    with pytest.raises(Invalid) as refused:
        feedback.route(department="product", responsible_id=BO, why="熟悉业务", at=ONE)

    assert (refused.value.field, feedback.responsible_id, feedback.happenings) == (("responsibleId",), ANNA, [])


def test_nor_do_they_close_it() -> None:
    feedback = ready()
    classify(feedback, ONE, about_ids=[ANNA], route=a_route("product", BO))
    feedback.handle("已退费", channel="email", by=BO, at=ONE)

    with pytest.raises(Forbidden):
        feedback.close(by=ANNA, at=ONE)


REFUSALS: dict[str, tuple[FeedbackStatus, Callable[[Feedback], None], type[Refusal]]] = {
    "routed to whom it is about": (
        FeedbackStatus.RECEIVED,
        lambda f: classify(f, ONE, about_ids=[ANNA], route=a_route("product", ANNA)),
        Invalid,
    ),
    "about a crowd": (
        FeedbackStatus.RECEIVED,
        lambda f: classify(f, ONE, about_ids=[UUID(int=each) for each in range(MOST_PEOPLE + 1)]),
        Invalid,
    ),
    "elsewhere for no reason": (
        FeedbackStatus.RECEIVED,
        lambda f: f.route(department="risk", responsible_id=CAI, why=None, at=ONE),
        ReasonRequired,
    ),
    "an empty answer": (FeedbackStatus.RECEIVED, lambda f: f.respond("", channel="phone", by=BO, at=ONE), Invalid),
    "an empty cause": (
        FeedbackStatus.RECEIVED,
        lambda f: f.record_cause("training", "", rule=HANDBOOK, by=BO, at=ONE),
        Invalid,
    ),
    "an empty action": (FeedbackStatus.RECEIVED, lambda f: f.record_action(" ", by=BO, at=ONE), Invalid),
    "an empty reply": (FeedbackStatus.RESPONDED, lambda f: f.handle("", channel="email", by=BO, at=ONE), Invalid),
    "six of five": (FeedbackStatus.HANDLED, lambda f: f.rate(6, rule=HANDBOOK, at=ONE), Invalid),
    "an empty comment": (FeedbackStatus.HANDLED, lambda f: f.rate(1, rule=HANDBOOK, comment="", at=ONE), Invalid),
    "no reason to reopen": (FeedbackStatus.CLOSED, lambda f: f.reopen(why=" ", at=ONE), ReasonRequired),
}


@pytest.mark.parametrize(("status", "verb", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_is_refused_leaves_no_trace(
    status: FeedbackStatus, verb: Callable[[Feedback], None], refusal: type[Refusal]
) -> None:
    feedback = standing_in(status)

    with pytest.raises(refusal):
        verb(feedback)

    assert feedback == standing_in(status)
    assert feedback.happenings == []


def test_feedback_is_not_received_by_whom_it_is_about_nor_without_words() -> None:
    with pytest.raises(Invalid):
        received(about_ids=[ANNA])
    with pytest.raises(Invalid):
        received(text=" ")
    assert received(about_ids=[BO]).id == THE_FEEDBACK


def test_doing_the_same_thing_twice_is_not_news() -> None:
    feedback = received()
    feedback.route(department="risk", responsible_id=CAI, why="合规", at=NINE)
    so_far = happened(feedback)

    feedback.route(department="risk", responsible_id=CAI, why="合规", at=ONE)
    classify(feedback, ONE)

    assert happened(feedback) == so_far

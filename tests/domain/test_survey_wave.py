import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import AlreadyDone, Invalid, NotAllowedNow, NotFound, ReasonRequired
from domain.survey.allocation import Method
from domain.survey.defaults import DEFAULT_POOR_ANSWERS
from domain.survey.events import (
    CustomerInvited,
    InterviewRecorded,
    ResultsDelivered,
    SurveyAnswered,
    WaveClosed,
    WaveDrafted,
    WaveLaunched,
)
from domain.survey.frame import Fatigue
from domain.survey.interview import Interview
from domain.survey.invitation import Invitation
from domain.survey.lifecycle import (
    INVITATION_LIFECYCLE,
    WAVE_LIFECYCLE,
    InvitationAction,
    InvitationStatus,
    WaveAction,
    WaveStatus,
)
from domain.survey.plan import Plan, Reminders
from domain.survey.poor import Opens, PoorAnswers
from domain.survey.questionnaire import Language, Questionnaire, Touchpoint
from domain.survey.recurrence import Recurrence
from domain.survey.response import Response
from domain.survey.wave import SurveyWave
from tests.domain.builders import DAY, HOUR, MRS_WANG, NINE, TEN
from tests.domain.surveys import (
    FINE,
    KEY,
    QUESTIONNAIRE,
    THE_INTERVIEW,
    THE_INVITATION,
    TOKEN,
    TRADED,
    a_plan,
    a_questionnaire,
    a_wave,
    closed,
    customers,
    invited,
    launched,
)


def cancelled(wave: SurveyWave) -> SurveyWave:
    wave.cancel(at=TEN, why="问卷有误")
    return wave


def delivered(wave: SurveyWave) -> SurveyWave:
    closed(wave).deliver(["trading"], at=NINE + 15 * DAY)
    return wave


def answer(invitation: Invitation, wave: SurveyWave, **given: object) -> None:
    known: dict[str, object] = {"scores": FINE, "texts": {}, "answered_of_stratum": 0, "at": TEN}
    invitation.answer(wave, QUESTIONNAIRE, **(known | given))  # type: ignore[arg-type]


def interviewed(wave: SurveyWave, text: str) -> Interview:
    return Interview.record(wave, MRS_WANG, text, id=THE_INTERVIEW, at=TEN, by="agent:anna")


STANDING: dict[WaveStatus, Callable[[SurveyWave], SurveyWave]] = {
    WaveStatus.DRAFTED: lambda wave: wave,
    WaveStatus.LAUNCHED: launched,
    WaveStatus.CLOSED: closed,
    WaveStatus.DELIVERED: delivered,
    WaveStatus.CANCELLED: cancelled,
}
VERBS: dict[WaveAction, Callable[[SurveyWave], object]] = {
    WaveAction.REVISE: lambda wave: wave.revise(a_plan(sample=12), at=TEN),
    WaveAction.LAUNCH: launched,
    WaveAction.INVITE: invited,
    WaveAction.EXTEND: lambda wave: wave.extend(NINE + 20 * DAY, at=TEN, why="回收率偏低"),
    WaveAction.RECORD_INTERVIEW: lambda wave: interviewed(wave, "还行"),
    WaveAction.CLOSE: lambda wave: wave.close(at=NINE + 14 * DAY),
    WaveAction.DELIVER: lambda wave: wave.deliver(["trading"], at=TEN),
    WaveAction.CANCEL: cancelled,
}


@pytest.mark.parametrize("status", WaveStatus)
@pytest.mark.parametrize("action", VERBS)
def test_a_wave_does_what_the_table_says_and_a_refusal_leaves_no_trace(status: WaveStatus, action: WaveAction) -> None:
    wave = STANDING[status](a_wave())
    before, happened = wave.state(), len(wave.happenings)

    if action in WAVE_LIFECYCLE.actions_in(status):
        VERBS[action](wave)
        assert wave.status is WAVE_LIFECYCLE.after(action, status)
    else:
        with pytest.raises(NotAllowedNow):
            VERBS[action](wave)
        assert (wave.state(), len(wave.happenings)) == (before, happened)


def test_results_are_read_when_no_answer_can_come_any_more() -> None:
    readable = {each for each in WaveStatus if WaveAction.READ_RESULTS in WAVE_LIFECYCLE.actions_in(each)}

    assert readable == {WaveStatus.CLOSED, WaveStatus.DELIVERED}
    assert not any(WaveAction.ANSWER in WAVE_LIFECYCLE.actions_in(each) for each in readable)


def test_a_launch_freezes_the_frame_and_says_whom_to_invite() -> None:
    wave = a_wave()

    drawn = wave.launch(customers(("new", 60), ("existing", 40)), at=NINE).invited

    launch = wave.happenings[-1].event
    assert isinstance(launch, WaveLaunched)
    assert (launch.frame, launch.allocation) == ({"existing": 40, "new": 60}, {"existing": 4, "new": 6})
    assert [each.stratum for each in drawn] == ["existing"] * 4 + ["new"] * 6
    assert launch.closes_at == NINE + 14 * DAY
    assert [type(each.event) for each in wave.happenings] == [WaveDrafted, WaveLaunched]


def test_the_same_plan_and_frame_draw_the_same_customers_and_another_seed_others() -> None:
    frame = customers(("new", 60), ("existing", 40))

    one, same, other = (a_wave(seed=seed).launch(frame, at=NINE).invited for seed in ("2026-Q1", "2026-Q1", "2026-Q2"))

    assert one == same
    assert one != other


def test_tired_customers_are_counted_and_not_asked() -> None:
    asked = [replace(each, invited_at=(NINE - DAY,)) for each in customers(("new", 30))]
    wave = a_wave(fatigue=Fatigue(most=1, within_days=90))

    wave.launch(asked[:10] + customers(("new", 30))[10:], at=NINE)

    launch = wave.happenings[-1].event
    assert isinstance(launch, WaveLaunched)
    assert (launch.left_out, launch.frame) == ({"FATIGUE": 10}, {"new": 20})


def test_a_frame_that_is_too_small_launches_nothing() -> None:
    wave = a_wave(sample=10)

    with pytest.raises(Invalid, match="not 10"):
        wave.launch(customers(("new", 5)), at=NINE)

    assert wave.status is WaveStatus.DRAFTED


def test_a_wave_is_over_when_its_time_is_whether_somebody_closed_it_or_not() -> None:
    wave = launched(a_wave())
    invitation = invited(wave)

    with pytest.raises(NotAllowedNow, match="closing time has passed"):
        answer(invitation, wave, at=NINE + 14 * DAY)


def test_to_close_before_its_time_takes_a_reason() -> None:
    wave = launched(a_wave())
    with pytest.raises(ReasonRequired):
        wave.close(at=TEN)

    wave.close(at=TEN, why="样本已足")

    event = wave.happenings[-1].event
    assert isinstance(event, WaveClosed)
    assert (event.on_time, event.reason) == (False, "样本已足")


def test_a_wave_is_extended_and_never_shortened() -> None:
    wave = launched(a_wave())

    for end in (NINE + 13 * DAY, NINE + 181 * DAY):
        with pytest.raises(Invalid):
            wave.extend(end, at=TEN, why="回收率偏低")
    wave.extend(NINE + 21 * DAY, at=TEN, why="回收率偏低")

    assert wave.closes_at == NINE + 21 * DAY


def test_an_interview_is_recorded_with_its_wave_and_its_words_are_sealed() -> None:
    wave = closed(a_wave())

    interview = interviewed(wave, "希望能更快接通人工。")

    assert (interview.wave_id, interview.image()["customer"]) == (wave.id, MRS_WANG)
    assert {"text"} == InterviewRecorded.SEALED


def test_departments_are_named_once_each_when_results_are_delivered() -> None:
    wave = closed(a_wave())

    wave.deliver(["wealth", "trading", "wealth"], at=NINE + 15 * DAY)

    event = wave.happenings[-1].event
    assert isinstance(event, ResultsDelivered)
    assert event.departments == ("trading", "wealth")


def test_the_token_is_not_kept_and_opens_one_invitation() -> None:
    invitation = invited(launched(a_wave()))

    invitation.opened_by(TOKEN, [b"another key", KEY])

    with pytest.raises(NotFound):
        invitation.opened_by(TOKEN[::-1], [KEY])
    assert TOKEN not in repr(invitation)
    assert isinstance(invitation.happenings[0].event, CustomerInvited)


def test_a_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(Invalid, match="at least 43"):
        Invitation.invite(
            launched(a_wave()), customers(("new", 1))[0], id=THE_INVITATION, token="1234", key=KEY, at=NINE
        )


def test_an_answer_counts_once() -> None:
    wave = launched(a_wave())
    invitation = invited(wave)

    answer(invitation, wave, texts={"wish": "夜间也有人工客服"})

    assert invitation.response == Response(FINE, {"wish": "夜间也有人工客服"})
    with pytest.raises(AlreadyDone):
        answer(invitation, wave)


def test_what_was_answered_is_in_no_list_of_changes_and_in_no_image() -> None:
    wave = launched(a_wave())
    invitation = invited(wave)

    answer(invitation, wave, texts={"wish": "夜间也有人工客服"})

    happening = invitation.happenings[-1]
    assert isinstance(happening.event, SurveyAnswered)
    assert {"scores", "texts"} == SurveyAnswered.SEALED
    assert happening.changes.keys() == {"status", "answered_at"}
    assert happening.image.keys() == {"wave", "customer", "status"}


@pytest.mark.parametrize(
    ("scores", "field"),
    [
        (FINE | {"courtesy": 6}, "courtesy"),
        (FINE | {"courtesy": 0}, "courtesy"),
        (FINE | {"opening_ease": 5}, "opening_ease"),
        ({"courtesy": 5}, "scores"),
        ({}, "scores"),
    ],
)
def test_an_answer_is_held_against_what_was_asked(scores: dict[str, int], field: str) -> None:
    wave = launched(a_wave())
    invitation = invited(wave)

    with pytest.raises(Invalid) as refused:
        answer(invitation, wave, scores=scores)

    assert field in refused.value.field
    assert invitation.status is InvitationStatus.INVITED


def test_an_answer_to_another_version_is_refused() -> None:
    wave = launched(a_wave(questionnaire_version=2))

    with pytest.raises(Invalid, match="another version"):
        answer(invited(wave), wave)


def test_a_filled_quota_ends_reminders_and_answers_of_its_stratum() -> None:
    wave = launched(a_wave(quotas={"new": 5}))
    invitation = invited(wave)

    assert not invitation.remind(wave, answered_of_stratum=5, at=NINE + 3 * DAY)
    with pytest.raises(NotAllowedNow, match="enough customers"):
        answer(invitation, wave, answered_of_stratum=5)
    answer(invitation, wave, answered_of_stratum=4)


def test_who_has_not_answered_is_reminded_so_often_and_no_more() -> None:
    wave = launched(a_wave(reminders=Reminders(most=2, after_days=3)))
    invitation = invited(wave)

    told = [day for day in range(13) if invitation.remind(wave, answered_of_stratum=0, at=NINE + day * DAY)]

    assert told == [3, 6]


def test_who_answered_or_declined_is_not_reminded() -> None:
    wave = launched(a_wave())
    answered, declined = invited(wave), invited(wave)
    answer(answered, wave)
    declined.decline(at=TEN)
    declined.decline(at=TEN + HOUR)

    assert not answered.remind(wave, answered_of_stratum=1, at=NINE + 5 * DAY)
    assert not declined.remind(wave, answered_of_stratum=1, at=NINE + 5 * DAY)
    assert len(declined.happenings) == 2
    with pytest.raises(NotAllowedNow):
        answer(declined, wave)


def test_every_pair_outside_the_table_of_invitations_is_refused() -> None:
    for status in set(InvitationStatus) - {InvitationStatus.INVITED}:
        for action in InvitationAction:
            with pytest.raises(NotAllowedNow):
                INVITATION_LIFECYCLE.after(action, status)


def test_a_plan_is_read_back_from_what_is_stored_of_it() -> None:
    plan = a_plan(method=Method.NEYMAN, spreads={"new": 0.8}, quotas={"new": 5}, reminders=Reminders(most=1))

    assert Plan.of(json.loads(json.dumps(asdict(plan)))) == plan


def test_a_plan_keeps_within_its_bounds() -> None:
    for wrong in (
        {"sample": 0},
        {"smallest_cell": 1},
        {"quotas": {"new": 0}},
        {"runs_for_days": 181},
        {"breakdowns": (("customer",),)},
    ):
        with pytest.raises(Invalid):
            a_plan(**wrong)


def test_a_questionnaire_speaks_chinese_and_english() -> None:
    item = QUESTIONNAIRE.item("courtesy")

    assert item is not None
    assert item.wording.in_(Language.ZH) == "服务人员礼貌、有耐心。"
    assert item.wording.in_(Language.EN) == "The staff were polite and patient."
    with pytest.raises(Invalid) as refused:
        a_questionnaire({"code": "overall", "wording": {"zh": "满意吗"}})
    assert refused.value.field == ("items", "0", "wording", "en")


def test_no_code_is_used_twice_and_something_is_asked() -> None:
    with pytest.raises(Invalid, match="used twice: overall"):
        a_questionnaire({"code": "overall"}, {"code": "overall"})
    with pytest.raises(Invalid, match="1 to 50"):
        a_questionnaire()


def test_a_customer_is_asked_about_what_the_customer_met() -> None:
    asked = {each.code for each in QUESTIONNAIRE.asks(TRADED)}

    assert "trading_stability" in asked
    assert "opening_ease" not in asked
    assert {each.touchpoint for each in QUESTIONNAIRE.items} == {None, *Touchpoint}


def test_poor_answers_open_what_the_rules_say_with_their_version() -> None:
    rules = PoorAnswers.of(3, DEFAULT_POOR_ANSWERS)

    assert rules.opened_by(QUESTIONNAIRE, FINE) == ()
    unfair = rules.opened_by(QUESTIONNAIRE, FINE | {"complaint_fairness": 1})
    assert [(each.opens, each.kind, each.policy_version, each.items) for each in unfair] == [
        (Opens.TICKET, "complaint", 3, ("complaint_fairness",))
    ]
    poor = rules.opened_by(QUESTIONNAIRE, FINE | {"steps": 2, "progress": 1, "clarity": 2, "complaint_fairness": 1})
    assert [each.opens for each in poor] == [Opens.TICKET, Opens.FEEDBACK]


def test_a_poor_answer_is_no_five() -> None:
    with pytest.raises(Invalid, match="1 to 4"):
        PoorAnswers.of(
            1, {"channel": "app", "rules": [{"code": "all", "at_most": 5, "opens": "TICKET", "kind": "service"}]}
        )


def test_an_item_worded_the_other_way_round_is_poor_at_five() -> None:
    asked: Questionnaire = a_questionnaire({"code": "waiting", "reversed": True})
    rules = PoorAnswers.of(
        1, {"channel": "app", "rules": [{"code": "any", "at_most": 1, "opens": "FEEDBACK", "kind": "service"}]}
    )

    assert len(rules.opened_by(asked, {"waiting": 5})) == 1
    assert rules.opened_by(asked, {"waiting": 1}) == ()


def test_waves_recur_on_the_day_or_the_last_of_a_shorter_month() -> None:
    quarterly = Recurrence(date(2026, 1, 31), 3)

    assert [quarterly.occasion(number) for number in range(4)] == [
        date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31)
    ]  # fmt: skip
    assert quarterly.after(date(2026, 4, 29)) == date(2026, 4, 30)
    assert quarterly.after(date(2026, 4, 30)) == date(2026, 7, 31)
    assert quarterly.after(date(2020, 1, 1)) == date(2026, 1, 31)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 24), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_next_occasion_is_the_first_one_later(first: date, months: int, day: date) -> None:
    found = Recurrence(first, months).after(day)

    assert found > day
    assert found == first or found == min(
        each for number in range(260) if (each := Recurrence(first, months).occasion(number)) > day
    )

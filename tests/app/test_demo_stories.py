"""What the demo tells before it touches a database: stories that the lifecycle allows, at hours that a desk knows."""

from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from adapters.storage.seeds import WORDS
from app.demo.acts import ACTS, Act
from app.demo.closing import send_back
from app.demo.course import Course
from app.demo.hours import Hours
from app.demo.names import AGENTS, DEPARTMENTS, INDIVIDUALS, INSTITUTIONS
from app.demo.problems import PROBLEMS
from app.demo.story import BUSY_MINUTES, stories
from domain.reference.entry import Family
from domain.shared.text import a_subject
from domain.ticket.lifecycle import LIFECYCLE, Action, Status

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACTIONS = {act: action for action, act in ACTS.items()}
seeds = st.integers(0, 1 << 32)
shares = st.floats(0, 1)


def after(status: Status, act: Act) -> Status:
    """Where the lifecycle says it leads."""
    if act is send_back:
        return LIFECYCLE.after(Action.REOPEN, LIFECYCLE.after(Action.REVIEW, status))
    return LIFECYCLE.after(ACTIONS[act], status)


@given(seeds, st.sampled_from(Status))
def test_a_course_leads_through_allowed_actions_to_its_end(seed: int, status: Status) -> None:
    course = Course(Random(seed)).to(status)

    assert reduce(after, course, Status.ACCEPTED) is status


@given(seeds, st.integers(9, 120))
def test_a_story_is_over_before_now(seed: int, count: int) -> None:
    told = stories(count, Random(seed))

    assert {each.ends for each in told} == set(Status)
    assert [each.opens_at for each in told] == sorted(each.opens_at for each in told)
    for story in told:
        times = [story.opens_at, *(at for at, _ in story.acts)]
        assert times == sorted(times)
        assert 0 <= times[0] <= times[-1] < BUSY_MINUTES


def test_every_problem_is_told_before_one_is_told_again() -> None:
    told = stories(len(PROBLEMS), Random(3))

    assert {each.problem for each in told} == set(PROBLEMS)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.times(timezones=st.just(SHANGHAI)),
    st.floats(0.1, 400),
    st.lists(shares, min_size=2),
)
def test_the_hours_of_a_desk_go_forward_from_the_beginning_to_the_end(
    day: date, time: time, length: float, some: list[float]
) -> None:
    begin = datetime.combine(day, time)
    hours = Hours(begin, begin + timedelta(hours=length), SHANGHAI)

    told = [hours.at(share) for share in sorted([0.0, *some, 1.0])]

    assert (told[0], told[-1]) == (begin, begin + timedelta(hours=length))
    assert all(earlier <= later for earlier, later in pairwise(told))


def test_most_of_it_happens_while_the_market_is_open() -> None:
    monday = datetime(2026, 6, 8, tzinfo=SHANGHAI)
    hours = Hours(monday, monday + timedelta(days=7), SHANGHAI)

    told = [hours.at(n / 1000).astimezone(SHANGHAI) for n in range(1000)]

    assert sum(9 <= each.hour < 16 for each in told) > 550
    assert 0 < sum(each.hour < 6 for each in told) < 40
    assert 0 < sum(each.isoweekday() > 5 for each in told) < 200


def test_subjects_are_many_and_hold_no_personal_data() -> None:
    subjects = [each.subject for each in PROBLEMS]

    assert len(set(subjects)) == len(subjects) >= 60
    assert [a_subject(each) for each in subjects] == subjects
    assert not any(character.isdigit() for each in subjects for character in each)
    assert not any(name in each for each in subjects for name in INDIVIDUALS + INSTITUTIONS)


def test_problems_are_in_the_words_of_the_house() -> None:
    words = {(family, code) for family, code, _ in WORDS}

    assert {(Family.KIND, each.kind) for each in PROBLEMS} == {each for each in words if each[0] is Family.KIND}
    assert {(Family.BUSINESS_LINE, each.business_line) for each in PROBLEMS if each.business_line} == {
        each for each in words if each[0] is Family.BUSINESS_LINE
    }
    assert {each.department for each in PROBLEMS} <= {code for code, _, _ in DEPARTMENTS}
    assert {department for _, _, department in AGENTS} <= {code for code, _, _ in DEPARTMENTS} | {"desk"}

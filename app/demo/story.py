"""How tickets go, told in advance: what happens to each, and after how much of the desk's busy time."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from app.demo import asking, closing, handling, together
from app.demo.acts import Act
from app.demo.course import Course
from app.demo.problems import PROBLEMS, Problem
from domain.ticket.lifecycle import OPEN, Status

DAYS = 10
BUSY_MINUTES = DAYS * 540.0
"""All busy time that the stories are told over; the hours of the desk say which instants these are."""

SHARES: dict[Status, tuple[float, float]] = {
    # How many end there, and how old they then are: 0 has just come in, 1 came in at the beginning.
    Status.ACCEPTED: (0.05, 0.02),
    Status.CLASSIFIED: (0.05, 0.06),
    Status.IN_PROGRESS: (0.12, 0.14),
    Status.AWAITING_CUSTOMER: (0.06, 0.16),
    Status.AWAITING_THIRD_PARTY: (0.04, 0.22),
    Status.RESOLVED: (0.14, 0.26),
    Status.REVIEWED: (0.08, 0.40),
    Status.ARCHIVED: (0.39, 0.55),
    Status.CANCELLED: (0.07, 0.45),
}
_SPREAD = 0.16
_FRESH = 0.5
"""The share of open ones that somebody has touched not long ago."""

_MINUTES: dict[Act, float] = {
    # As a rule, since the act before.
    handling.classify: 4,
    handling.assign: 3,
    handling.respond: 5,
    handling.start: 15,
    handling.record_analysis: 45,
    handling.record_plan: 60,
    together.add_note: 20,
    closing.confirm_feedback: 60,
    closing.answer_feedback: 240,
    closing.review: 120,
    closing.archive: 90,
    asking.rate: 30,
}
_OTHERWISE = 75.0


@dataclass(frozen=True, slots=True)
class Story:
    """Opened at that busy minute with that problem; then each act at its own."""

    opens_at: float
    problem: Problem
    ends: Status
    acts: tuple[tuple[float, Act], ...]


def stories(count: int, dice: Random) -> list[Story]:
    """So many, one for each status at the least, as they open; every problem is told before one is told again."""
    count = max(count, len(SHARES))
    problems: list[Problem] = []
    while len(problems) < count:
        problems += dice.sample(PROBLEMS, len(PROBLEMS))
    course, found = Course(dice), []
    for place, ends in enumerate(_ends(count, dice)):
        opens_at = (place + dice.random()) / count * BUSY_MINUTES
        acts = course.to(ends)
        times = _times(opens_at, acts, dice, fresh=ends in OPEN and dice.random() < _FRESH)
        found.append(Story(opens_at, problems[place], ends, tuple(zip(times, acts, strict=True))))
    return found


def _ends(count: int, dice: Random) -> list[Status]:
    """Where each ends, from the first opened to the last: one in each status, then by shares; older ones further."""
    ends = list(SHARES)
    while len(ends) < count:
        ends.append(max(SHARES, key=lambda status: SHARES[status][0] * count - ends.count(status)))
    aged = [(SHARES[each][1] + dice.gauss(0, _SPREAD), place) for place, each in enumerate(ends)]
    return [ends[place] for _, place in sorted(aged, reverse=True)]


def _times(opens_at: float, acts: list[Act], dice: Random, *, fresh: bool) -> list[float]:
    """When each is done, all before the end; a fresh one's acts are spread until not long ago."""
    lengths = [_MINUTES.get(each, _OTHERWISE) * dice.lognormvariate(0, 0.7) for each in acts]
    whole, room = sum(lengths), (BUSY_MINUTES - opens_at) * dice.uniform(0.5, 0.98)
    pace = 1.0 if whole <= room and not fresh else room / max(whole, 1.0)
    return [opens_at + pace * each for each in accumulate(lengths)]

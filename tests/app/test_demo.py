"""`kefu demo` makes a small lively desk in an empty database, and leaves any other alone."""

import asyncio
import itertools
import signal
from asyncio.subprocess import PIPE
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from adapters.reads.clocks import verify_clocks
from adapters.storage.timers import take_due
from adapters.storage.work import SqlDesk
from app.demo import show
from app.demo.motion import OPEN_WORDS
from app.demo.names import DEPARTMENTS
from app.house import OpenHouse
from domain.feedback.lifecycle import FeedbackStatus
from domain.need.lifecycle import NeedStatus
from domain.reference.commands import define_entry, register_agent
from domain.reference.entry import Family
from domain.shared.text import a_subject
from domain.ticket.lifecycle import Status
from domain.viewer import Role, Viewer
from tests.app.serving import KEFU, environment
from tests.app.told import MIDNIGHT, NOON, a_demo, counts, how_many, misdeeds, story_of
from tests.engines import ENGINES, house

__all__ = ["house"]

IN_OPEN = f"status in ({', '.join(repr(each) for each in OPEN_WORDS)})"
WORTH_SEEING = (
    *(f"ticket where status = '{each.value}'" for each in Status),
    *(f"ticket where level = {level}" for level in range(1, 6)),
    "ticket where level <> proposed_level",
    "ticket where assignee_id is null",
    "ticket where cycle = 2",
    f"ticket where {IN_OPEN} and due_at < '2026-06-10 04:00:00+00:00'",
    "ticket_cycle where rating is not null",
    "ticket_cycle where satisfied is not null",
    "ticket_part where finished_at is null",
    "ticket_part where finished_at is not null",
    "ticket_link",
    "attachment",
    "message where direction = 'INBOUND'",
    "message where direction = 'OUTBOUND' and delivery = 'DELIVERED'",
    "message where recording is not null",
    "note where visibility = 'PUBLIC'",
    "note where visibility = 'INTERNAL'",
    "event where type = 'FeedbackAnswered'",
    "event where type = 'TicketWithdrawn' and reason <> ''",
    *(f"customer where stage = '{each}'" for each in ("PROSPECT", "NEW", "EXISTING", "DORMANT", "LOST")),
    *(f"customer where tier = '{each}'" for each in ("NEW", "VIP", "ORDINARY")),
    *(f"customer where type = '{each}'" for each in ("INDIVIDUAL", "INSTITUTION")),
    "contact_point",
    *(f"feedback where status = '{each.value}'" for each in FeedbackStatus),
    "feedback where cycle = 2",
    "feedback where authority is not null",
    "feedback where correction is not null",
    "feedback_about",
    "feedback_cycle where rating = 1",
    "measure where status = 'PLANNED'",
    "measure where status = 'VERIFIED' and verdict = 'IMPROVED'",
    "measure where effect is not null and status = 'DONE'",
    "measure_answer where kind = 'FEEDBACK'",
    *(f"need where status = '{each.value}'" for each in NeedStatus),
    "need_link where kind = 'REVEALED_BY_FEEDBACK'",
    "market_event",
    "activity",
    "survey_wave where status = 'DELIVERED'",
    "survey_wave where status = 'LAUNCHED'",
    "survey_report",
    "survey_interview",
    "survey_invitation where status = 'ANSWERED'",
)


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_desk_has_everything_worth_seeing_and_nothing_it_must_not_have(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with a_demo(engine, tmp_path, request.config, tickets=48) as opening:
        database = opening.house.database
        subjects = [row["subject"] for row in await database.rows("select subject from ticket")]
        late = await how_many(database, "event where at > '2026-06-10 04:00:00+00:00' and author <> 'kefu:default'")

        assert [each for each in WORTH_SEEING if not await how_many(database, each)] == []
        assert len(subjects) == len(set(subjects)) == 48
        assert [a_subject(each) for each in subjects] == subjects
        assert await misdeeds(opening) == []
        assert late == 0


@pytest.mark.parametrize("engine", ENGINES)
async def test_in_the_days_that_are_told_nothing_came_late_and_nobody_is_told_again(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with a_demo(engine, tmp_path, request.config, tickets=40) as opening:
        database, house = opening.house.database, opening.house
        found = await verify_clocks(database, await house.policies.clocks())
        due = await take_due(house, wall=datetime.now(UTC))

        assert found.differ == []
        assert due == []
        assert await how_many(database, "clock_event where step is not null") > 20
        assert await how_many(database, "clock_event where late") == 0
        assert await how_many(database, "alert where status = 'RESOLVED'") > 5
        assert await how_many(database, "delivery where state <> 'DELIVERED'") == 0


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_same_seed_makes_the_same_desk_at_any_hour_on_any_engine(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with a_demo("sqlite", tmp_path, request.config, now=NOON) as opening:
        one = await story_of(opening)
    async with a_demo(engine, tmp_path, request.config, now=MIDNIGHT) as opening:
        same = await story_of(opening)
    async with a_demo(engine, tmp_path, request.config, seed=2) as opening:
        other = await story_of(opening)

    assert one == same
    assert one != other


async def test_a_second_run_changes_nothing(house: OpenHouse, capsys: pytest.CaptureFixture[str]) -> None:
    await show(house, seed=1, live=False, tickets=9)
    before, _ = await counts(house.house.database), capsys.readouterr()

    await show(house, seed=2, live=False, tickets=9)

    assert await counts(house.house.database) == before
    assert capsys.readouterr().out == "the database is not empty: the demo leaves it alone\n"


async def test_a_desk_with_words_and_people_but_no_customers_is_empty(house: OpenHouse) -> None:
    desk = SqlDesk(house.house, Viewer(Role.ADMIN, "root"))
    code, name, parent = DEPARTMENTS[0]
    await define_entry(desk, family=Family.DEPARTMENT, code=code, name=name, parent=parent)
    await register_agent(desk, external_reference="A-0001", name="陈晓宇", department=code)

    await show(house, seed=1, live=False, tickets=9)

    assert await how_many(house.house.database, "ticket") == 9


async def test_a_demo_that_is_stopped_half_way_leaves_nothing(house: OpenHouse) -> None:
    empty, whole = await counts(house.house.database), house.house
    house.house = replace(whole, new_id=running_out(whole.new_id, after=80))

    with pytest.raises(OutOfIdsError):
        await show(house, seed=1, live=False, tickets=20)

    assert await counts(house.house.database) == empty


async def test_ctrl_c_ends_a_moving_desk_quietly(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async with a_demo("sqlite", tmp_path, request.config, tickets=9) as opening:
        moving = await asyncio.create_subprocess_exec(
            KEFU, "demo", "--live", env=environment(opening.settings.database_url, {}), stdout=PIPE, stderr=PIPE,
            preexec_fn=hears_ctrl_c,
        )  # fmt: skip
        assert moving.stdout is not None
        said = [(await moving.stdout.readline()).decode() for _ in range(2)]

        moving.send_signal(signal.SIGINT)
        _, complaints = await moving.communicate()

    assert said == [
        "the database is not empty: the demo leaves it alone\n",
        "the desk is moving; Ctrl-C stops it\n",
    ]
    assert (moving.returncode, complaints) == (0, b"")


def hears_ctrl_c() -> None:
    """A shell that runs the tests in its background has them, and what they start, ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class OutOfIdsError(Exception):
    pass


def running_out(new_id: Callable[[], UUID], after: int) -> Callable[[], UUID]:
    """Ids, but only so many."""
    given = itertools.count()

    def next_id() -> UUID:
        if next(given) == after:
            raise OutOfIdsError
        return new_id()

    return next_id

"""`kefu policy apply`: a file says what the house should be like, and it is so, or nothing has changed."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.database import Row
from app.house import opened
from tests.app.serving import Ran, kefu
from tests.engines import ENGINES, a_database, settings_for

PAGE = Path(__file__).parents[2] / "docs" / "policies.md"


@pytest.fixture(params=ENGINES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty, migrated database."""
    async with a_database(request.param, tmp_path, request.config) as address:
        yield address


async def run(url: str, *arguments: str) -> Ran:
    return await asyncio.to_thread(kefu, "policy", "apply", *arguments, database_url=url)


async def rows(url: str, text: str) -> list[Row]:
    async with opened(settings_for(url)) as opening:
        return await opening.house.database.rows(text)


def example() -> str:
    """The file of the page."""
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def written(folder: Path, text: str) -> str:
    file = folder / "house.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


async def test_the_example_of_the_page_is_applied_once_and_then_changes_nothing(url: str, tmp_path: Path) -> None:
    file = written(tmp_path, example())

    rehearsed = await run(url, file, "--dry-run")
    untouched = await rows(url, "select name from policy where version > 1")
    applied = await run(url, file, "--author", "zhang")
    again = await run(url, file)

    assert (rehearsed.status, rehearsed.err) == (0, "")
    assert rehearsed.out.endswith("nothing was changed: that was a dry run\n")
    assert untouched == []
    assert applied.status == 0
    assert "department night: new, 夜间服务组" in applied.out
    assert "clock.commitments: version 2\n" in applied.out
    assert "  commitments[first_response].duration.amount: 30 → 15\n" in applied.out
    assert (again.status, again.out) == (0, "nothing changes: everything is as the file has it\n")
    told = await rows(url, "select author, reason, type from event where type = 'PolicyPublished'")
    assert len(told) == 6
    assert {(row["author"], row["reason"]) for row in told} == {("admin:zhang", "设立夜间服务组")}


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("unit: TRADING_DAYS", "unit: DAYS", 'commitments[1].duration.unit is "DAYS"; it must be one of WALL_CLOCK'),
        ("default: desk", "default: moon", 'policies.clock.calendars: default is "moon"; it must be a published'),
        ("day: 2026-10-05", "day: 2026-13-05", "days.SZSE: exceptions[2].day is"),
        ("day: 2026-10-05", "day: 2026-10-02", "it must be named once"),
        ("parent: desk", "parent: moon", "departments[0]: 'moon' is not a department in use"),
        ("parent: desk", "parent: night", "a department cannot be below itself"),
        ("kinds:", "kind:", "kind is no field here; there are why, departments"),
        ("trading_days: SZSE", "note: x", "calendars.night: note is no field here"),
        ("trading_days: SZSE", "", "cannot be counted by calendar 'night'"),
        ("why: 设立夜间服务组", "", "a reason is required"),
        ("working_days: CN", "working_days: CN\n    zone: Asia/Tokyo", "zone stands here twice"),
        ("  night:\n", "  night\n", "line "),
    ],
)
async def test_one_mistake_and_nothing_is_changed(
    tmp_path: Path, request: pytest.FixtureRequest, wrong: str, right: str, message: str
) -> None:
    assert wrong in example()
    file = written(tmp_path, example().replace(wrong, right, 1))

    async with a_database("sqlite", tmp_path, request.config) as url:
        ran = await run(url, file)
        changed = await rows(url, "select name from policy where version > 1")
        words = await rows(url, "select code from reference_entry where code = 'night'")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"kefu: {file}: ")
    assert message in ran.err
    assert ran.err.count("\n") == 1
    assert (changed, words) == ([], [])


async def test_words_are_renamed_moved_and_retired_and_new_days_reach_every_calendar(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first = written(tmp_path, example())
    async with a_database("sqlite", tmp_path, request.config) as url:
        await run(url, first)
        second = written(
            tmp_path,
            """
why: 撤并夜间服务组
departments:
  - {code: east, name: 华东, parent: desk}
  - {code: night, name: 夜班, parent: east, retired: true}
days:
  SZSE:
    kind: TRADING
    exceptions: [{day: 2026-10-08, counts: false, reason: 系统切换}]
policies:
  clock.calendars: {default: desk}
  ticket.intake: {department: desk}
""",
        )
        ran = await run(url, second)
        again = await run(url, second)

    assert ran.status == 0, ran.err
    assert '  name: "夜间服务组" → "夜班"\n  parent: "desk" → "east"\n  retired: false → true\n' in ran.out
    assert "calendar.service.night: version 2, because calendar.days.SZSE changes\n" in ran.out
    assert again.out.startswith("nothing changes")

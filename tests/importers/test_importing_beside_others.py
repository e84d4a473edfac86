"""The desk is at work while an import runs: subscribers see it, and nobody's change is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.database import sure, uuid
from adapters.importers.incidents import import_incidents
from adapters.importers.recording import ATTEMPTS, KeptBusy
from adapters.importers.source_time import instant
from adapters.news.frames import Delta, Frame, Snapshot
from adapters.reads.criteria import TicketCriteria
from adapters.storage.house import House
from adapters.storage.numbers import Numbers
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.ticket import commands
from domain.ticket.part import Visibility
from domain.ticket.ticket import Ticket
from tests.engines import ENGINES, house
from tests.importers.houses import a_house
from tests.importers.judging import events_add_up, histories_equal_their_rows
from tests.importers.plain_reading import by_incident, plain_rows
from tests.importers.source import EXTRACT
from tests.importers.told import count, told, types
from tests.live.desk import RISK, Ear, followed, heard, listening

__all__ = ["house"]

END_OF_MARCH = instant("2016-03-31")


class Interrupted(Numbers):
    """Lets something happen each time an import has read what it goes by and has not yet written."""

    def __init__(self, house: OpenHouse, meanwhile: Callable[[int], Awaitable[object]]) -> None:
        super().__init__(house.house.database, house.settings.zone)
        self._meanwhile = meanwhile

    async def upcoming(self, series: str, year: int) -> int:
        first = await super().upcoming(series, year)
        await self._meanwhile(year)
        return first


def interrupted(house: OpenHouse, meanwhile: Callable[[int], Awaitable[object]]) -> House:
    return replace(house.house, numbers=Interrupted(house, meanwhile))


async def test_a_subscriber_sees_tickets_move_while_the_import_goes_on(house: OpenHouse) -> None:
    seen_one = asyncio.Event()
    batches: list[int] = []

    async def wait_in_the_second_batch(year: int) -> None:
        batches.append(year)
        if len(batches) > 1:
            await seen_one.wait()

    async with (
        followed(house) as desk,
        listening(desk.live.tickets(RISK, TicketCriteria(), None)) as ear,
    ):
        await heard(ear, Snapshot)
        importing = asyncio.create_task(
            import_incidents(interrupted(house, wait_in_the_second_batch), EXTRACT, at_once=20)
        )
        first = await heard(ear, Delta)
        assert not importing.done()
        seen_one.set()
        rest = await rows_heard(ear, 380)
        summary = await importing

    assert first.type == "TicketOpened"
    assert summary.recorded == rest == 380


async def rows_heard(ear: Ear[Frame], rows: int) -> int:
    found = 0
    while found < rows:
        frame = await anext(ear)
        assert isinstance(frame, Delta), frame
        found += frame.type == "SourceRowRecorded"
    return found


async def test_a_change_made_meanwhile_is_kept_and_the_batch_is_played_again(house: OpenHouse) -> None:
    await import_incidents(house.house, EXTRACT, until=END_OF_MARCH)
    desk = SqlDesk(house.house, RISK)
    open_ones = [number for number, each in (await told(house.house.database)).tickets.items() if is_open(each)]
    noted: list[str] = []

    async def add_a_note_to_each(_: int) -> None:
        if not noted:
            noted.extend(open_ones)
            for row in await house.house.database.rows("select id, external_reference from ticket"):
                if row["external_reference"] in open_ones:
                    await commands.add_note(
                        desk, sure(uuid(row["id"])), text="已致电客户", visibility=Visibility.INTERNAL
                    )

    summary = await import_incidents(interrupted(house, add_a_note_to_each), EXTRACT)

    found, incidents = await told(house.house.database), by_incident(plain_rows(EXTRACT))
    assert (summary.recorded, summary.earlier) == (105, 275)
    assert {number for number, events in found.histories.items() for event in events if event[1] == "NoteAdded"} == set(
        open_ones
    )
    histories_equal_their_rows(found, incidents)
    events_add_up(found)


def is_open(ticket: dict[str, object]) -> bool:
    return ticket["status"] not in {"ARCHIVED", "RESOLVED"}


async def test_a_number_that_the_desk_took_meanwhile_is_not_given_twice(house: OpenHouse) -> None:
    taken: list[range] = []

    async def take_some(year: int) -> None:
        if not taken:
            taken.append(await house.house.numbers.take(Ticket.SERIES, year, 20))

    await import_incidents(interrupted(house, take_some), EXTRACT)

    numbers = sorted(ticket["number"] for ticket in (await told(house.house.database)).tickets.values())
    assert numbers == [f"T2016-{place:06d}" for place in range(21, 81)]


async def test_somebody_who_is_always_first_ends_the_import_with_a_word_and_without_harm(house: OpenHouse) -> None:
    async def take_one(year: int) -> None:
        taken.append(await house.house.numbers.take(Ticket.SERIES, year, 1))

    taken: list[range] = []
    with pytest.raises(KeptBusy, match="run the import again"):
        await import_incidents(interrupted(house, take_one), EXTRACT)

    assert len(taken) == ATTEMPTS
    assert await types(house.house.database) == {}
    assert await count(house.house.database, "sealing_key") == 0


@pytest.mark.parametrize("engine", ENGINES)
async def test_two_imports_at_once_come_to_what_one_comes_to(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with a_house(engine, tmp_path, request.config) as house:
        summaries = await asyncio.gather(*(import_incidents(house.house, EXTRACT, at_once=25) for _ in range(2)))
        both = await told(house.house.database)

    async with a_house(engine, tmp_path, request.config) as house:
        await import_incidents(house.house, EXTRACT)
        assert await told(house.house.database) == both

    assert sum(each.recorded for each in summaries) == 380
    assert all(each.recorded + each.earlier == 380 for each in summaries)

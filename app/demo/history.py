"""The last ten days of the desk: every story told in the order of time, by the commands of the desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from adapters.storage.house import House
from app.demo.acts import Act
from app.demo.clientele import MOST, arrive
from app.demo.clients import Client
from app.demo.clock import PastClock
from app.demo.floor import Floor
from app.demo.hours import Hours
from app.demo.improving import Improving
from app.demo.intake import take_in
from app.demo.listening import Do, Listening, Moment, write_handbook
from app.demo.problems import Problem
from app.demo.serving import Serving
from app.demo.staff import move_in
from app.demo.story import BUSY_MINUTES, DAYS, Story, stories
from app.demo.surveys import survey
from app.demo.watch import NightWatch
from domain.ticket.ticket import Ticket

TICKETS = 200
FEWEST_CUSTOMERS = 12

Progress = Callable[[int], object]


async def tell(house: House, zone: ZoneInfo, *, seed: int, tickets: int, progress: Progress) -> None:
    """So many tickets with all that belongs to them, up to now; `progress` hears how many acts were done."""
    dice = Random(seed)  # noqa: S311  dice, not secrets
    hours = Hours(house.now() - timedelta(days=DAYS), house.now(), zone)
    clock = PastClock(hours.at(0) - timedelta(days=900))
    floor = Floor.of(replace(house, now=clock.now), dice)
    await move_in(floor.house)
    await arrive(floor, clock, min(MOST, max(FEWEST_CUSTOMERS, tickets * 3 // 10)), before=hours.at(0))
    await survey(floor, clock, seed=seed, before=hours.at(0))
    cast = Cast(await floor.clients.some(), dice)
    watch = NightWatch(floor.house, clock)
    await write_handbook(floor)
    listening = Listening(floor, cast.clients)
    for share, do in _in_order(
        _of_tickets(floor, cast, stories(tickets, dice)),
        listening.moments(),
        Improving(floor, listening).moments(),
        Serving(floor, listening, cast.clients).moments(),
    ):
        await watch.until(hours.at(share))
        await do()
        progress(1)
    await watch.until(house.now())
    await watch.told_already()


def _of_tickets(floor: Floor, cast: "Cast", plot: list[Story]) -> Iterator[Moment]:
    told: dict[int, Ticket] = {}

    def opening(number: int, problem: Problem) -> Do:
        async def do() -> None:
            told[number] = await take_in(floor, cast.who(problem), problem)

        return do

    def going_on(number: int, act: Act) -> Do:
        async def do() -> None:
            told[number] = await act(floor, told[number])

        return do

    for number, story in enumerate(plot):
        yield story.opens_at / BUSY_MINUTES, opening(number, story.problem)
        for at, act in story.acts:
            yield at / BUSY_MINUTES, going_on(number, act)


def _in_order(*moments: Iterator[Moment]) -> list[Moment]:
    """By time; what is at the same time stays as it is told."""
    return sorted((each for some in moments for each in some), key=lambda each: each[0])


@dataclass(slots=True)
class Cast:
    """Who comes with a problem: a few come often."""

    clients: list[Client]
    dice: Random

    def who(self, problem: Problem) -> Client:
        """One who might have it; in a small desk there may be none, and then anybody."""
        able = [each for each in self.clients if each.would_ask(problem)] or self.clients
        weights = list(accumulate(1 / (place + 2) for place in range(len(able))))
        return self.dice.choices(able, cum_weights=weights)[0]

"""A change of status through the whole of kefu but HTTP: CPU of this process for one, alone and with 32 at a time."""

import asyncio
import time
from collections import deque
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from statistics import median
from uuid import UUID

from adapters.database import sure, uuid
from adapters.news.tailer import Tailer
from adapters.storage.work import SqlDesk
from app.demo import show
from app.graphql import core
from app.house import OpenHouse
from bench.desk import a_desk, engines
from bench.execution import RISK
from domain.ticket.lifecycle import Status
from execution import Documents, Engine, Limits, Prepared
from resolvers.context import RequestContext
from schema.ids import global_id

CALLERS = (1, 32)
SECONDS = 1.5
ROUNDS = 4
PAYLOAD = "{ ticket { id status version updatedAt } userErrors { code } }"
VERBS = {
    Status.IN_PROGRESS: f"mutation ($input: AwaitCustomerInput!) {{ awaitCustomer(input: $input) {PAYLOAD} }}",
    Status.AWAITING_CUSTOMER: f"mutation ($input: ResumeTicketInput!) {{ resumeTicket(input: $input) {PAYLOAD} }}",
}


class Changing:
    """Tickets that go to and fro, each between two statuses; nobody changes one that another caller has."""

    def __init__(self, opening: OpenHouse, tickets: list[tuple[UUID, int, Status]]) -> None:
        self._opening = opening
        self._tickets = deque(tickets)
        documents = Documents(core, Limits(), introspection=True)
        self._engine = Engine(documents, report=lambda error, _: print(error))
        self._prepared = {status: documents.prepare(source) for status, source in VERBS.items()}

    async def change(self) -> None:
        """One change of status, with the version that was seen."""
        ticket, version, status = self._tickets.popleft()
        prepared = self._prepared[status]
        assert isinstance(prepared, Prepared), prepared
        given = {"input": {"ticketId": global_id("Ticket", ticket), "expectedVersion": version}}
        house = self._opening.house
        context = RequestContext(RISK, house, partial(SqlDesk, house), None, "bench")
        answer = await self._engine.execute(prepared, given, context)
        changed = next(iter(sure(answer.data).values()))["ticket"]
        self._tickets.append((ticket, changed["version"], Status(changed["status"])))


async def run() -> None:
    """Prints a line for each engine and number of callers."""
    print("in process, no HTTP; CPU is this process's, without PostgreSQL's\n")
    print("| database | callers | changes/s | CPU us |\n| --- | --- | --- | --- |")
    for engine in await engines():
        async with a_desk(engine) as opening:
            with redirect_stdout(StringIO()):  # what the demo says is not the bench's
                await show(opening, seed=1, live=False)
            tailer = Tailer(opening.house.database, opening.bell)
            await tailer.start()  # as every serving process does, though nobody follows here
            changing = Changing(opening, await _tickets(opening))
            for callers in CALLERS:
                await _measure(changing, engine, callers)
            await tailer.stop()


async def _tickets(opening: OpenHouse) -> list[tuple[UUID, int, Status]]:
    database = opening.house.database
    sql = database.sql()
    text = f"select id, version, status from ticket where {sql.among('status', VERBS)}"  # noqa: S608  our own columns
    rows = await database.rows(text, sql.values)
    return [(sure(uuid(row["id"])), row["version"], Status(row["status"])) for row in rows]


async def _measure(changing: Changing, engine: str, callers: int) -> None:
    rates, cpu = [], []
    for _ in range(ROUNDS):
        began, used, ends = time.perf_counter(), time.process_time(), time.perf_counter() + SECONDS

        async def call(ends: float = ends) -> int:
            count = 0
            while time.perf_counter() < ends:
                await changing.change()
                count += 1
            return count

        count = sum(await asyncio.gather(*(call() for _ in range(callers))))
        rates.append(count / (time.perf_counter() - began))
        cpu.append((time.process_time() - used) / count * 1e6)
    print(f"| {engine} | {callers} | {median(rates):,.0f} | {median(cpu):,.0f} |")

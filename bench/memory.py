"""Memory of one serving process on PostgreSQL and Redis: after its start, and after lists and live viewers."""

import asyncio
import os
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.demo import keep_moving, show
from app.house import OpenHouse
from app.tokens import issue
from bench.desk import KEYS, a_desk, engines
from bench.execution import OPERATIONS
from domain.viewer import Role

REDIS = os.environ.get("KEFU_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
IDLE_GOAL, LOADED_GOAL = 110, 160
SECONDS = 20.0
CONNECTIONS = 32
VIEWERS = 50
SECRET = "a secret of the bench"  # noqa: S105  made up, as in bench/desk.py
LISTS = [each for name, each in OPERATIONS.items() if name.startswith("W2")]
FEEDS = (
    """subscription { ticketEvents { __typename
        ... on TicketSnapshot { cursor tickets { id number subject status level version customer { id name } } }
        ... on TicketDelta { ticket { id number status level version assignee { id name } } } } }""",
    "subscription { wallboard { asOf byStatus { status value } } }",
)
_AT = re.compile(rb"serving\b.*?(http://[\w.:]+)")
_KILOBYTES = 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """In MiB: resident, its peak so far, and the proportional share."""

    resident: float
    peak: float
    share: float

    @classmethod
    def of(cls, pid: int) -> "Memory":
        """Of a running process, from /proc."""
        told = Path(f"/proc/{pid}/status").read_text() + Path(f"/proc/{pid}/smaps_rollup").read_text()
        figures = dict(re.findall(r"^(VmRSS|VmHWM|Pss):\s+(\d+) kB", told, re.MULTILINE))
        return cls(*(int(figures[name]) / _KILOBYTES for name in ("VmRSS", "VmHWM", "Pss")))

    def row(self, when: str, goal: int) -> str:
        """A line of the table."""
        verdict = "yes" if self.peak <= goal else "no"
        return f"| {when} | {self.resident:.0f} | {self.peak:.0f} | {self.share:.0f} | {goal} | {verdict} |"


async def run() -> None:
    """Prints MiB beside the goals."""
    if "postgres" not in await engines():
        return
    print(f"{CONNECTIONS} connections ask for W2, {VIEWERS} sockets follow, for {SECONDS:.0f} s; goals are for peaks\n")
    print("| serving process | RSS, MiB | peak RSS | PSS | goal | held |\n| --- | --- | --- | --- | --- | --- |")
    async with a_desk("postgres") as opening:
        with redirect_stdout(StringIO()):
            await show(opening, seed=1, live=False)
        async with _serving(opening) as (pid, base):
            await _ready(base)
            print(Memory.of(pid).row("idle", IDLE_GOAL))
            answered, frames = await _load(opening, base)
            print(Memory.of(pid).row("under load", LOADED_GOAL))
    print(f"\n{answered} lists answered, {frames} frames received")


@asynccontextmanager
async def _serving(opening: OpenHouse) -> AsyncIterator[tuple[int, str]]:
    own = {
        "KEFU_DATABASE_URL": opening.settings.database_url,
        "KEFU_REDIS_URL": REDIS,
        "KEFU_ENCRYPTION_KEYS": KEYS,
        "KEFU_DEV_SECRET": SECRET,
        "KEFU_LOG_LEVEL": "info",
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("KEFU_")}
    kefu = Path(sys.executable).parent / "kefu"
    process = await asyncio.create_subprocess_exec(
        kefu, "serve", "--port", "0", env=others | own, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    reading: asyncio.Task[None] | None = None
    try:
        while (at := _AT.search(line := await process.stderr.readline())) is None:
            assert line, "kefu does not start"
        reading = asyncio.create_task(_drain(process.stderr))
        yield process.pid, at[1].decode()
    finally:
        process.terminate()
        await process.wait()
        if reading is not None:
            await reading


async def _drain(log: asyncio.StreamReader) -> None:
    while await log.readline():
        pass


async def _ready(base: str) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{base}/readyz")).json()["status"] == "ok"


async def _load(opening: OpenHouse, base: str) -> tuple[int, int]:
    """The desk moves meanwhile, so that there is something to be told. Gives lists answered and frames received."""
    token = issue(opening.settings, Role.RISK_CONTROL, "R-0001", None, timedelta(hours=1))
    frames: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        moving = asyncio.create_task(keep_moving(opening, pause=_soon))
        sockets = [
            await stack.enter_async_context(_viewer(base, token, FEEDS[place % len(FEEDS)])) for place in range(VIEWERS)
        ]
        listening = [asyncio.create_task(_listen(each, frames)) for each in sockets]
        until = time.monotonic() + SECONDS
        answered = await asyncio.gather(*(_ask(base, token, until, seed) for seed in range(CONNECTIONS)))
        assert not moving.done(), "the desk does not move"
        for task in (moving, *listening):
            task.cancel()
        await asyncio.wait((moving, *listening))
    return sum(answered), frames.total()


async def _soon() -> None:
    await asyncio.sleep(0.05)


async def _ask(base: str, token: str, until: float, seed: int) -> int:
    dice, count = Random(seed), 0  # noqa: S311  dice, not secrets
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as client:
        while time.monotonic() < until:
            reply = await client.post(f"{base}/graphql", json={"query": dice.choice(LISTS)})
            assert "errors" not in reply.json(), reply.text
            count += 1
    return count


@asynccontextmanager
async def _viewer(base: str, token: str, feed: str) -> AsyncIterator[ClientConnection]:
    address = base.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], max_size=None) as socket:
        await _say(socket, type="connection_init", payload={"authorization": f"Bearer {token}"})
        await socket.recv()
        await _say(socket, id="1", type="subscribe", payload={"query": feed})
        first = orjson.loads(await socket.recv())
        assert first["type"] == "next", first
        assert "errors" not in first["payload"], first
        yield socket


async def _listen(socket: ClientConnection, frames: Counter[str]) -> None:
    async for _ in socket:
        frames["told"] += 1


async def _say(socket: ClientConnection, **message: object) -> None:
    await socket.send(orjson.dumps(message).decode())

"""Real `kefu` processes: one that serves on a free port, and commands that run to their end.

    async with kefu_serving(url) as server:
        answer = await server.ask("{ me { role } }", server.token("agent", department="desk"))

`url` is the address of a migrated database (`tests.engines.a_database`). Settings are keyword arguments without KEFU_.
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.tokens import issue
from domain.viewer import Role
from tests.engines import KEYS, settings_for

KEFU = str(Path(sys.executable).parent / "kefu")
SECRET = "a secret of the tests"
PATIENCE = 30.0
_AT = re.compile(r"serving\b.*?(http://[\w.:\[\]]+)|(http://[\w.:\[\]]+).*?\bserving\b")


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended."""

    status: int
    out: str
    err: str


@dataclass(slots=True)
class Serving:
    """A server that answers at `base`, and the lines it has logged so far; all of them once it has stopped."""

    database_url: str
    process: subprocess.Popen[str]
    base: str = ""
    lines: list[str] = field(default_factory=list)
    _heard: threading.Condition = field(default_factory=threading.Condition)
    _reader: threading.Thread | None = None
    over: bool = False
    """Its log has ended: no process of it is left."""

    def token(self, role: Role | str, subject: str = "anna", department: str | None = None) -> str:
        """A token that this server believes."""
        return issue(settings_for(self.database_url), Role(role), subject, department, timedelta(hours=1))

    @asynccontextmanager
    async def client(self, token: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """Speaks HTTP with the server."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=self.base, headers=headers, timeout=PATIENCE) as client:
            yield client

    async def ask(self, query: str, token: str | None = None, **variables: object) -> dict[str, Any]:
        """The whole answer to one operation."""
        async with self.client(token) as client:
            reply = await client.post("/graphql", json={"query": query, "variables": variables})
            return dict(reply.json())

    @asynccontextmanager
    async def socket(self, token: str | None = None, *, init: bool = True) -> AsyncIterator[ClientConnection]:
        """A WebSocket that has introduced itself."""
        address = self.base.replace("http", "ws", 1) + "/graphql"
        subprotocols = [Subprotocol("graphql-transport-ws")]
        async with connect(address, subprotocols=subprotocols, max_size=None) as socket, asyncio.timeout(PATIENCE):
            if init:
                payload = {} if token is None else {"authorization": f"Bearer {token}"}
                await say(socket, type="connection_init", payload=payload)
                assert (await heard(socket))["type"] == "connection_ack"
            yield socket

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status, once it has stopped because it was asked to."""
        return await asyncio.to_thread(self.end, sign)

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """The same for a test without a loop."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        if self._reader is not None:
            self._reader.join(PATIENCE)
        return status

    def start(self, until: re.Pattern[str], times: int = 1) -> None:
        """Listen to it until it has said so; AssertionError with its log when it does not."""
        assert self.process.stderr is not None
        self._reader = threading.Thread(target=self._read, args=[self.process.stderr])
        self._reader.start()
        self.said(until, times)

    def said(self, pattern: re.Pattern[str], times: int = 1) -> re.Match[str]:
        """The line that fits, once that many have been logged."""
        with self._heard:
            self._heard.wait_for(lambda: len(self._fitting(pattern)) >= times or self.over, PATIENCE)
            found = self._fitting(pattern)
        assert len(found) >= times, "\n".join([f"{pattern.pattern} is not what kefu says:", *self.lines])
        return found[-1]

    def _fitting(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return [found for line in self.lines if (found := pattern.search(line))]

    def _read(self, log: IO[str]) -> None:
        for line in log:
            with self._heard:
                self.lines.append(line.rstrip())
                self._heard.notify_all()
        with self._heard:
            self.over = True
            self._heard.notify_all()


@contextmanager
def running(
    database_url: str,
    *command: str,
    until: re.Pattern[str],
    times: int = 1,
    program: Sequence[str] = (KEFU,),
    **settings: str | None,
) -> Iterator[Serving]:
    """A command that runs until it is stopped; begins when it has said so that often."""
    process = subprocess.Popen(
        [*program, *command],
        env=environment(database_url, settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        serving = Serving(database_url, process)
        try:
            serving.start(until, times)
            yield serving
        finally:
            serving.end()


@contextmanager
def a_server(
    database_url: str, *options: str, processes: int = 1, program: Sequence[str] = (KEFU,), **settings: str | None
) -> Iterator[Serving]:
    """`kefu serve` over a migrated database, for a test without a loop."""
    more = ["--workers", str(processes)] if processes > 1 else []
    command = ["serve", "--port", "0", *more, *options]
    with running(database_url, *command, until=_AT, times=processes, program=program, **settings) as serving:
        at = serving.said(_AT)
        serving.base = at[1] or at[2]
        yield serving


@asynccontextmanager
async def kefu_serving(
    database_url: str, *options: str, processes: int = 1, program: Sequence[str] = (KEFU,), **settings: str | None
) -> AsyncIterator[Serving]:
    """`kefu serve` over a migrated database."""
    server = a_server(database_url, *options, processes=processes, program=program, **settings)
    serving = await asyncio.to_thread(server.__enter__)
    try:
        yield serving
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


def kefu(*command: str, database_url: str | None = None, cwd: Path | None = None, **settings: str | None) -> Ran:
    """A command, run to its end."""
    ran = subprocess.run(
        [KEFU, *command],
        env=environment(database_url, settings),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def environment(database_url: str | None, settings: dict[str, str | None]) -> dict[str, str]:
    """Our own settings only, whatever is set where the tests run; None leaves one out."""
    ours = {"database_url": database_url, "encryption_keys": KEYS, "dev_secret": SECRET, **settings}
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("KEFU_", "PROMETHEUS_"))}
    return theirs | {f"KEFU_{name.upper()}": value for name, value in ours.items() if value is not None}


async def say(socket: ClientConnection, **message: object) -> None:
    """Send a message of the protocol."""
    await socket.send(orjson.dumps(message).decode())


async def heard(socket: ClientConnection) -> dict[str, Any]:
    """The next message that is no sign of life."""
    while True:
        message = orjson.loads(await socket.recv())
        if message["type"] != "ping":
            return dict(message)

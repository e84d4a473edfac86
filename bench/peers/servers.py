"""The servers, one process each: started, waited for, put to sleep while others are measured, and ended."""

import asyncio
import contextlib
import os
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
END_SECONDS = 10.0
IDLE_SHARE = 0.04
TICK = os.sysconf("SC_CLK_TCK")


class Failed(Exception):  # noqa: N818  a message for whoever runs the bench
    """A server did not come up; the message says what it wrote last."""


@dataclass(slots=True)
class Server:
    """A process that listens on a port of 127.0.0.1."""

    name: str
    port: int
    process: asyncio.subprocess.Process

    def cpu(self) -> float:
        """CPU seconds so far, of all its threads and of whatever it started."""
        return _cpu_of(self.process.pid)

    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def sleep(self) -> None:
        """Takes no CPU until it is woken: a server that follows the log does so also while others are measured."""
        self.process.send_signal(signal.SIGSTOP)

    async def wake(self, patience: float = 5.0) -> None:
        """Wait until it has caught up with what happened meanwhile."""
        self.process.send_signal(signal.SIGCONT)
        ends = time.monotonic() + patience
        while time.monotonic() < ends:
            before = self.cpu()
            await asyncio.sleep(0.2)
            if self.cpu() - before <= 0.2 * IDLE_SHARE:
                return


@asynccontextmanager
async def serving(name: str, command: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[Server]:
    """The server for as long as the block lasts. `{port}` in the command is a free one."""
    port = _free_port()
    with tempfile.TemporaryFile() as said:
        process = await asyncio.create_subprocess_exec(
            *[word.replace("{port}", str(port)) for word in command],
            env={**os.environ, **environment, "PORT": str(port)}, stdin=asyncio.subprocess.DEVNULL,
            stdout=said, stderr=said,
        )  # fmt: skip
        server = Server(name, port, process)
        try:
            if not await _listens(server):
                said.seek(max(0, said.tell() - 1500))
                raise Failed(f"{name} did not start: {said.read().decode(errors='replace')}")
            yield server
        finally:
            await _end(process)


async def _listens(server: Server) -> bool:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and server.process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return True
    return False


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_of_postgres(pids: Iterable[int]) -> dict[int, float]:
    """CPU seconds of those processes that are PostgreSQL's and run here; they come and go with their connections."""
    found = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").startswith("postgres"):
                found[pid] = _cpu_of(pid)
    return found

"""The load generator, a process of its own: `python -m bench.peers.load`, one order on stdin, one report on stdout.

Ours, not autocannon: with a request of its own for each id, autocannon sets a request up in JavaScript every time and
takes as much of the second core as a quick server of the first. Here whole requests are bytes made beforehand, and an
answer costs one look at its length: about 20 us of CPU, which is printed beside the servers'.
"""

import asyncio
import pickle
import sys
import time
from dataclasses import dataclass, field

import uvloop

from bench.peers.order import Order, Report

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
PATIENCE_SECONDS = 10.0


@dataclass(slots=True)
class _Run:
    order: Order
    report: Report = field(default_factory=Report)
    sent: int = 0
    ends: float = 0.0

    def next(self) -> bytes | None:
        requests = self.order.requests
        if time.perf_counter() >= self.ends or (self.order.once and self.sent >= len(requests)):
            return None
        self.sent += 1
        return requests[(self.sent - 1) % len(requests)]


class _Caller(asyncio.Protocol):
    """One connection: a request, its whole answer, the next request."""

    def __init__(self, run: _Run, done: asyncio.Future[None]) -> None:
        self._run = run
        self._done = done
        self._held = bytearray()
        self._needed = 0
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]  # uvloop's is one by shape only
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._needed:
            head = self._held.find(END_OF_HEAD)
            if head < 0:
                return
            self._needed = head + len(END_OF_HEAD) + _length(bytes(self._held[:head]))
        if len(self._held) >= self._needed:
            self._take()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._fail(f"the connection was lost: {exc}")
            self._done.set_result(None)

    def _take(self) -> None:
        report = self._run.report
        report.latencies.append(time.perf_counter() - self._began)
        if self._held[9:12] != b"200" or b'"errors":[' in self._held or b'"userErrors":[{' in self._held:
            self._fail(self._held[:600].decode(errors="replace"))
        self._held.clear()
        self._needed = 0
        self._ask()

    def _ask(self) -> None:
        request = self._run.next()
        if request is None:
            self._done.set_result(None)
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def _fail(self, why: str) -> None:
        self._run.report.failed += 1
        self._run.report.first_failure = self._run.report.first_failure or why


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(LENGTH)
    if at < 0:
        message = f"an answer without content-length: {head[:200]!r}"
        raise ValueError(message)
    return int(lower[at + len(LENGTH) :].split(b"\r\n", 1)[0])


async def run(order: Order) -> Report:
    """Everything that was begun in time is waited for, and counted."""
    loop = asyncio.get_running_loop()
    running = _Run(order)
    began, cpu = time.perf_counter(), time.process_time()
    running.ends = began + order.seconds
    dones = [loop.create_future() for _ in range(order.connections)]
    for done in dones:
        await loop.create_connection(lambda done=done: _Caller(running, done), "127.0.0.1", order.port)  # type: ignore[misc]  # bound early
    _, hanging = await asyncio.wait(dones, timeout=order.seconds + PATIENCE_SECONDS)
    running.report.failed += len(hanging)
    if hanging:
        running.report.first_failure = f"{len(hanging)} connections had no answer in {PATIENCE_SECONDS} s"
    running.report.elapsed = time.perf_counter() - began
    running.report.cpu = time.process_time() - cpu
    return running.report


if __name__ == "__main__":
    ordered: Order = pickle.load(sys.stdin.buffer)  # noqa: S301  from the bench itself
    sys.stdout.buffer.write(pickle.dumps(uvloop.run(run(ordered))))

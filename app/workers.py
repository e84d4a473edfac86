"""Several serving processes behind one address (`kefu serve --workers N`)."""

import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import SpawnProcess

import structlog

from app.failure import Failed
from app.metrics import SEVERAL_PROCESSES
from app.serve import FINISHING_SECONDS, listening, serve_here
from app.settings import Settings, WrongSetting, read_settings

LOOK_SECONDS = 0.5
PAUSE_SECONDS = 1.0
"""Between the death of a process and its successor, so that a broken one does not spin."""
CANNOT_START = 3
"""Exit status of a process whose application did not come up: its successor's would not either."""

log = structlog.get_logger(__name__)


def supervise(settings: Settings, host: str, port: int, count: int) -> None:
    """Keep so many processes serving until SIGTERM or SIGINT, then stop them gracefully."""
    listener = listening(host, port)
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    with _figures():
        processes = [_begin(listener) for _ in range(count)]
        try:
            while not stop.is_set():
                connection.wait([each.sentinel for each in processes], timeout=LOOK_SECONDS)
                processes = [each if each.is_alive() else _succeed(each, listener, stop) for each in processes]
        finally:
            _end(processes, settings.drain_seconds + 2 * FINISHING_SECONDS)


def _begin(listener: socket.socket) -> SpawnProcess:
    process = get_context("spawn").Process(target=_serve, args=(listener,), daemon=True)
    process.start()
    return process


def _succeed(dead: SpawnProcess, listener: socket.socket, stop: threading.Event) -> SpawnProcess:
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415  it reads the environment

    if dead.exitcode == CANNOT_START:
        raise Failed("a serving process does not come up; the log says why")
    log.error("a serving process died; another takes its place", pid=dead.pid, status=dead.exitcode)
    mark_process_dead(dead.pid)  # type: ignore[no-untyped-call]  # untyped upstream
    return dead if stop.wait(PAUSE_SECONDS) else _begin(listener)


def _end(processes: list[SpawnProcess], within_seconds: float) -> None:
    for each in processes:
        each.terminate()
    until = time.monotonic() + within_seconds
    for each in processes:
        each.join(max(0.0, until - time.monotonic()))
        if each.is_alive():
            log.error("a serving process does not stop and is killed", pid=each.pid)
            each.kill()
            each.join()


@contextmanager
def _figures() -> Iterator[None]:
    folder = tempfile.mkdtemp(prefix="kefu-metrics-")
    os.environ[SEVERAL_PROCESSES] = folder
    try:
        yield
    finally:
        del os.environ[SEVERAL_PROCESSES]
        shutil.rmtree(folder, ignore_errors=True)


def _serve(listener: socket.socket) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        serve_here(read_settings(), listener)
    except (Failed, WrongSetting) as error:
        log.error("cannot serve", why=str(error))  # noqa: TRY400  it is said in one line
        sys.exit(CANNOT_START)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

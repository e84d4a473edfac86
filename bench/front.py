"""What a request costs beside its work: its log line, its figures, its spans, and the way through the application."""

import asyncio
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Thread
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

from app.asgi import create_app
from app.demo import show
from app.logging import configure
from app.metrics import Metrics
from app.settings import read_settings
from bench.desk import KEYS, a_desk
from bench.execution import OPERATIONS
from bench.issuer import Issuer
from domain.viewer import Role

WARM_UP, REQUESTS, TURNS = 300, 1_000, 5


@dataclass(frozen=True, slots=True)
class Way:
    """How the same request is answered; in a process of its own, for loggers are set up once."""

    what: str
    log_level: str = "info"
    figures: bool = True
    traced: bool = False
    front: bool = True


WAYS = (
    Way("as in production: one JSON line to a file, figures"),
    Way("no log line", log_level="error"),
    Way("no figures", figures=False),
    Way("neither", log_level="error", figures=False),
    Way("with spans, sent to a collector", traced=True),
    Way("through the application behind the front", front=False),
)


class Uncounted(Metrics):
    """Figures that nobody counts."""

    def answered(self, method: str, path: str, status: int, seconds: float) -> None:
        """Nothing."""

    def operated(self, kind: str, name: str | None, outcome: str, seconds: float) -> None:
        """Nothing."""


async def run() -> None:
    """Prints CPU microseconds a request."""
    print(
        "W1 by one caller, over ASGI without HTTP, the same again and again and so answered from memory: what is left"
    )
    print("is what every request costs. CPU us a request, medians of turns A B .. A B\n")
    print("| way | CPU us | beside production |\n| --- | --- | --- |")
    async with a_desk("sqlite") as opening:  # the way to the database is no part of it
        with redirect_stdout(StringIO()):
            await show(opening, seed=1, live=False)
        with TemporaryDirectory() as folder, _collecting() as collector:
            url, number = opening.settings.database_url, f"T{opening.house.now().year}-000100"
            await asyncio.to_thread(_compare, url, number, folder, collector)


def _compare(url: str, number: str, folder: str, collector: str) -> None:
    ways = [way for way in WAYS if not way.traced or find_spec("opentelemetry") is not None]
    figures: dict[Way, list[float]] = {way: [] for way in ways}
    for _ in range(TURNS):
        for way in ways:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                figures[way].append(process.submit(_alone, way, url, number, folder, collector).result())
    usual = median(figures[ways[0]])
    for way in ways:
        found = median(figures[way])
        print(f"| {way.what} | {found:,.0f} | {found - usual:+,.0f} |")
    if len(ways) < len(WAYS):
        print("| with spans | left out: the extra `telemetry` is not installed | |")


def _alone(way: Way, url: str, number: str, folder: str, collector: str) -> float:
    with TemporaryFile("w") as lines:
        sys.stderr = lines
        return asyncio.run(_measured(way, url, number, folder, collector))


async def _measured(way: Way, url: str, number: str, folder: str, collector: str) -> float:
    issuer = Issuer(Path(folder))
    settings = read_settings(
        database_url=url, encryption_keys=KEYS, log_level=way.log_level,
        otel_endpoint=collector if way.traced else None, **issuer.settings,
    )  # fmt: skip
    configure(settings)
    front = create_app(settings, Metrics() if way.figures else Uncounted())
    body = orjson.dumps({"query": next(iter(OPERATIONS.values())), "variables": {"number": number}})
    token = issuer.token(Role.RISK_CONTROL, "R-0001").encode()
    async with front.app.router.lifespan_context(front.app):
        app: ASGIApp = front if way.front else front.app
        for _ in range(WARM_UP):
            await _ask(app, body, token)
        began = time.process_time()
        for _ in range(REQUESTS):
            await _ask(app, body, token)
        return (time.process_time() - began) / REQUESTS * 1e6


async def _ask(app: ASGIApp, body: bytes, token: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer " + token)]
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": "/graphql", "root_path": "", "query_string": b"", "headers": headers,
    }  # fmt: skip
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    assert said[0]["status"] == 200, said
    assert b'"errors"' not in said[1]["body"], said


class _Collector(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def _collecting() -> Iterator[str]:
    """Takes spans and forgets them; the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces"
    finally:
        server.shutdown()
        server.server_close()

"""Figures for Prometheus: requests, operations, sockets, the event log's tail, the database pool."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.answers.memory import Answers
from adapters.database import Database
from adapters.news.tailer import Tailer
from app.alert_figures import AlertGauges
from app.tally import Tally

SEVERAL_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"
"""Set by `kefu serve --workers N` before its workers start: the folder where the figures of all are added up."""
SAMPLESECONDS = 5.0

_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS"})
_PATHS = frozenset({"/graphql", "/healthz", "/readyz", "/metrics"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

disable_created_metrics()  # type: ignore[no-untyped-call]  # untyped upstream; they double every series


class Metrics:
    """The figures of one process. An operation's name becomes a label only when it is in `operations`."""

    def __init__(self, operations: frozenset[str] = frozenset()) -> None:
        self._named = operations
        self._watched: list[tuple[Gauge, Callable[[], float]]] = []
        self._children: dict[Any, Any] = {}
        self._tallies: dict[tuple[Any, ...], Tally] = {}
        self._shown_by_others = SEVERAL_PROCESSES in os.environ
        """Another process may be asked for our figures, and sees what has been put down."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        own: dict[str, Any] = {"namespace": "kefu", "registry": self.registry}
        self._requests = Counter("http_requests", "HTTP requests answered.", ["method", "path", "status"], **own)
        self._request_seconds = Histogram(
            "http_request_seconds", "Time until the answer to an HTTP request began.", ["path"], buckets=SECONDS, **own
        )
        self._on_reference = Counter(
            "graphql_on_reference", "Operations that graphql-core ran instead of a plan, by reason.", ["reason"], **own
        )
        self._answers = Counter(
            "answers", "Queries looked up among the answers that were kept, by what was found.", ["outcome"], **own
        )
        self._kept = Gauge("answers_kept", "Answers kept in process.", multiprocess_mode="livesum", **own)
        self._kept_bytes = Gauge(
            "answers_kept_bytes", "What they take, by estimate.", multiprocess_mode="livesum", **own
        )
        self._operations = Counter(
            "graphql_operations", "GraphQL operations run.", ["type", "outcome", "operation"], **own
        )
        self._operation_seconds = Histogram(
            "graphql_operation_seconds", "Time to run a GraphQL operation.", ["type"], buckets=SECONDS, **own
        )
        self._sockets = Gauge("sockets_open", "Open WebSockets.", multiprocess_mode="livesum", **own)
        self._subscriptions = Gauge("subscriptions_open", "Open subscriptions.", multiprocess_mode="livesum", **own)
        self._position = Gauge(
            "events_position", "Position in the event log up to which it is settled and read.",
            multiprocess_mode="livemin", **own,
        )  # fmt: skip
        self._gap = Gauge(
            "events_gap_seconds", "How long a late commit has been waited for.", multiprocess_mode="livemax", **own
        )
        self._pool = Gauge(
            "database_connections", "Connections of the database pool.", ["state"], multiprocess_mode="livesum", **own
        )
        self.alerts = AlertGauges(self.registry)

    def _child(self, family: Any, *labels: str) -> Any:  # noqa: ANN401  a counter gives counters, a histogram histograms
        """Looked up once: there are few, for no client can add a label."""
        key = family, labels
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = family.labels(*labels)
        return child

    def _count(self, counter: Any, histogram: Any, labels: tuple[Any, ...], label: str, seconds: float) -> None:  # noqa: ANN401  families
        tally = self._tallies.get(labels)
        if tally is None:
            tally = Tally(counter.labels(*map(str, labels)), histogram.labels(label), SECONDS)
            self._tallies[labels] = tally
        tally.add(seconds)
        if self._shown_by_others:
            tally.hand_over()

    def answered(self, method: str, path: str, status: int, seconds: float) -> None:
        """An HTTP request has been answered; status 0 when the client left before."""
        key = method if method in _METHODS else "OTHER", path if path in _PATHS else "other", status
        self._count(self._requests, self._request_seconds, key, key[1], seconds)

    def ran_on_reference(self, reason: str) -> None:
        """An operation was not run by its plan; there are few reasons."""
        self._child(self._on_reference, reason).inc()

    def recalled(self, outcome: str) -> None:
        """An answer was looked up; there are few outcomes."""
        self._child(self._answers, outcome).inc()

    def operated(self, kind: str, name: str | None, outcome: str, seconds: float) -> None:
        """A GraphQL operation has run, or a subscription has been opened."""
        key = kind, outcome, name if name in self._named else ""
        self._count(self._operations, self._operation_seconds, key, kind, seconds)

    @contextmanager
    def socket(self) -> Iterator[None]:
        """A WebSocket is open for as long as the block lasts."""
        with self._sockets.track_inprogress():
            yield

    def subscribed(self) -> None:
        """A subscription has been opened."""
        self._subscriptions.inc()

    def unsubscribed(self) -> None:
        """A subscription has ended."""
        self._subscriptions.dec()

    def watch(self, tailer: Tailer, database: Database) -> None:
        """Where the reader of the event log is, and how many database connections there are and wait."""
        self._watched = [(self._position, lambda: tailer.head), (self._gap, lambda: tailer.gap_age)]
        if database.postgres:
            self._watched += [
                (self._pool.labels("open"), lambda: _pool(database).get_size()),
                (self._pool.labels("idle"), lambda: _pool(database).get_idle_size()),
            ]

    def watch_answers(self, answers: Answers) -> None:
        """How many there are and how large."""
        self._watched += [(self._kept, lambda: len(answers)), (self._kept_bytes, lambda: answers.bytes)]

    def sample(self) -> None:
        """Ask what is watched, and put down what was counted."""
        for tally in self._tallies.values():
            tally.hand_over()
        for gauge, ask in self._watched:
            gauge.set(ask())

    async def keep_sampling(self) -> None:
        """Among several processes any may be asked for the figures of all, so each has to write its own down."""
        while True:
            self.sample()
            await asyncio.sleep(SAMPLESECONDS)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        self.sample()
        if SEVERAL_PROCESSES not in os.environ:
            return generate_latest(self.registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]  # untyped upstream
        return generate_latest(everybody)


def _pool(database: Database) -> Any:  # noqa: ANN401  asyncpg ships no types
    return database.connection._pool  # noqa: SLF001  Tortoise has no public door to it


def metrics_route(metrics: Metrics) -> Route:
    """`/metrics`."""

    async def show(_: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", show)

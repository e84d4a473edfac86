"""The engine as we run it: every operation is counted, timed, noted and, where asked for, traced."""

import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import structlog

from app.metrics import Metrics
from app.notes import NOTES, Notes
from app.telemetry import Traces
from execution import Answer, Code, Context, Documents, Engine, Feed, Prepared, Report, Toll
from execution.call import Variables
from execution.gathering import Leave
from execution.toll import free
from execution.underway import Told

NAME_LENGTH = 100

log = structlog.get_logger(__name__)
Before = Callable[[], Awaitable[None]]


class WatchedEngine(Engine):
    """Says nothing about what was asked or answered: only kind, name, cost, outcome and time.

    `before` is awaited before each operation, unless it is `ready`.
    """

    def __init__(
        self,
        documents: Documents,
        *,
        metrics: Metrics,
        traces: Traces | None,
        before: Before,
        ready: Callable[[], bool],
        report: Report,
        timeout_seconds: float,
        compiled: bool = True,
        toll: Toll = free,
    ) -> None:
        super().__init__(
            documents,
            toll=toll,
            report=report,
            timeout_seconds=timeout_seconds,
            compiled=compiled,
            on_reference=metrics.ran_on_reference,
        )
        self._metrics = metrics
        self._traces = traces
        self._before = before
        self._ready = ready

    async def execute(self, prepared: Prepared, variables: Variables | None, context: Context) -> Answer:
        """Run a query or a mutation."""
        began = time.perf_counter()
        with self._span(prepared):
            await self._before()
            answer = await super().execute(prepared, variables, context)
        self._note(prepared, outcome_of(answer), answer.extensions, time.perf_counter() - began, NOTES.get())
        return answer

    def begin(self, prepared: Prepared, variables: Variables | None, context: Context, told: Told) -> Leave | None:
        """The same for one who has no task that could wait; spans need one."""
        if self._traces is not None or not self._ready():
            return None
        began, notes = time.perf_counter(), NOTES.get()

        def noted(answer: Answer) -> None:
            self._note(prepared, outcome_of(answer), answer.extensions, time.perf_counter() - began, notes)
            told(answer)

        return super().begin(prepared, variables, context, noted)

    async def subscribe(self, prepared: Prepared, variables: Variables | None, context: Context) -> Feed | Answer:
        """Open a feed; it counts as open until it is closed."""
        began = time.perf_counter()
        with self._span(prepared):
            await self._before()
            opened = await super().subscribe(prepared, variables, context)
        seconds = time.perf_counter() - began
        if isinstance(opened, Answer):
            self._note(prepared, outcome_of(opened), opened.extensions, seconds, NOTES.get())
            return opened
        self._note(prepared, "ok", {}, seconds, NOTES.get())
        return _CountedFeed(opened, self._metrics)

    def _span(self, prepared: Prepared) -> AbstractContextManager[Any]:
        if self._traces is None:
            return _NO_SPAN
        return self._traces.operation(prepared.kind.value, _name(prepared))

    def _note(
        self, prepared: Prepared, outcome: str, extensions: Mapping[str, Any], seconds: float, notes: Notes | None
    ) -> None:
        kind, name = prepared.kind.value, _name(prepared)
        self._metrics.operated(kind, name, outcome, seconds)
        cost = extensions.get("cost", {}).get("requested")
        if notes is None:
            return
        if notes.socket:
            ms = round(seconds * 1000, 2)
            log.info("operation", type=kind, operation=name, outcome=outcome, cost=cost, ms=ms)
        else:
            notes.operation, notes.outcome, notes.cost = name or kind, outcome, cost


class _CountedFeed(Feed):
    """Stays out of the way of each event: every viewer of every change comes through here."""

    def __init__(self, feed: Feed, metrics: Metrics) -> None:
        self._feed = feed
        self._metrics = metrics
        self._counted = True
        metrics.subscribed()

    def __anext__(self) -> Coroutine[Any, Any, bytes]:
        return self._feed.__anext__()

    async def aclose(self) -> None:
        """Once it is closed it is no longer counted."""
        if self._counted:
            self._counted = False
            self._metrics.unsubscribed()
        await self._feed.aclose()


_NO_SPAN = nullcontext()


def _name(prepared: Prepared) -> str | None:
    return prepared.name and prepared.name[:NAME_LENGTH]


def outcome_of(answer: Answer) -> str:
    """`ok`, `limited` (too much in a short time), `refused` (nothing was run either), `timeout` or `errors`."""
    if answer.retry_after is not None:
        return "limited"
    if not answer.executed:
        return "refused"
    if not answer.errors:
        return "ok"
    codes = {error.get("extensions", {}).get("code") for error in answer.errors}
    return "timeout" if Code.TIMEOUT in codes else "errors"

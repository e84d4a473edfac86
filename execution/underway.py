"""Queries under way that have no task: each goes on when what it waits for is told, and ends in time.

Most queries need one read, which is made for many of them together. A task for each, only to wait for that, would cost
more than the rest of it. What has to wait for anything else is given a task after all.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from execution.answer import Answer
from execution.gathering import Found, Leave
from execution.plan.plan import Execution, Plan
from execution.plan.waves import batch_of, put
from execution.run import AFTER_ALL, Run

Told = Callable[[Answer], None]


class Deadlines:
    """One timer for all: it rings when the time of the first is over, and again for the next that is still there."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: dict[Underway, float] = {}
        """In their order, for all have the same time."""
        self._timer: asyncio.TimerHandle | None = None

    def add(self, one: "Underway") -> None:
        """Its time begins, if it has not begun."""
        if one in self._ends:
            return
        loop = asyncio.get_running_loop()
        self._ends[one] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._ring)

    def left(self, one: "Underway") -> float:
        """Seconds that it may still take; from here on they are not counted here."""
        ends = self._ends.pop(one, None)
        if not self._ends and self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return self._seconds if ends is None else ends - asyncio.get_running_loop().time()

    def _ring(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        now = loop.time()
        for one in [each for each, ends in self._ends.items() if ends <= now]:
            one.late()
        if self._ends and self._timer is None:
            self._timer = loop.call_later(next(iter(self._ends.values())) - now, self._ring)


class Underway:
    """One query. `told` hears the answer once, unless it is left before; nothing that happens here is raised."""

    __slots__ = ("_deadlines", "_execution", "_leave", "_plan", "_run", "_told")

    def __init__(self, run: Run, plan: Plan, told: Told, deadlines: Deadlines) -> None:
        self._run = run
        self._plan = plan
        self._told: Told | None = told
        self._deadlines = deadlines
        self._leave: Leave | None = None
        self._execution: Execution | None = None

    def start(self) -> None:
        """As far as it comes."""
        try:
            self._execution = self._plan.start(self._run.call)
        except Exception:  # noqa: BLE001  whatever it is, graphql-core meets it again and says it in its own words
            self._by_reference()
            return
        self._go_on(self._execution)

    def leave(self) -> None:
        """Nobody waits for the answer any more."""
        self._told = None
        self._deadlines.left(self)
        if self._leave is not None:
            self._leave()

    def late(self) -> None:
        """It has taken longer than it may."""
        told = self._told
        self.leave()
        if told is not None:
            told(self._run.too_slow())

    def _go_on(self, execution: Execution) -> None:
        while execution.pending:
            batch = batch_of(execution.pending)
            if batch is None:
                self._by_task(execution)
                return
            keys = [later.key for later, *_ in execution.pending]  # type: ignore[attr-defined]  # all of them are
            held = batch.held(keys)
            if held is None:
                self._leave = batch.ask(keys, self._heard)
                if self._leave is None:
                    self._by_task(execution)
                else:
                    self._deadlines.add(self)
                return
            if not self._put(execution, held):
                return
        self._tell(execution)

    def _heard(self, found: Found | None, error: BaseException | None) -> None:
        execution, self._leave = self._execution, None
        assert execution is not None  # noqa: S101  or nobody would have been asked
        if found is None or error is not None:
            self._by_reference()
        elif self._put(execution, found):
            self._go_on(execution)

    def _put(self, execution: Execution, values: Found) -> bool:
        try:
            put(execution, values)
        except Exception:  # noqa: BLE001  as in `start`
            self._by_reference()
            return False
        return True

    def _tell(self, execution: Execution) -> None:
        try:
            answer = Answer(data=execution.found, extensions=self._run.cost.extensions)
        except Exception:  # noqa: BLE001  as in `start`
            self._by_reference()
            return
        self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        told, self._told, self._leave = self._told, None, None
        self._deadlines.left(self)
        if told is not None:
            told(answer)

    # ---- after all

    def _by_reference(self) -> None:
        self._run.on_reference(AFTER_ALL)
        self._by_task(None)

    def _by_task(self, execution: Execution | None) -> None:
        run = self._run if execution is not None else replace(self._run, plan=None)
        task = asyncio.create_task(run.answer(execution, left=self._deadlines.left(self)))
        self._leave = partial(_cancel, task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Exception):  # a bug in this package
            self._answer(self._run.failed(error))
        else:
            self._answer(task.result())


def _cancel(task: "asyncio.Task[Any]") -> None:
    task.cancel()

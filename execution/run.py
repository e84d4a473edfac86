"""One execution: an operation with its variables, on behalf of one visitor, within a time limit."""

import asyncio
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass, replace
from inspect import isawaitable
from typing import Any

import orjson
from graphql import (
    ExecutionResult,
    FieldNode,
    create_source_event_stream,
    execute_root_selection_set,
    located_error,
)

from execution.answer import Answer
from execution.call import Call
from execution.context import Context
from execution.cost import Cost
from execution.errors import Code, Report, an_error, told
from execution.plan.plan import Execution, Outcomes, Plan, rest
from execution.plan.replay import replaying

AFTER_ALL = "errors or unexpected values"
"""Why an operation with a plan ran on graphql-core: it tells errors, and what becomes of them."""


@dataclass(kw_only=True, slots=True)
class Run:
    """Ready to execute: the variables are coerced and the cost is within the limit."""

    call: Call
    plan: Plan | None
    """None where graphql-core itself has to run it."""
    on_reference: Callable[[str], None]
    """Told when a plan leaves it to graphql-core after all."""
    cost: Cost
    timeout_seconds: float
    report: Report

    async def answer(self, begun: Execution | None = None, *, left: float | None = None) -> Answer:
        """Execute, or go on with what was `begun`; when the time is over, what is still under way is cancelled.

        `left` are the seconds that it may still take.
        """
        try:
            async with asyncio.timeout(self.timeout_seconds if left is None else left):
                planned = await self._planned(begun)
                if planned is not None:
                    return planned
                outcome = execute_root_selection_set(self.call.executor)
                result = await outcome if isawaitable(outcome) else outcome
        except TimeoutError:
            return self.too_slow()
        errors = [told(error, self.report, self.call.context) for error in result.errors or ()]
        try:
            return Answer(data=result.data, errors=errors, extensions=self.cost.extensions)
        except orjson.JSONEncodeError as error:
            return self.failed(error)

    async def _planned(self, begun: Execution | None) -> Answer | None:
        """By the plan; None when graphql-core has to tell what it comes to, as it does with every error."""
        if self.plan is None:
            return None
        done: Outcomes = {}
        try:
            data = await self.plan.data(self.call, done) if begun is None else await rest(begun)
            return Answer(data=data, extensions=self.cost.extensions)
        except Exception:  # noqa: BLE001  whatever it is, graphql-core meets it again and says it in its own words
            replaying(self.call, done)
            self.on_reference(AFTER_ALL)
            return None

    async def source(self) -> AsyncIterable[Any] | Answer:
        """Open the source of a subscription; an Answer says why there is none."""
        try:
            async with asyncio.timeout(self.timeout_seconds):
                outcome = create_source_event_stream(self.call.executor)
                source = await outcome if isawaitable(outcome) else outcome
        except TimeoutError:
            return self.too_slow()
        if isinstance(source, ExecutionResult):
            errors = [told(error, self.report, self.call.context) for error in source.errors or ()]
            return Answer.refusal(*errors, extensions=self.cost.extensions)
        return source

    def of_event(self, event: Any, context: Context) -> "Run":
        """Make the run that turns one event of the source into a payload."""
        return replace(self, call=self.call.of_event(event, context))

    def failed(self, error: Exception) -> Answer:
        """Answer for a failure that no field accounts for; it is laid to the first of them."""
        node = self.call.prepared.operation.selection_set.selections[0]
        path = [(node.alias or node.name).value] if isinstance(node, FieldNode) else None
        return Answer(errors=[told(located_error(error, [node], path), self.report, self.call.context)])

    def too_slow(self) -> Answer:
        """Answer for what has taken longer than it may."""
        late = an_error(f"The operation took longer than {self.timeout_seconds:g} s.", Code.TIMEOUT)
        return Answer(errors=[late], extensions=self.cost.extensions)

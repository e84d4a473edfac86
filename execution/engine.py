"""Runs prepared operations within a time limit and a cost limit, by their plans where they have one."""

import asyncio
from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

import orjson
from graphql import GraphQLError, OperationType

from execution.answer import Answer
from execution.call import Call, Variables
from execution.context import Context
from execution.cost import Costs, Weigh, weight_of
from execution.documents import Documents, Prepared
from execution.errors import Code, Report, an_error, formatted
from execution.feed import Feed
from execution.gathering import Gathering, Leave
from execution.memory import Keep, Memory
from execution.plan.plans import OnReference, Plans
from execution.request import OperationRequest
from execution.run import Run
from execution.subscription import Subscription
from execution.toll import LEAST, READING, Toll, free
from execution.underway import Deadlines, Told, Underway
from execution.zero import NO_ZERO, holds_zero

_ALL: list[Any] = [None]


class Engine:
    """Whatever becomes of an operation comes back as an Answer; only a bug in this package raises.

    `timeout_seconds` bounds one execution: a query, a mutation, the opening of a feed, one event of a feed.
    `report` is told of the errors that clients see masked. `weigh` gives the cost of a field, and every operation pays
    its `toll` before it runs, also one whose answer is remembered.
    Without `compiled`, graphql-core runs everything; `on_reference` is told why it runs what had no plan, or left it.
    """

    def __init__(
        self,
        documents: Documents,
        *,
        report: Report,
        timeout_seconds: float = 10,
        weigh: Weigh = weight_of,
        toll: Toll = free,
        compiled: bool = True,
        on_reference: OnReference = lambda _: None,
    ) -> None:
        self.documents = documents
        self._costs = Costs(documents.schema, documents.limits, weigh)
        self._timeout_seconds = timeout_seconds
        self._report = report
        self._on_reference = on_reference
        self._toll = toll
        self.memory: Memory | None = None
        """Where answers of queries are kept to be given again; None while they are not."""
        self._asking = Gathering()
        self._deadlines = Deadlines(timeout_seconds)
        self._plans = Plans(on_reference) if compiled else None
        if self._plans is not None:
            self._plans.keep(documents.trusted, documents.schema)

    def asked(self, asked: OperationRequest, context: Context) -> Prepared | Answer:
        """Give the operation that was asked for, or the refusal to be sent instead.

        Who makes us read a document pays for that.
        """
        if not self.documents.knows(asked, context):
            wait = self._toll(context, READING)
            if wait is not None:
                return Answer.too_many(wait, READING)
        return self.documents.asked(asked, context)

    async def execute(self, prepared: Prepared, variables: Variables | None, context: Context) -> Answer:
        """Run a query or a mutation; a query that the same visitor asks again meanwhile is run once for all who wait.

        Nobody gets an answer to a run that began before they asked.
        """
        run = self._admitted(self._run(prepared, variables or {}, context))
        if isinstance(run, Answer):
            return run
        if self._prompt(prepared):
            told: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            leave = self._underway(run, partial(_tell, told))
            if leave is not None:
                try:
                    return await told
                except asyncio.CancelledError:
                    leave()
                    raise
        key = self._key(prepared, variables or {}, context)
        if key is None:
            return await run.answer()

        recalled = None if self.memory is None else await self.memory.recall(key)
        if isinstance(recalled, Answer):
            return recalled

        answer: Answer = (await self._asking.read(key, _ALL, partial(self._kept, run, recalled)))[None]
        return answer

    async def _kept(self, run: Run, keep: Keep | None, _: Any) -> Mapping[Any, Answer]:
        found = await run.answer()
        if keep is not None and found.executed and not found.errors:
            keep(found, run.call.context.basis)
        return {None: found}

    def begin(self, prepared: Prepared, variables: Variables | None, context: Context, told: Told) -> Leave | None:
        """Run a query for one who has no task that could wait: `told` hears the answer, at once or later.

        None when it has to be run by `execute`.
        """
        if not self._prompt(prepared):
            return None
        run = self._run(prepared, variables or {}, context)
        if isinstance(run, Run) and run.plan is None:
            return None
        admitted = self._admitted(run)
        if isinstance(admitted, Answer):
            told(admitted)
            return _nothing
        return self._underway(admitted, told)

    def _prompt(self, prepared: Prepared) -> bool:
        return prepared.prompt and self._plans is not None and self.memory is None

    def _underway(self, run: Run, told: Told) -> Leave | None:
        if run.plan is None:
            return None
        underway = Underway(run, run.plan, told, self._deadlines)
        underway.start()
        return underway.leave

    def _key(self, prepared: Prepared, variables: Variables, context: Context) -> Hashable | None:
        """What is the same of two operations that come to the same; None for those that are run by themselves."""
        if self._plans is None or prepared.kind is not OperationType.QUERY or context.asker_key is None:
            return None
        try:
            return prepared.id, context.asker_key, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            return None

    async def subscribe(self, prepared: Prepared, variables: Variables | None, context: Context) -> Feed | Answer:
        """Open the feed of a subscription; an Answer says why there is none."""
        run = self._admitted(self._run(prepared, variables or {}, context))
        if isinstance(run, Answer):
            return run
        source = await run.source()
        if isinstance(source, Answer):
            return source
        subscription = Subscription(run, prepared, variables or {})
        return Feed(source, subscription.payload, subscription.failure)

    def _admitted(self, run: Run | Answer) -> Run | Answer:
        """The same once it has been paid for."""
        if isinstance(run, Answer):
            return run
        cost = max(LEAST, run.cost.requested)
        wait = self._toll(run.call.context, cost)
        return run if wait is None else Answer.too_many(wait, cost)

    def _run(self, prepared: Prepared, variables: Variables, context: Context) -> Run | Answer:
        if holds_zero(variables):
            return Answer.refusal(an_error(NO_ZERO, Code.BAD_USER_INPUT))
        call = Call(
            self.documents.schema, prepared, variables, context, hide_suggestions=not self.documents.shown_to(context)
        )
        errors = call.accepted()
        if errors:
            return Answer.refusal(*(formatted(error, Code.BAD_USER_INPUT) for error in errors))
        try:
            cost = self._costs.of(prepared.operation, prepared.fragments, call.variables, known_as=prepared.id)
        except GraphQLError as error:
            return Answer.refusal(formatted(error, Code.BAD_USER_INPUT))
        if cost.requested > cost.max:
            excess = an_error(f"The operation costs {cost.requested}; at most {cost.max} is allowed.", Code.COST_LIMIT)
            return Answer.refusal(excess, extensions=cost.extensions)
        plan = None if self._plans is None else self._plans.plan(call)
        return Run(
            call=call,
            plan=plan,
            on_reference=self._on_reference,
            cost=cost,
            timeout_seconds=self._timeout_seconds,
            report=self._report,
        )


def _tell(told: "asyncio.Future[Answer]", answer: Answer) -> None:
    if not told.done():
        told.set_result(answer)


def _nothing() -> None:
    """What was told at once cannot be left."""

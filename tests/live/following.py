"""Follows a desk as a client does: whole subscriptions, through the engine that serves them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Self

import orjson

from adapters.storage.work import SqlDesk
from domain.viewer import Viewer
from execution import Answer, Engine, Prepared
from resolvers.context import RequestContext
from tests.graphql.asking import DOCUMENTS
from tests.live.desk import Ear, LiveDesk

FRAME = """
  __typename
  ... on TicketSnapshot { cursor tickets { id number } }
  ... on TicketDelta { cursor type at ticket { id number status customer { name } } }
  ... on TicketRemoved { cursor ticketId }
  ... on Heartbeat { cursor }
  ... on Gap { cursor oldest }
  ... on Draining { cursor }
"""
TICKETS = f"""subscription ($filter: TicketFilter, $after: String) {{
  frame: ticketEvents(filter: $filter, after: $after) {{{FRAME}}}
}}"""
TICKET = f"subscription ($id: ID!, $after: String) {{ frame: ticket(id: $id, after: $after) {{{FRAME}}} }}"
BOARD = """subscription ($department: String) { frame: wallboard(department: $department) {
  asOf open { value } overdue { value } openedToday { value } longestWaiting { value }
} }"""


class Executions:
    """How often an event was executed: each execution has a context of its own."""

    def __init__(self) -> None:
        self.count = 0


class Watching(RequestContext):
    """Who asks, and an eye on the executions."""

    executions: Executions

    def fresh(self) -> Self:
        self.executions.count += 1
        again = type(self)(self.viewer, self.house, self.desk_for, self.live, self.request_id)
        again.executions = self.executions
        return again


class Refused(Exception):  # noqa: N818  as the desk says it
    """There is no feed; its codes and messages say why."""

    def __init__(self, errors: Sequence[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.codes = [error["extensions"]["code"] for error in errors]
        self.messages = [error["message"] for error in errors]


@asynccontextmanager
async def following(
    desk: LiveDesk,
    viewer: Viewer | None,
    source: str = TICKETS,
    *,
    executions: Executions | None = None,
    **variables: Any,  # noqa: ANN401  as GraphQL has them
) -> AsyncIterator[Ear[dict[str, Any]]]:
    """The frames as a client gets them; a bug of ours fails the test."""
    bugs: list[object] = []
    engine = Engine(DOCUMENTS, report=lambda error, _: bugs.append(error))
    prepared = DOCUMENTS.prepare(source)
    assert isinstance(prepared, Prepared), prepared
    house = desk.opening.house
    context = Watching(viewer, house, partial(SqlDesk, house), desk.live, "request-1")
    context.executions = executions or Executions()
    feed = await engine.subscribe(prepared, variables, context)
    if isinstance(feed, Answer):
        assert not bugs
        raise Refused(feed.errors)
    try:
        yield Ear(_frames(feed))
    finally:
        await feed.aclose()
    assert not bugs


async def _frames(feed: AsyncIterator[bytes]) -> AsyncIterator[dict[str, Any]]:
    async for payload in feed:
        answer = orjson.loads(payload)
        if answer.get("errors"):
            raise Refused(answer["errors"])
        yield answer["data"]["frame"]

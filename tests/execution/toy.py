"""A toy desk: a schema with everything that can go right and wrong, and a server for it."""

# ruff: noqa: ANN401 - a value in GraphQL may be anything

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self, cast

import strawberry
import uvicorn
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from strawberry.scalars import JSON

from execution import Context, Documents, Engine, Limits, Trusted, Unauthorized
from execution.basis import Basis
from execution.connection import Patience
from execution.context import Ending
from execution.http import GraphQLOverHTTP
from execution.moments import until
from execution.websocket import GraphQLOverWebSocket


@dataclass
class Desk:
    """What the resolvers of one test share: signals instead of waiting, and a record of what happened."""

    executed: int = 0
    opened: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    loaded: set[object] = field(default_factory=set)
    reported: list[GraphQLError] = field(default_factory=list)
    listeners: list[asyncio.Queue["Happening | None"]] = field(default_factory=list)
    listening: asyncio.Condition = field(default_factory=asyncio.Condition)

    def tell(self, happening: "Happening | None") -> None:
        for listener in self.listeners:
            listener.put_nowait(happening)

    async def has_listeners(self, count: int) -> None:
        async with self.listening:
            await self.listening.wait_for(lambda: len(self.listeners) >= count)


@dataclass
class Happening:
    number: int
    rendered: dict[Hashable, Any] | None = field(default_factory=dict)


@dataclass
class Visitor:
    desk: Desk
    rights_key: Hashable = "anybody"
    request_id: str = "r1"
    expires_at: datetime | None = None
    loader: object = field(default_factory=object)
    asker_key: Hashable | None = None
    basis: Basis | None = None

    async def ended(self) -> Ending:
        await until(self.expires_at)
        return Ending.EXPIRED

    def fresh(self) -> Self:
        return replace(self, loader=object())


Info = strawberry.Info[Visitor, None]


class Refusal(Exception):  # noqa: N818
    extensions = {"code": "NOT_ALLOWED_NOW"}  # noqa: RUF012


@strawberry.type
class Item:
    number: int

    @strawberry.field
    def items(self, first: int = 10) -> "Items":
        return Items(size=first)


@strawberry.type
class Items:
    size: int

    @strawberry.field
    def nodes(self) -> list[Item]:
        return [Item(number=number) for number in range(min(self.size, 3))]

    @strawberry.field
    def page(self) -> "Page":
        return Page(more=False)


@strawberry.type
class Page:
    more: bool


@strawberry.type
class Tick:
    number: int

    @strawberry.field
    async def rendering(self, info: Info) -> int:
        desk = info.context.desk
        desk.executed += 1
        desk.loaded.add(info.context.loader)
        desk.started.set()
        await desk.release.wait()
        return self.number

    @strawberry.field
    def broken(self) -> int:
        raise RuntimeError("the password is 1234")

    @strawberry.field
    def bulky(self) -> str:
        return "x" * 500_000


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def items(self, first: int = 10) -> Items:
        return Items(size=first)

    @strawberry.field
    def tags(self) -> list[Item]:
        return []

    @strawberry.field
    async def slow(self, info: Info) -> str:
        desk = info.context.desk
        desk.started.set()
        try:
            await asyncio.Event().wait()
        finally:
            desk.cancelled.set()
        return "never"

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("the password is 1234")

    @strawberry.field
    def refused(self) -> str | None:
        raise Refusal("not while waiting")

    @strawberry.field
    def missing(self) -> int:
        return cast("int", None)

    @strawberry.field
    def echo(self, value: JSON) -> JSON:
        return value

    @strawberry.field
    def unsendable(self) -> JSON:
        return cast("JSON", object())

    @strawberry.field
    def whoami(self, info: Info) -> str:
        return str(info.context.rights_key)


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rename(self, to: str) -> str:
        return to


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self, info: Info, after: str | None = None, kind: str | None = None) -> AsyncGenerator[Tick, None]:
        del after, kind
        desk = info.context.desk
        queue: asyncio.Queue[Happening | None] = asyncio.Queue()
        desk.opened += 1
        async with desk.listening:
            desk.listeners.append(queue)
            desk.listening.notify_all()
        try:
            while (happening := await queue.get()) is not None:
                if happening.number < 0:
                    raise RuntimeError("the source ran dry")
                yield cast("Tick", happening)
        finally:
            desk.listeners.remove(queue)
            desk.closed.set()

    @strawberry.subscription
    async def count(self, to: int) -> AsyncGenerator[int, None]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def forbidden(self) -> AsyncGenerator[int, None]:
        for number in range(2):
            if number == 0:
                raise Refusal("not for you")
            yield number

    @strawberry.subscription
    async def flood(self, info: Info) -> AsyncGenerator[str, None]:
        desk = info.context.desk
        try:
            while True:
                yield "x" * 500_000
        finally:
            desk.closed.set()


schema = strawberry.Schema(Query, Mutation, Subscription)


def an_engine(
    desk: Desk,
    *,
    limits: Limits | None = None,
    introspection: bool = True,
    timeout_seconds: float = 10,
    trusted: Trusted | None = None,
) -> Engine:
    documents = Documents(
        schema._schema,  # noqa: SLF001
        limits or Limits(),
        introspection=introspection,
        trusted=trusted or Trusted(),
    )

    def report(error: GraphQLError, _context: Context) -> None:
        desk.reported.append(error)

    return Engine(documents, report=report, timeout_seconds=timeout_seconds)


def an_app(
    desk: Desk,
    engine: Engine | None = None,
    *,
    expires_at: Callable[[], datetime] | None = None,
    patience: Patience | None = None,
    **http: Any,
) -> Starlette:
    engine = engine or an_engine(desk)

    async def context_for(_connection: HTTPConnection, authorization: str | None) -> Visitor:
        if authorization is None:
            return Visitor(desk, expires_at=expires_at() if expires_at else None)
        if not authorization.startswith("Bearer good"):
            raise Unauthorized("The token is not valid.")
        return Visitor(desk, rights_key=authorization.removeprefix("Bearer "))

    over_http = GraphQLOverHTTP(engine, context_for, **http)
    over_websocket = GraphQLOverWebSocket(engine, context_for, patience=patience)
    app = Starlette(routes=[Route("/graphql", over_http), WebSocketRoute("/graphql", over_websocket)])
    app.state.sockets = over_websocket.sockets
    return app


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, http: Any = "auto", **settings: Any) -> AsyncIterator[str]:
    """A real server on a free port; gives host and port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", lifespan="off", http=http, server_header=False, **settings)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    try:
        host, port = listener.getsockname()
        yield f"{host}:{port}"
    finally:
        # The way Server.shutdown does it, without its pauses.
        for served in server.servers:
            served.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        if server.server_state.tasks:
            await asyncio.wait(server.server_state.tasks, timeout=2)
        assert not server.server_state.tasks

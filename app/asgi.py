"""The application: its routes, and what runs in it from the first request to the last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from adapters.news.live import Live
from adapters.news.tailer import Tailer
from adapters.storage.work import SqlDesk
from app.addresses import Addresses
from app.duties import duties, kept
from app.front import Front
from app.health import HEALTH_ROUTES, Readiness
from app.house import OpenHouse, opened
from app.jwks import IssuerKeys
from app.metrics import Metrics, metrics_route
from app.middleware import EveryRequest, safe_headers
from app.origins import Origins
from app.rates import Rates, settling
from app.reception import Reception, received
from app.remembering import remembering
from app.settings import Settings
from app.telemetry import Traced, traces
from app.tokens import Tokens
from app.trusted import trusted_documents
from app.viewers import Viewers
from app.watched import WatchedEngine
from execution import Context, Engine
from execution.http import GraphQLOverHTTP
from execution.websocket import GraphQLOverWebSocket

log = structlog.get_logger(__name__)


def create_app(settings: Settings, metrics: Metrics | None = None, keys: IssuerKeys | None = None) -> Front:
    """The application for these settings; the house is opened when it starts, in `app.state`.

    `keys` are the issuer's, where they are not those that the settings name.
    """
    metrics, spans = metrics or Metrics(settings.named_operations), traces(settings)

    rates, tokens = Rates.of(settings), Tokens(settings, keys)
    safe, origins = safe_headers(settings.hsts), Origins(settings.pages, settings.socket_pages)

    opened_reception: list[Reception] = []
    """Once the house is open; every operation asks it."""

    async def be_current() -> None:
        reception: Reception = app.state.reception
        if not reception.current:
            await reception.be_current()

    async def drain() -> None:
        await app.state.reception.live.drain()
        await sockets.drain(settings.drain_seconds)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with _life(app, settings, metrics, engine, rates=rates, tokens=tokens):
            opened_reception[:] = [app.state.reception]
            yield

    engine = WatchedEngine(
        trusted_documents(settings),
        metrics=metrics,
        traces=spans,
        before=be_current,
        ready=lambda: bool(opened_reception) and opened_reception[0].current,
        report=_report,
        timeout_seconds=settings.request_seconds,
        compiled=settings.execution == "compiled",
        toll=rates.toll,
    )
    over_http = GraphQLOverHTTP(
        engine, received, body_limit=settings.body_bytes, ping_seconds=settings.heartbeat_seconds
    )
    over_websocket = GraphQLOverWebSocket(engine, received)
    sockets = over_websocket.sockets
    app = Starlette(
        routes=[
            Route("/graphql", over_http),
            WebSocketRoute("/graphql", over_websocket),
            *HEALTH_ROUTES,
            metrics_route(metrics),
        ],
        middleware=[
            Middleware(EveryRequest, metrics=metrics, safe=safe, origins=origins),
            *([Middleware(Traced, traces=spans)] if spans else []),
        ],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.drain = drain
    known = None if spans else engine
    return Front(app, known, metrics, body_limit=settings.body_bytes, safe=safe, origins=origins)


@asynccontextmanager
async def _life(
    app: Starlette, settings: Settings, metrics: Metrics, engine: Engine, *, rates: Rates, tokens: Tokens
) -> AsyncIterator[None]:
    async with opened(settings) as opening:
        tailer = Tailer(opening.house.database, opening.bell)
        reception = _reception(opening, tailer, rates, tokens)
        app.state.reception, app.state.readiness = reception, Readiness(opening)
        await reception.be_current()
        metrics.watch(tailer, opening.house.database)
        await reception.live.start()
        try:
            async with (
                settling(rates, settings, reception.live.cursors.epoch),
                remembering(opening, reception.live, metrics) as engine.memory,
                kept(duties(opening, metrics)),
            ):
                yield
        finally:
            await reception.live.stop()


def _reception(opening: OpenHouse, tailer: Tailer, rates: Rates, tokens: Tokens) -> Reception:
    settings = opening.settings
    tailer.listen(lambda _: opening.clock.tick(), wanted=lambda: False)  # before the feeds hear of it
    live = Live(
        opening.house,
        tailer,
        heartbeat_seconds=settings.heartbeat_seconds,
        resume_window=settings.resume_window,
        zone=settings.zone,
    )
    house = opening.house
    addresses = Addresses(settings.proxies)
    return Reception(opening, live, tokens, Viewers(house), partial(SqlDesk, house), addresses, rates)


def _report(error: GraphQLError, context: Context) -> None:
    """What clients see masked is logged here, once."""
    cause = error.original_error
    log.error("an operation failed", request_id=context.request_id, path=error.path, exc_info=cause or error)

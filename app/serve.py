"""Serves the application on uvicorn, and takes leave of the viewers before it stops."""

import asyncio
import gc
import math
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog
import uvicorn

from app.failure import Failed
from app.logging import configure
from app.settings import Settings

BACKLOG = 2048
LARGEST_FRAME = 4 << 20
"""Bytes of one WebSocket message; GraphQL's own limit is lower and explains itself better."""
PING_SECONDS = 20.0
GC_THRESHOLDS = (10_000, 10, 10)
"""Objects of a generation before it is looked through; Python's 700 is many times in every list."""
FINISHING_SECONDS = 5
"""For answers that are under way when all viewers have been sent off."""

log = structlog.get_logger(__name__)
Drain = Callable[[], Awaitable[None]]


def listening(host: str, port: int) -> socket.socket:
    """A socket on that address, or Failed with the reason."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        # create_server would say the address a second time; a name that cannot be resolved has a number below 0
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise Failed(f"cannot listen on {host}:{port}: {why}") from error


def serve_here(settings: Settings, listener: socket.socket) -> None:
    """Serve in this process until SIGTERM or SIGINT."""
    from app.asgi import create_app  # noqa: PLC0415  heavy, and a wrong setting must not wait for it
    from app.protocol import Protocol  # noqa: PLC0415  the same

    configure(settings)
    app = create_app(settings)
    # What was made up to here stays, and need not be looked through; and a list of fifty rows is no reason to look.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=Protocol,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # each frame goes to many viewers, and would be compressed for each of them
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # KEFU_TRUSTED_PROXIES says whom we believe
        backlog=BACKLOG,
        timeout_graceful_shutdown=math.ceil(settings.drain_seconds) + FINISHING_SECONDS,
    )

    async def drain() -> None:
        await app.state.drain()  # set while the application starts

    try:
        DrainingServer(config, drain, settings.drain_seconds).run(sockets=[listener])
    except SystemExit as ending:
        raise Failed("the application did not start; the log says why") from ending


class DrainingServer(uvicorn.Server):
    """On SIGTERM or SIGINT: no new connections, viewers are told, then uvicorn stops as it does."""

    def __init__(self, config: uvicorn.Config, drain: Drain, within_seconds: float) -> None:
        super().__init__(config)
        self._drain = drain
        self._within_seconds = within_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where we are, once it is true."""
        await super().startup(sockets)
        for each in sockets or []:
            host, port, *_ = each.getsockname()
            log.info("serving", url=f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Live feeds end first, with a word; a drain that fails or takes too long does not keep us."""
        log.info("stopping")
        for server in self.servers:
            server.close()
        try:
            async with asyncio.timeout(self._within_seconds + 1):
                await self._drain()
        except Exception as error:  # noqa: BLE001  we stop in any case
            log.warning("not every viewer could be told", why=repr(error))
        await super().shutdown(sockets)
        log.info("stopped")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A stop that was asked for is a success: uvicorn would end by the signal."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

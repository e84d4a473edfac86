"""For those who run it: does the process live (`/healthz`), and can it serve (`/readyz`)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.house import OpenHouse
from app.ping import ping
from app.upgrades import pending

PATIENCE_SECONDS = 3.0
KEPT_SECONDS = 1.0
"""However often it is asked, the database is not asked more often than this."""
FINE = "ok"

log = structlog.get_logger(__name__)


class Unready(Exception):  # noqa: N818  an answer, not an error
    """Says in a few words what is missing."""


@dataclass(slots=True)
class Readiness:
    """What this process needs, looked at when somebody asks."""

    opening: OpenHouse
    ticks: Callable[[], float] = time.monotonic
    _found: Mapping[str, str] = field(default_factory=dict)
    _found_at: float = float("-inf")
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def parts(self) -> Mapping[str, str]:
        """Each part with `ok` or what is the matter with it."""
        async with self._turn:
            if self.ticks() - self._found_at >= KEPT_SECONDS:
                self._found = await self._look()
                self._found_at = self.ticks()
        return self._found

    async def _look(self) -> Mapping[str, str]:
        url = self.opening.settings.redis_url
        checks = {"database": _told(self._database())}
        if url is not None:
            checks["redis"] = _told(ping(url))
        return dict(zip(checks, await asyncio.gather(*checks.values()), strict=True))

    async def _database(self) -> None:
        missing = await pending(self.opening.house.database)
        if missing:
            raise Unready(f"migrations are missing, run kefu migrate: {', '.join(missing)}")


async def _told(check: Awaitable[None]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await check
    except Unready as unready:
        return str(unready)
    except Exception as error:  # noqa: BLE001  whatever it is, this part is not ready; the log says why
        log.warning("not ready", why=repr(error))
        return "it does not answer"
    return FINE


async def healthz(_: Request) -> JSONResponse:
    """The process lives and its event loop turns."""
    return JSONResponse({"status": FINE})


async def readyz(request: Request) -> JSONResponse:
    """200 when it can serve, `degraded` when only Redis is gone; 503 with what is missing."""
    readiness: Readiness | None = getattr(request.app.state, "readiness", None)
    if readiness is None:
        return JSONResponse({"status": "starting"}, 503)
    parts = await readiness.parts()
    if parts["database"] != FINE:
        return JSONResponse({"status": "unready", **parts}, 503)
    degraded = any(part != FINE for part in parts.values())
    return JSONResponse({"status": "degraded" if degraded else FINE, **parts})


HEALTH_ROUTES = [Route("/healthz", healthz), Route("/readyz", readyz)]

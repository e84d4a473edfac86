"""The application on a real port of this process, for tests that need no process of its own.

    async with a_site(url, rate_subject="10000/60") as site:
        answer = await site.post("{ me { role } }", site.token("agent"))

With `issuer` it is production, and believes that issuer; `http` is how uvicorn speaks HTTP.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from app.asgi import create_app
from app.front import Front
from app.jwks import IssuerKeys
from app.protocol import Protocol
from app.settings import Settings
from app.tokens import issue
from domain.viewer import Role
from tests.app.keys import Key, signed
from tests.app.serving import PATIENCE, heard, say
from tests.engines import settings_for
from tests.execution.toy import serving

THE_APPLICATION = {"content-encoding": "identity"}
"""A header with which a request is none of the usual ones, and goes the long way."""
WAYS: tuple[dict[str, str], ...] = ({}, THE_APPLICATION)


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is, and what it lives by."""

    address: str
    front: Front
    settings: Settings
    client: httpx.AsyncClient

    def token(self, role: Role | str, subject: str = "anna", *, seconds: float = 3_600, **more: Any) -> str:  # noqa: ANN401
        """One of ours, which development believes."""
        return issue(self.settings, Role(role), subject, more.get("department"), timedelta(seconds=seconds))

    async def post(self, query: str, token: str | None = None, **headers: str) -> httpx.Response:
        """One operation."""
        named = {} if token is None else {"authorization": f"Bearer {token}"}
        return await self.client.post("/graphql", json={"query": query}, headers=named | headers)

    @asynccontextmanager
    async def socket(self, token: str | None = None, origin: str | None = None) -> AsyncIterator[ClientConnection]:
        """A WebSocket that has introduced itself."""
        url, of = f"ws://{self.address}/graphql", None if origin is None else Origin(origin)
        async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], origin=of) as socket:
            await say(
                socket, type="connection_init", payload={} if token is None else {"authorization": f"Bearer {token}"}
            )
            assert (await heard(socket))["type"] == "connection_ack"
            yield socket


@asynccontextmanager
async def a_site(
    url: str,
    *,
    http: object = Protocol,
    keys: IssuerKeys | None = None,
    **given: Any,  # noqa: ANN401
) -> AsyncIterator[Site]:
    settings = settings_for(url, **given)
    front = create_app(settings, keys=keys)
    async with (
        front.app.router.lifespan_context(front.app),
        serving(front, http, ws="websockets-sansio", proxy_headers=False) as address,
        httpx.AsyncClient(base_url=f"http://{address}", timeout=PATIENCE) as client,
    ):
        yield Site(address, front, settings, client)


def in_production(folder: Path, published: bytes) -> dict[str, Any]:
    """Settings of a house that believes an issuer with these keys."""
    file = folder / "jwks.json"
    file.write_bytes(published)
    return {"env": "production", "dev_secret": None, "auth_jwks_file": file}


def believed(key: Key, algorithm: str = "ES256", *, seconds: float = 3_600, **claims: Any) -> str:  # noqa: ANN401
    """A token of that issuer."""
    return signed(key, algorithm, exp=int((datetime.now(UTC) + timedelta(seconds=seconds)).timestamp()), **claims)

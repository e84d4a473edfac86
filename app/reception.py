"""Receives whoever comes: believes the token or not, and makes the context of the request."""

from dataclasses import dataclass
from functools import partial

import structlog
from starlette.requests import HTTPConnection

from adapters.news.live import Live
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from app.tokens import Tokens, bearer
from app.viewers import Viewers
from domain.viewer import Viewer
from resolvers.context import RequestContext

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reception:
    """One for an open house."""

    opening: OpenHouse
    live: Live
    tokens: Tokens
    viewers: Viewers

    async def context(self, connection: HTTPConnection, authorization: str | None) -> RequestContext:
        """The context, without a viewer when there is no token; BadToken when it is not accepted."""
        house = self.opening.house
        return RequestContext(
            await self._viewer(authorization),
            house,
            partial(SqlDesk, house),
            self.live,
            connection.scope["state"]["request_id"],
        )

    async def _viewer(self, authorization: str | None) -> Viewer | None:
        token = bearer(authorization)
        return None if token is None else await self.viewers.of(await self.tokens.verify(token))

    async def be_current(self) -> None:
        """Before each operation: what other processes have changed is seen.

        When the database does not answer, what is known is used on; whoever needs it finds out.
        """
        try:
            await self.opening.clock.tick()
            await self.opening.house.directory.refresh()
        except Exception as error:  # noqa: BLE001  whatever a driver raises
            log.warning("clock and directory could not be brought up to date", why=repr(error))


async def received(connection: HTTPConnection, authorization: str | None) -> RequestContext:
    """The context, made by the reception that the application has opened."""
    reception: Reception = connection.app.state.reception
    return await reception.context(connection, authorization)

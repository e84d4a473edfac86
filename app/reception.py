"""Receives whoever comes: believes the token or not, and makes the context of the request."""

from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import structlog
from starlette.requests import HTTPConnection

from adapters.news.live import Live
from app.addresses import Addresses
from app.claims import BadToken
from app.house import OpenHouse
from app.rates import Rates
from app.tokens import LONGEST, REMEMBERED, Believed, Tokens, bearer, mark_of, mark_of_bytes
from app.viewers import Viewers
from domain.viewer import Viewer
from execution.errors import TooMany
from execution.recent import Recent
from resolvers.context import DeskFor, RequestContext

MOST_SAID = LONGEST + 100
"""Bytes of `Authorization`: a token, and how it is said to be one."""

log = structlog.get_logger(__name__)


class _Known(NamedTuple):
    believed: Believed
    viewer: Viewer
    state: object


@dataclass(frozen=True, slots=True)
class Reception:
    """One for an open house."""

    opening: OpenHouse
    live: Live
    tokens: Tokens
    viewers: Viewers
    desk_for: DeskFor
    addresses: Addresses
    rates: Rates
    _known: "Recent[bytes, _Known]" = field(default_factory=lambda: Recent(entries=REMEMBERED, weight=REMEMBERED))
    """By the mark of all that was said, with what the directory held then."""

    async def context(self, connection: HTTPConnection, authorization: str | None) -> RequestContext:
        """The context, without a viewer when there is no token; BadToken when it is not accepted."""
        peer = connection.client
        forwarded = ",".join(connection.headers.getlist("x-forwarded-for")).encode("latin-1")
        address = self.addresses.of(None if peer is None else peer.host, forwarded or None)
        request_id = connection.scope["state"]["request_id"]
        token = bearer(authorization)
        if token is None:
            return self._for(None, request_id, address)
        believed = await self._believed(token, address)
        return self._for(await self.viewers.of(believed.claims), request_id, address, believed)

    def at_once(self, authorization: bytes | None, request_id: str, address: str | None) -> RequestContext | None:
        """The same for somebody whose token and viewer are known; None when somebody has to be asked."""
        if authorization is None:
            return self._for(None, request_id, address)
        if len(authorization) > MOST_SAID:
            return None
        mark = mark_of_bytes(authorization)
        if mark not in self._known:
            known = self._recalled(authorization)
            if known is None:
                return None
            self._known.put(mark, known, weight=1)
        return self.recognised(mark, request_id, address)

    def recognised(self, mark: bytes, request_id: str, address: str | None) -> RequestContext | None:
        """The same for somebody whose `Authorization` has this mark, and was accepted before."""
        known, directory = self._known.get(mark), self.opening.house.directory
        if known is None or not directory.fresh:
            return None
        if known.state is not directory.state or not self.tokens.holds(known.believed):
            self._known.forget(mark)
            return None
        return self._for(known.viewer, request_id, address, known.believed)

    def _recalled(self, authorization: bytes) -> "_Known | None":
        try:
            token = bearer(authorization.decode("latin-1"))
        except BadToken:
            return None
        if token is None or len(token) > LONGEST:
            return None
        state = self.opening.house.directory.state
        believed = self.tokens.believed(mark_of(token))
        viewer = None if believed is None else self.viewers.at_once(believed.claims)
        return None if believed is None or viewer is None else _Known(believed, viewer, state)

    def _for(
        self, viewer: Viewer | None, request_id: str, address: str | None, believed: Believed | None = None
    ) -> RequestContext:
        house = self.opening.house
        if believed is None:
            return RequestContext(viewer, house, self.desk_for, self.live, request_id, address)
        ended = partial(self.tokens.ended, believed)
        return RequestContext(viewer, house, self.desk_for, self.live, request_id, address, ended)

    async def _believed(self, token: str, address: str | None) -> Believed:
        await self._read_by_the_rule_in_force()
        known = self.tokens.believed(mark_of(token))
        if known is not None:
            return known
        wait = self.rates.knock(address)
        if wait is not None:
            raise TooMany(wait)
        try:
            return await self.tokens.verified(token)
        except BadToken:
            self.rates.disbelieved(address)
            raise

    async def _read_by_the_rule_in_force(self) -> None:
        try:
            self.tokens.rule = await self.opening.house.policies.claims()
        except Exception as error:  # noqa: BLE001  whatever a driver raises
            log.warning("the rule of claims could not be looked up, the one we have is used on", why=repr(error))

    @property
    def current(self) -> bool:
        """Whether `be_current` has nothing to do yet."""
        return self.opening.clock.runs and self.opening.house.directory.fresh

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

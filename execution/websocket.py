"""GraphQL over WebSocket: the subprotocol graphql-transport-ws."""

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from execution.connection import Connection, Patience
from execution.context import ContextFor
from execution.engine import Engine
from execution.sockets import Sockets

SUBPROTOCOL = "graphql-transport-ws"


class GraphQLOverWebSocket:
    """An ASGI application for one path; `sockets` knows the connections it has open."""

    def __init__(
        self,
        engine: Engine,
        context_for: ContextFor,
        *,
        sockets: Sockets | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._engine = engine
        self._context_for = context_for
        self._patience = patience or Patience()
        self.sockets = sockets or Sockets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if SUBPROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 4406, "reason": "Subprotocol not acceptable"})
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        if self.sockets.draining:
            await send({"type": "websocket.close", "code": 1001, "reason": "Going away"})
            return
        connection = Connection(
            engine=self._engine,
            context_for=self._context_for,
            handshake=HTTPConnection(scope),
            receive=receive,
            send=send,
            patience=self._patience,
            sockets=self.sockets,
        )
        self.sockets.add(connection)
        try:
            await connection.serve()
        finally:
            self.sockets.remove(connection)

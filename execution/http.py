"""GraphQL over HTTP: POST with JSON, GET for queries, answers as JSON or as an event stream."""

from http import HTTPStatus

from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from execution.accept import Media, preferred, streams
from execution.answer import Answer
from execution.context import Context, ContextFor
from execution.documents import Prepared
from execution.engine import Engine
from execution.errors import Code, TooMany, Unauthorized, an_error
from execution.eventstream import EventStream
from execution.feed import Feed
from execution.moments import never
from execution.request import BadRequest, OperationRequest
from execution.toll import READING

MEBIBYTE = 1 << 20


class Declined(Exception):  # noqa: N818 - the request was understood and declined
    """Answered with a status other than 200 before any operation ran."""

    def __init__(self, status: HTTPStatus, code: Code, message: str, **headers: str) -> None:
        super().__init__(message)
        self.answer = Answer.refusal(an_error(message, code))
        self.status = status
        self.headers = headers


class GraphQLOverHTTP:
    """An ASGI application for one path. Whatever a client sends, it never answers 5xx.

    `body_limit` is in bytes; an event stream shows a sign of life every `ping_seconds` and gives up on a client
    that takes longer than `send_seconds` to read.
    """

    def __init__(
        self,
        engine: Engine,
        context_for: ContextFor,
        *,
        body_limit: int = 4 * MEBIBYTE,
        ping_seconds: float = 10,
        send_seconds: float = 10,
    ) -> None:
        self._engine = engine
        self._context_for = context_for
        self._body_limit = body_limit
        self._ping_seconds = ping_seconds
        self._send_seconds = send_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            reply = await self._reply(request)
        except ClientDisconnect:
            return
        except TooMany as wait:
            reply = self._sent(Answer.too_many(wait.seconds, READING), preferred(request.headers.get("accept")), None)
        except Declined as declined:
            media = preferred(request.headers.get("accept"))
            reply = _response(declined.answer, declined.status, media, declined.headers)
        if isinstance(reply, EventStream):
            await reply.play(receive, send)
        else:
            await reply(scope, receive, send)

    async def _reply(self, request: Request) -> Response | EventStream:
        if request.method not in {"GET", "POST"}:
            raise _not_allowed(f"{request.method} is not supported.", allow="GET, POST")
        media = preferred(request.headers.get("accept"))
        if media is None:
            raise Declined(HTTPStatus.NOT_ACCEPTABLE, Code.NOT_ACCEPTABLE, f"Accept one of these: {', '.join(Media)}.")
        context = await self._context(request)
        asked = await self._asked(request)
        prepared = self._engine.asked(asked, context)
        if isinstance(prepared, Prepared):
            return await self._run(request, prepared, asked, context)
        return self._sent(prepared, media, context)

    async def _run(
        self, request: Request, prepared: Prepared, asked: OperationRequest, context: Context
    ) -> Response | EventStream:
        accept = request.headers.get("accept")
        if prepared.kind is OperationType.SUBSCRIPTION:
            if not streams(accept):
                raise Declined(
                    HTTPStatus.NOT_ACCEPTABLE,
                    Code.NOT_ACCEPTABLE,
                    "A subscription needs `Accept: text/event-stream`, or a WebSocket (graphql-transport-ws).",
                )
            feed = await self._engine.subscribe(prepared, asked.variables, context)
            return self._sent(feed, Media.EVENTS, context) if isinstance(feed, Answer) else self._stream(feed, context)
        if prepared.kind is OperationType.MUTATION and request.method == "GET":
            raise _not_allowed("A mutation must be sent by POST.", allow="POST")
        answer = await self._engine.execute(prepared, asked.variables, context)
        return self._sent(answer, preferred(accept), context)

    async def _context(self, request: Request) -> Context:
        try:
            context: Context = await self._context_for(request, request.headers.get("authorization"))
        except Unauthorized as error:
            raise Declined(
                HTTPStatus.UNAUTHORIZED, Code.UNAUTHENTICATED, str(error), **{"www-authenticate": "Bearer"}
            ) from None
        return context

    async def _asked(self, request: Request) -> OperationRequest:
        try:
            if request.method == "GET":
                return OperationRequest.from_query_string(request.scope["query_string"])
            return OperationRequest.from_body(await self._body(request))
        except BadRequest as error:
            raise Declined(HTTPStatus.BAD_REQUEST, Code.BAD_REQUEST, str(error)) from None

    async def _body(self, request: Request) -> bytes:
        _demand_json(request)
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self._body_limit:
            raise self._too_large()
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._body_limit:
                raise self._too_large()
        return bytes(body)

    def _too_large(self) -> Declined:
        return Declined(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            Code.PAYLOAD_TOO_LARGE,
            f"The body is larger than {self._body_limit} bytes.",
        )

    def _sent(self, answer: Answer, media: Media | None, context: Context | None) -> Response | EventStream:
        if answer.retry_after is not None:  # before a stream has begun, its status can still say so
            return _response(answer, HTTPStatus.TOO_MANY_REQUESTS, media, {"retry-after": str(answer.retry_after)})
        if media is Media.EVENTS:
            return self._stream(answer, context)
        return _response(answer, status_of(answer, media), media, {})

    def _stream(self, payloads: Answer | Feed, context: Context | None) -> EventStream:
        return EventStream(
            payloads,
            ended=never if context is None else context.ended,
            ping_seconds=self._ping_seconds,
            send_seconds=self._send_seconds,
        )


def status_of(answer: Answer, media: Media | None) -> HTTPStatus:
    """Clients of the older media type take anything but 200 for a failure of the transport, as which 429 is meant."""
    if answer.retry_after is not None:
        return HTTPStatus.TOO_MANY_REQUESTS
    refused = not answer.executed and media is Media.GRAPHQL
    return HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK


def content_type_of(media: Media | None) -> bytes:
    """The value of the header; JSON for whoever accepts nothing of ours."""
    return _CONTENT_TYPES[Media.GRAPHQL if media is Media.GRAPHQL else Media.JSON]


_CONTENT_TYPES = {media: f"{media}; charset=utf-8".encode() for media in (Media.GRAPHQL, Media.JSON)}


def is_json(content_type: str) -> bool:
    """Whether a body of this type is JSON in UTF-8."""
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = {part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")}
    return media == Media.JSON and not charsets - {"utf-8"}


def _demand_json(request: Request) -> None:
    if not is_json(request.headers.get("content-type", "")):
        message = "Send the request as `Content-Type: application/json` in UTF-8."
        raise Declined(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Code.UNSUPPORTED_MEDIA_TYPE, message)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        message = "Send the body as it is: no Content-Encoding is supported."
        raise Declined(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Code.UNSUPPORTED_MEDIA_TYPE, message)


def _not_allowed(message: str, *, allow: str) -> Declined:
    return Declined(HTTPStatus.METHOD_NOT_ALLOWED, Code.METHOD_NOT_ALLOWED, message, allow=allow)


def _response(answer: Answer, status: HTTPStatus, media: Media | None, headers: dict[str, str]) -> Response:
    return Response(answer.body, status, {**headers, "content-type": content_type_of(media).decode()})

"""The messages of graphql-transport-ws that clients send, and those we send."""

from dataclasses import dataclass
from typing import Any

import orjson

from execution.errors import ErrorDict
from execution.request import BadRequest, OperationRequest

PING = '{"type":"ping"}'
PONG = '{"type":"pong"}'
ACK = '{"type":"connection_ack"}'


class Malformed(ValueError):  # noqa: N818 - says what is the matter
    """The message is none of the protocol's; what we say of it fits a close frame (at most 123 bytes)."""


@dataclass(frozen=True, slots=True)
class Init:
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Pong:
    pass


@dataclass(frozen=True, slots=True)
class Subscribe:
    id: str
    asked: OperationRequest


@dataclass(frozen=True, slots=True)
class Complete:
    id: str


Message = Init | Ping | Pong | Subscribe | Complete


def parsed(text: str) -> Message:
    """Read a client's message; raises Malformed."""
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Malformed("A message must be JSON") from None
    if not isinstance(message, dict):
        raise Malformed("A message must be a JSON object")
    match message.get("type"):
        case "connection_init":
            return Init(_payload(message))
        case "ping":
            _payload(message)
            return Ping()
        case "pong":
            _payload(message)
            return Pong()
        case "subscribe":
            return Subscribe(_id(message), _asked(message))
        case "complete":
            return Complete(_id(message))
    raise Malformed("The type of the message is none of graphql-transport-ws")


def next_(operation_id: str, payload: bytes) -> str:
    """Put the frame around a payload that is JSON already."""
    return f'{{"id":{_quoted(operation_id)},"type":"next","payload":{payload.decode()}}}'


def error(operation_id: str, *errors: ErrorDict) -> str:
    return f'{{"id":{_quoted(operation_id)},"type":"error","payload":{orjson.dumps(errors).decode()}}}'


def complete(operation_id: str) -> str:
    return f'{{"id":{_quoted(operation_id)},"type":"complete"}}'


def _quoted(operation_id: str) -> str:
    return orjson.dumps(operation_id).decode()


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    if not isinstance(payload, dict | None):
        raise Malformed("The payload must be an object")
    return payload or {}


def _id(message: dict[str, Any]) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not operation_id:
        raise Malformed("The id must be a string that is not empty")
    return operation_id


def _asked(message: dict[str, Any]) -> OperationRequest:
    if not isinstance(message.get("payload"), dict):
        raise Malformed("The payload must be an object")
    try:
        return OperationRequest.of(message["payload"])
    except BadRequest as bad:
        raise Malformed(str(bad)) from None

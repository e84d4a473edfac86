"""What a client asks for, checked before anything else looks at it: the same on every transport."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

import orjson

MOST_PARAMETERS = 20


class BadRequest(ValueError):  # noqa: N818 - named like the status code
    """The request has the wrong shape; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class OperationRequest:
    query: str
    operation_name: str | None
    variables: dict[str, Any]
    extensions: dict[str, Any]

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """Read the body of a POST; raises BadRequest."""
        return cls.of(_json(body, "The body"))

    @classmethod
    def from_query_string(cls, query_string: bytes) -> Self:
        """Read the parameters of a GET, where `variables` and `extensions` are JSON; raises BadRequest."""
        try:
            parameters: dict[str, Any] = dict(
                parse_qsl(
                    query_string.decode("ascii"),
                    keep_blank_values=True,
                    errors="strict",
                    max_num_fields=MOST_PARAMETERS,
                )
            )
        except ValueError:
            raise BadRequest("The query string must be URL-encoded UTF-8.") from None
        for name in ("variables", "extensions"):
            if name in parameters:
                parameters[name] = _json(parameters[name], f"`{name}`")
        return cls.of(parameters)

    @classmethod
    def of(cls, parameters: object) -> Self:
        """Take the parameters from parsed JSON; raises BadRequest. Parameters nobody knows are left alone."""
        if isinstance(parameters, list):
            raise BadRequest("Batches are not supported: send one operation per request.")
        if not isinstance(parameters, dict):
            raise BadRequest("A request must be a JSON object.")
        query = parameters.get("query")
        if not isinstance(query, str):
            raise BadRequest("`query` must be a string.")
        name = parameters.get("operationName")
        if not isinstance(name, str | None):
            raise BadRequest("`operationName` must be a string or null.")
        return cls(query, name or None, _object(parameters, "variables"), _object(parameters, "extensions"))


def _json(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"{what} must be JSON in UTF-8: {error.msg}.") from None


def _object(parameters: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = parameters.get(name)
    if not isinstance(value, dict | None):
        raise BadRequest(f"`{name}` must be an object or null.")
    return value or {}

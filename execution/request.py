"""What a client asks for, checked before anything else looks at it: the same on every transport."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl

import orjson

from execution.manifest import bare

MOST_PARAMETERS = 20
_USUAL = frozenset({"query", "variables", "operationName"})
_OBJECT, _TEXT = frozenset({dict, type(None)}), frozenset({str, type(None)})


class BadRequest(ValueError):  # noqa: N818 - named like the status code
    """The request has the wrong shape; the message says what is expected."""


class OperationRequest(NamedTuple):
    """Has a `query`, a `document_id`, or both."""

    query: str | None
    document_id: str | None
    """The digest that names a trusted document, without its prefix."""
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
        if type(parameters) is dict and parameters.keys() <= _USUAL:
            query, variables, name = (
                parameters.get("query"),
                parameters.get("variables"),
                parameters.get("operationName"),
            )
            if type(query) is str and type(variables) in _OBJECT and type(name) in _TEXT:
                return cls(query, None, name or None, variables or {}, {})
        if isinstance(parameters, list):
            raise BadRequest("Batches are not supported: send one operation per request.")
        if not isinstance(parameters, dict):
            raise BadRequest("A request must be a JSON object.")
        query = parameters.get("query")
        extensions = _object(parameters, "extensions")
        document_id = _document_id(parameters.get("documentId"), extensions.get("persistedQuery"))
        if not isinstance(query, str) and (query is not None or document_id is None):
            raise BadRequest("`query` must be a string.")
        name = parameters.get("operationName")
        if not isinstance(name, str | None):
            raise BadRequest("`operationName` must be a string or null.")
        return cls(query, document_id, name or None, _object(parameters, "variables"), extensions)


def _json(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"{what} must be JSON in UTF-8: {error.msg}.") from None


def _document_id(named: Any, persisted: Any) -> str | None:
    """As GraphQL over HTTP sends it, or as Apollo's clients do."""
    if not isinstance(named, str | None):
        raise BadRequest("`documentId` must be a string or null.")
    if persisted is None:
        return None if named is None else bare(named)
    if not isinstance(persisted, dict) or persisted.get("version", 1) != 1:
        raise BadRequest("`extensions.persistedQuery` must be an object of version 1.")
    hashed = persisted.get("sha256Hash")
    if not isinstance(hashed, str):
        raise BadRequest("`extensions.persistedQuery.sha256Hash` must be a string.")
    if named is not None and bare(named) != hashed:
        raise BadRequest("`documentId` and `extensions.persistedQuery` name different documents.")
    return hashed


def _object(parameters: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = parameters.get(name)
    if not isinstance(value, dict | None):
        raise BadRequest(f"`{name}` must be an object or null.")
    return value or {}

"""Manifests of trusted documents, as the builds of clients write them: documents named by their SHA-256."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

PREFIX = "sha256:"
APOLLO = "apollo-persisted-query-manifest"


class BadManifest(ValueError):  # noqa: N818  a message for the operator
    """The manifest or one of its documents cannot be used; the message names it and says why."""


def digest(document: str) -> str:
    """The SHA-256 of the document's text in UTF-8, in lower-case hexadecimals."""
    return hashlib.sha256(document.encode()).hexdigest()


def bare(identifier: str) -> str:
    """The identifier without the prefix `sha256:`, which it may have or not."""
    return identifier.removeprefix(PREFIX)


def read_manifest(text: bytes) -> dict[str, str]:
    """The documents by their digests, from `{"<sha256>": "<document>"}` or Apollo's manifest; raises BadManifest."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadManifest(f"it must be JSON in UTF-8: {error.msg}") from None
    if not isinstance(content, dict):
        raise BadManifest("it must be a JSON object")
    documents = _of_apollo(content) if isinstance(content.get("operations"), list) else content
    return {_checked(identifier, document): document for identifier, document in documents.items()}


def _of_apollo(content: Mapping[str, Any]) -> dict[str, Any]:
    if content.get("format") != APOLLO or content.get("version") != 1:
        raise BadManifest(f"with `operations`, its format must be {APOLLO}, version 1")
    documents = {}
    for place, operation in enumerate(content["operations"]):
        if not isinstance(operation, dict) or not isinstance(operation.get("id"), str):
            raise BadManifest(f"operation {place} must be an object with an `id` and a `body`")
        documents[operation["id"]] = operation.get("body")
    return documents


def _checked(identifier: str, document: Any) -> str:
    if not isinstance(document, str):
        raise BadManifest(f"document {identifier} must be text")
    found = digest(document)
    if bare(identifier) != found:
        raise BadManifest(f"document {identifier} is not named by its SHA-256, which is {found}")
    return found

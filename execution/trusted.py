"""Trusted documents: what is named by its hash instead of sent, and who may send nothing else."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from execution.answer import Answer
from execution.errors import Code, an_error
from execution.manifest import digest
from execution.request import OperationRequest

DISAGREE = "`query` is not the document that its SHA-256 names: send one of the two."
UNTRUSTED = "You may only send documents that were registered beforehand."
UNKNOWN = "PersistedQueryNotFound"
UNSUPPORTED = "PersistedQueryNotSupported"
"""Clients look for these two words, too."""

Only = Callable[[Any], bool]
"""Whether whoever stands behind a context may send nothing but trusted documents."""


def nobody(_: object) -> bool:
    return False


class Trusted:
    """`documents` by their digests; None: there is no list. What is in it is as good when it is sent as text."""

    def __init__(self, documents: Mapping[str, str] | None = None, *, only: Only = nobody) -> None:
        self._documents = documents
        self._sources = frozenset((documents or {}).values())
        self._only = only

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Digest and source of each."""
        return iter((self._documents or {}).items())

    def source(self, asked: OperationRequest, context: Any) -> str | Answer:
        """Give the document that is meant, or the refusal to be sent instead."""
        if asked.query is None:
            return self._named(asked.document_id or "")
        if asked.document_id is not None and digest(asked.query) != asked.document_id:
            return Answer.refusal(an_error(DISAGREE, Code.BAD_REQUEST))
        if asked.query not in self._sources and self._only(context):
            return Answer.refusal(an_error(UNTRUSTED, Code.QUERY_NOT_IN_SAFELIST))
        return asked.query

    def _named(self, name: str) -> str | Answer:
        if self._documents is None:
            return Answer.refusal(an_error(UNSUPPORTED, Code.PERSISTED_QUERY_NOT_SUPPORTED))
        found = self._documents.get(name)
        return Answer.refusal(an_error(UNKNOWN, Code.PERSISTED_QUERY_NOT_FOUND)) if found is None else found

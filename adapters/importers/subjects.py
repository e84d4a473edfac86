"""A subject for a ticket whose source has none: what it is about, without personal data."""

from functools import lru_cache

from adapters.importers.names import shown
from domain.shared.errors import Refusal
from domain.shared.text import SUBJECT_LENGTH, a_subject

NO_SUBJECT = "导入的工单"


@lru_cache(maxsize=1 << 14)
def subject_of(business_line: str | None, kind: str | None) -> str:
    """`Category 55 · Subcategory 170`; a name that holds personal data does not get in."""
    names = (shown(name, SUBJECT_LENGTH) for name in (business_line, kind) if name)
    words = " · ".join(name for name in names if name)[:SUBJECT_LENGTH]
    try:
        return a_subject(words or NO_SUBJECT)
    except Refusal:
        return NO_SUBJECT

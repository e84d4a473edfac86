"""What a text in the incident log can mean; None when it means nothing we know."""

import re
from sys import intern

from adapters.importers.source_row import SourceState

NAME_LENGTH = 200
NUMBER_LENGTH = 64
MOST_REOPENINGS = 999

_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_DEGREE = re.compile(r"([1-5])(?:\s.*)?", re.ASCII)
_TRUTHS = {"true": True, "false": False}
_STATES = {state.value: state for state in SourceState}


def a_name(text: str) -> str | None:
    """A million rows share a few thousand names."""
    return intern(text) if len(text) <= NAME_LENGTH and "\x00" not in text else None


def a_number(text: str) -> str | None:
    return a_name(text) if len(text) <= NUMBER_LENGTH else None


def a_state(text: str) -> SourceState | None:
    return _STATES.get(text)


def a_count(text: str) -> int | None:
    return int(text) if _COUNT.fullmatch(text) else None


def a_count_of_reopenings(text: str) -> int | None:
    """Each one begins a cycle, so a count out of all reason is no count."""
    count = a_count(text)
    return count if count is not None and count <= MOST_REOPENINGS else None


def a_truth(text: str) -> bool | None:
    return _TRUTHS.get(text.lower())


def a_priority(text: str) -> int | None:
    """The digit in `3 - Moderate`."""
    match = _DEGREE.fullmatch(text)
    return int(match[1]) if match else None


def a_third(text: str) -> int | None:
    """Impact and urgency have three degrees."""
    degree = a_priority(text)
    return degree if degree is not None and degree <= 3 else None  # noqa: PLR2004

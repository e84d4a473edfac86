"""A span of opening hours within one day, and the seven days of a week."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from domain.shared.errors import Invalid

WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `opens` up to, not including, `closes`: seconds into the local day, 0 to 86,400."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise Invalid(
                f"the span {self} does not end after it begins; one that crosses midnight is written as two,"
                " until 24:00 and from 00:00 of the next day",
                field=["week"],
            )

    @classmethod
    def of(cls, text: str) -> "Span":
        """Reads `09:00-17:30`; Invalid for anything else."""
        opens, dash, closes = text.partition("-")
        if not dash:
            raise Invalid(f"{text!r} is no span such as 09:00-17:30", field=["week"])
        return cls(_seconds(opens), _seconds(closes))

    def __str__(self) -> str:
        return f"{_shown(self.opens)}-{_shown(self.closes)}"


def spans_of(texts: Iterable[str]) -> tuple[Span, ...]:
    """Several spans of one day in order; Invalid when two overlap."""
    spans = tuple(sorted(Span.of(text) for text in texts))
    for before, after in pairwise(spans):
        if after.opens < before.closes:
            raise Invalid(f"the spans {before} and {after} overlap", field=["week"])
    return spans


def week_of(body: Mapping[str, Iterable[str]]) -> tuple[tuple[Span, ...], ...]:
    """Seven days from Monday; a day that is not named is closed. Invalid for a name that is no weekday."""
    for name in body:
        if name not in WEEKDAYS:
            raise Invalid(f"{name!r} is no weekday; they are {', '.join(WEEKDAYS)}", field=["week", name])
    return tuple(spans_of(body.get(name, ())) for name in WEEKDAYS)


def _seconds(text: str) -> int:
    if not _TIME.fullmatch(text):
        raise Invalid(f"{text!r} is no time of day from 00:00 to 24:00", field=["week"])
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _shown(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"

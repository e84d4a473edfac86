"""Reads the trading activity of a firm from a csv, one piece after the other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from adapters.importers.rejects import Reject, quoted
from adapters.importers.source_file import UnreadableFile
from adapters.importers.source_record import Record, header_of, records
from adapters.importers.source_time import instant
from domain.activity.activity import CURRENCY, ActivityKind

REQUIRED = ("customer", "time", "kind", "amount_minor")
COLUMNS = (*REQUIRED, "currency", "reference")
CUSTOMER_LENGTH = 100

_WHOLE = re.compile(r"\d{1,16}", re.ASCII)
_KINDS = {each.value.lower(): each for each in ActivityKind}


@dataclass(slots=True)
class ActivityLine:
    """As it stands in the file, of a customer by the firm's own reference."""

    line: int
    customer: str
    at: datetime
    kind: ActivityKind
    amount: int
    currency: str
    reference: str
    raw: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """As it was written."""
        return self.raw.decode()


def read_activity(path: Path) -> Iterator[ActivityLine | Reject]:
    """The header is read at once, so a file that is no activity file is refused here: UnreadableFile."""
    source = records(path)
    positions = header_of(source, path, needed=REQUIRED)
    unknown = [name for name in positions if name not in COLUMNS]
    if unknown:
        known = ", ".join(COLUMNS)
        raise UnreadableFile(f"{path}: unknown columns: {', '.join(map(quoted, unknown))} (known: {known})")
    return _lines(positions, source)


def _lines(positions: Mapping[str, int], source: Iterator[Record]) -> Iterator[ActivityLine | Reject]:
    width = len(positions)
    customer, time, kind, amount = (positions[name] for name in REQUIRED)
    currency, reference = positions.get("currency"), positions.get("reference")
    for record in source:
        cells = record.fields
        fault = record.fault
        if fault is None and len(cells) != width:
            fault = f"wrong number of fields: {len(cells)}, the header has {width}"
        if fault is not None:
            yield Reject(record.line, fault, record.text)
            continue
        try:
            yield ActivityLine(
                record.line,
                _customer(cells[customer].strip()),
                _time(cells[time].strip()),
                _kind(cells[kind].strip()),
                _amount(cells[amount].strip()),
                CURRENCY if currency is None else cells[currency].strip() or CURRENCY,
                "" if reference is None else cells[reference].strip(),
                record.raw,
            )
        except ValueError as unfit:
            yield Reject(record.line, str(unfit), record.text)


def _customer(text: str) -> str:
    if not text:
        raise ValueError("customer: missing")
    if len(text) > CUSTOMER_LENGTH or "\x00" in text:
        raise ValueError(f"customer: unreadable {quoted(text)}")
    return text


def _time(text: str) -> datetime:
    try:
        return instant(text)
    except ValueError:
        right = "an ISO time such as 2026-03-02T09:31:05"
        raise ValueError(_unlike("time", text, f"is not {right}")) from None


def _kind(text: str) -> ActivityKind:
    found = _KINDS.get(text.lower())
    if found is None:
        raise ValueError(_unlike("kind", text, f"is none of {', '.join(_KINDS)}"))
    return found


def _amount(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        right = "a whole number of minor units such as fen"
        raise ValueError(_unlike("amount_minor", text, f"is not {right}"))
    return int(text)


def _unlike(column: str, text: str, wrong: str) -> str:
    return f"{column}: {quoted(text)} {wrong}" if text else f"{column}: missing"

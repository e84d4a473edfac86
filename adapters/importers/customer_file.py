"""Reads the customers of a firm from a csv, one after the other."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from adapters.importers.customer_row import COLUMNS, REQUIRED, CustomerRow, read_customer
from adapters.importers.rejects import Reject, quoted
from adapters.importers.source_file import UnreadableFile
from adapters.importers.source_record import Record, header_of, records


def read_customers(path: Path) -> Iterator[CustomerRow | Reject]:
    """The header is read at once, so a file that is no customer file is refused here: UnreadableFile."""
    source = records(path)
    positions = header_of(source, path, needed=REQUIRED)
    unknown = [name for name in positions if name not in COLUMNS]
    if unknown:
        known = ", ".join(COLUMNS)
        raise UnreadableFile(f"{path}: unknown columns: {', '.join(map(quoted, unknown))} (known: {known})")
    return _once_each(positions, source)


def _once_each(positions: Mapping[str, int], source: Iterator[Record]) -> Iterator[CustomerRow | Reject]:
    first_lines: dict[str, int] = {}
    for record in source:
        row = read_customer(positions, record)
        if isinstance(row, CustomerRow):
            first = first_lines.setdefault(row.external_reference, row.line)
            if first != row.line:
                reason = f"external_reference: {quoted(row.external_reference)} is already on line {first}"
                yield Reject(row.line, reason, record.text)
                continue
        yield row

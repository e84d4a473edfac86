"""Turns one record of the incident log into a row, or into a reject that says which value was at fault."""

from collections.abc import Callable, Iterator, Mapping
from operator import getitem, itemgetter
from typing import Any

from adapters.importers.hindsight import ENDED, NOT_YET, Ending, as_known
from adapters.importers.rejects import Reject
from adapters.importers.source_column import UNKNOWN, Column
from adapters.importers.source_record import Record
from adapters.importers.source_row import SourceRow
from adapters.importers.source_time import source_time
from adapters.importers.source_value import (
    a_count,
    a_count_of_reopenings,
    a_name,
    a_number,
    a_priority,
    a_state,
    a_third,
    a_truth,
)

# In the order in which RowReader.read takes them apart.
COLUMNS: dict[str, Callable[[str], Any]] = {
    "number": a_number,
    "incident_state": a_state,
    "sys_mod_count": a_count,
    "sys_updated_at": source_time,
    "opened_at": source_time,
    "reopen_count": a_count_of_reopenings,
    "made_sla": a_truth,
    "caller_id": a_name,
    "contact_type": a_name,
    "category": a_name,
    "subcategory": a_name,
    "impact": a_third,
    "urgency": a_third,
    "priority": a_priority,
    "assignment_group": a_name,
    "assigned_to": a_name,
    "sys_updated_by": a_name,
    "resolved_by": a_name,
    "resolved_at": source_time,
    "closed_at": source_time,
    "closed_code": a_name,
}
REQUIRED = 5  # the first five


class RowReader:
    """Reads the records of one file, whose columns may stand in any order."""

    def __init__(self, positions: Mapping[str, int]) -> None:
        self._width = len(positions)
        self._texts = itemgetter(*(positions[name] for name in COLUMNS))
        self._doubtful: set[str] = set()
        self._columns = [Column(name, read, self._doubtful) for name, read in COLUMNS.items()]

    def read(self, record: Record) -> SourceRow | Reject:
        if record.fault:
            return Reject(record.line, record.fault, record.text)
        if len(record.fields) != self._width:
            wrong = f"wrong number of fields: {len(record.fields)}, the header has {self._width}"
            return Reject(record.line, wrong, record.text)
        texts = self._texts(record.fields)
        values: list[Any] = list(map(getitem, self._columns, texts))
        if None in values[:REQUIRED]:
            return Reject(record.line, "; ".join(self._complaints(texts, required=True)), record.text)
        number, state, mod_count, updated_at, opened_at, *optional = values
        reopen_count, made_sla, caller, channel, category, subcategory, impact, urgency, priority, *optional = optional
        group, assignee, author, *ending = optional
        return SourceRow(
            record.line,
            record.digest,
            number,
            state,
            updated_at,
            opened_at,
            mod_count,
            reopen_count,
            made_sla,
            caller,
            channel,
            category,
            subcategory,
            priority if impact is None or urgency is None else impact + urgency - 1,
            group,
            assignee,
            author,
            *(as_known(Ending(*ending), state, updated_at) if state in ENDED else NOT_YET),
            tuple(self._complaints(texts, required=False)) if self._doubtful else (),
        )

    def _complaints(self, texts: tuple[str, ...], required: bool) -> Iterator[str]:
        pairs = list(zip(self._columns, texts, strict=True))
        for column, text in pairs[:REQUIRED] if required else pairs[REQUIRED:]:
            complaint = column.complaint(text)
            if complaint and (required or text.strip() not in UNKNOWN):
                yield complaint

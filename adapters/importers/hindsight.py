"""Keeps the future out: the log writes how an incident ended on every one of its rows."""

from datetime import datetime
from typing import NamedTuple

from adapters.importers.source_row import SourceState


class Ending(NamedTuple):
    """The last resolution and the last closing of an incident."""

    resolver: str | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closed_code: str | None = None


NOT_YET = Ending()
ENDED = (SourceState.RESOLVED, SourceState.CLOSED)


def as_known(ending: Ending, state: SourceState, now: datetime) -> Ending:
    """As much of the ending as had happened when the row was written.

    A row closed before the last closing knows neither its time nor its code. A resolution without a time
    had happened for certain only once the incident was closed for good.
    """
    if state is SourceState.RESOLVED:
        return Ending(ending.resolver, ending.resolved_at) if _over(ending.resolved_at, now) else NOT_YET
    if state is not SourceState.CLOSED:
        return NOT_YET
    if not _over(ending.resolved_at or ending.closed_at, now):
        ending = ending._replace(resolver=None, resolved_at=None)
    if ending.closed_at is not None and ending.closed_at > now:
        ending = ending._replace(closed_at=None, closed_code=None)
    return ending


def _over(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now

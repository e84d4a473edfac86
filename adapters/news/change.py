"""An event of the log with the image that was there before it: what changed, and from what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.database import Row, instant, json
from adapters.reads.events import EventView, event_view

Image = Mapping[str, Any]

COLUMNS = (
    "e.position, e.at, e.aggregate, e.aggregate_id, e.version, e.type, e.author, e.reason, e.request_id, e.imported,"
    " e.facts, e.image, null as sealed, b.image as image_before, b.at as at_before"
)
FROM = "event e left join event b on b.aggregate_id = e.aggregate_id and b.version = e.version - 1"
"""An aggregate's events lie in the order of their versions, so the one before is there."""


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `before_at` (when that image came about) are None for what is new."""

    event: EventView
    after: Image
    """The image that the event left behind; every group looks at it."""
    before: Image | None
    before_at: datetime | None

    @property
    def position(self) -> int:
        """Where it stands in the log."""
        return self.event.position


def change_of(row: Row) -> Change:
    """From a row of COLUMNS."""
    return Change(event_view(row), json(row["image"]), json(row["image_before"]), instant(row["at_before"]))

"""What a department is given when a wave is over: its own results, and nobody else's (source: P6.2-c)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.shared.aggregate import Aggregate
from domain.survey import events


@dataclass(slots=True, kw_only=True)
class DepartmentResult(Aggregate):
    """`body` holds what may be shown; where its cell is hidden, that it is."""

    KIND: ClassVar[str] = "survey_result"

    wave_id: UUID
    department: str
    body: Mapping[str, Any]
    delivered_at: datetime

    @classmethod
    def deliver(
        cls,
        wave_id: UUID,
        department: str,
        body: Mapping[str, Any],
        *,
        id: UUID,  # noqa: A002
        at: datetime,
    ) -> "DepartmentResult":
        """Once for each department whose customers were asked."""
        result = cls(id=id, wave_id=wave_id, department=department, body=body, delivered_at=at)
        result._record(events.DepartmentResultsDelivered(at=at, result_id=id, wave_id=wave_id))
        return result

    def state(self) -> dict[str, Any]:
        """Nothing of it changes; no figure is in an event."""
        return {}

    def image(self) -> dict[str, Any]:
        """Whose they are."""
        return {"wave": self.wave_id, "department": self.department}

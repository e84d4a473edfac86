"""An interview (访谈): what a customer said in a conversation about the same questions (source: P6.1-d)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.shared.aggregate import Aggregate
from domain.shared.text import a_text
from domain.survey import events
from domain.survey.lifecycle import WAVE_LIFECYCLE, WaveAction
from domain.survey.wave import SurveyWave


@dataclass(slots=True, kw_only=True)
class Interview(Aggregate):
    """The words are sealed under the customer's key, so it is an aggregate of its own and not part of its wave."""

    KIND: ClassVar[str] = "survey_interview"

    wave_id: UUID
    customer_id: UUID
    recorded_at: datetime
    recorded_by: str

    @classmethod
    def record(
        cls,
        wave: SurveyWave,
        customer_id: UUID,
        text: str,
        *,
        id: UUID,  # noqa: A002
        at: datetime,
        by: str,
    ) -> "Interview":
        """While the wave runs, or when it is over."""
        WAVE_LIFECYCLE.after(WaveAction.RECORD_INTERVIEW, wave.status)
        text = a_text(text, field="text")
        interview = cls(id=id, wave_id=wave.id, customer_id=customer_id, recorded_at=at, recorded_by=by)
        interview._record(
            events.InterviewRecorded(at=at, interview_id=id, wave_id=wave.id, customer_id=customer_id, text=text)
        )
        return interview

    def state(self) -> dict[str, Any]:
        """Nothing of it changes."""
        return {}

    def image(self) -> dict[str, Any]:
        """With whom, and in which wave."""
        return {"wave": self.wave_id, "customer": self.customer_id, "recorded_by": self.recorded_by}

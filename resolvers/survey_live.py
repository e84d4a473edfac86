"""What is followed live of surveys."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from domain.survey.access import REPORT_READERS
from domain.survey.lifecycle import WaveStatus
from resolvers.given import row
from schema.context import Info, viewer_of
from schema.rights import subscription
from schema.survey import SurveyResponses, SurveyResponsesFrame

OfWave = Annotated[strawberry.ID, strawberry.argument(description="Of this survey.")]


@strawberry.type
class SurveySubscription:
    """Surveys as they are answered."""

    @subscription(
        "How many have answered a survey (实时回收情况): at once, then whenever it changed, at most one frame a"
        " second; ends at once when there is no such survey in scope.",
        readers=REPORT_READERS,
    )
    async def survey_responses(self, info: Info, wave_id: OfWave) -> AsyncGenerator[SurveyResponsesFrame, None]:
        viewer, wave = viewer_of(info), row("SurveyWave", wave_id, "waveId")
        async with aclosing(info.context.live.responses(viewer, wave)) as frames:
            async for frame in frames:
                yield SurveyResponsesFrame(
                    as_of=frame.as_of, status=WaveStatus(frame.wave.status),
                    responses=SurveyResponses.of(frame.count, frame.wave.plan["smallest_cell"]),
                )  # fmt: skip

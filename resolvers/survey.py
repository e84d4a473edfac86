"""What is read of surveys."""

from typing import Annotated

import strawberry

from adapters.reads import asked, surveys
from domain.shared.errors import NotFound
from domain.survey.access import (
    COMMENT_READERS,
    INTERVIEW_READERS,
    INVITATION_READERS,
    SENDERS,
    WAVE_READERS,
)
from domain.survey.lifecycle import InvitationStatus
from resolvers.given import exactly_one, in_words_of_the_query, maybe_row, row, values_of, words
from schema.asked import (
    SurveyComment,
    SurveyComments,
    SurveyInterview,
    SurveyInterviewConnection,
    SurveyInterviewEdge,
    SurveyInvitation,
    SurveyInvitationConnection,
    SurveyInvitationEdge,
)
from schema.context import Info, reader_of, viewer_of
from schema.paging import After, First, a_page, within_a_page
from schema.questionnaire import Questionnaire
from schema.rights import field
from schema.survey import (
    SurveyWave,
    SurveyWaveConnection,
    SurveyWaveEdge,
    SurveyWaveFilter,
    SurveyWaveOrder,
)
from schema.survey_schedule import SurveySchedule, SurveyScheduleConnection, SurveyScheduleEdge

Which = Annotated[SurveyWaveFilter | None, strawberry.argument(description="Which ones; all in scope if not given.")]
InOrder = Annotated[SurveyWaveOrder | None, strawberry.argument(description="In which order.")]
OfWave = Annotated[strawberry.ID, strawberry.argument(description="Of this survey.")]
MaybeOfWave = Annotated[strawberry.ID | None, strawberry.argument(description="Of this survey; of all if not given.")]
MaybeId = Annotated[strawberry.ID | None, strawberry.argument(description="The survey, by its id.")]
MaybeCode = Annotated[str | None, strawberry.argument(description="The survey, by its code.")]
Code = Annotated[str, strawberry.argument(description="The questionnaire, by its code.")]
Version = Annotated[int | None, strawberry.argument(description="Which version; the newest if not given.")]
Statuses = Annotated[list[InvitationStatus] | None, strawberry.argument(description="In one of these statuses.")]


@strawberry.type
class SurveyQuery:
    """The root fields about surveys."""

    @field("One survey (满意度调查) by its id or its code; null when there is none in scope.", readers=WAVE_READERS)
    async def survey_wave(self, info: Info, id: MaybeId = None, code: MaybeCode = None) -> SurveyWave | None:
        exactly_one(id=id, code=code)
        if id is not None:
            return await reader_of(info).surveys.wave(row("SurveyWave", id, "id"))
        criteria = surveys.WaveCriteria(code=words(code, "code"))
        order = surveys.WAVE_ORDERS["PLANNED_AT"]
        page = await surveys.waves_page(
            info.context.house.database, viewer_of(info), criteria, order, first=1, after=None
        )  # fmt: skip
        return SurveyWave.of(page.rows[0]) if page.rows else None

    @field("Surveys (满意度调查) in scope, in pages (source: P6.1).", readers=WAVE_READERS)
    async def survey_waves(
        self, info: Info, first: First, filter: Which = None,
        order_by: InOrder = SurveyWaveOrder.PLANNED_AT_DESC, after: After = None,
    ) -> SurveyWaveConnection:  # fmt: skip
        criteria = surveys.WaveCriteria(status=None if filter is None else values_of(filter.status, "status"))
        order = surveys.WAVE_ORDERS[(order_by or SurveyWaveOrder.PLANNED_AT_DESC).value]
        with in_words_of_the_query():
            page = await surveys.waves_page(
                info.context.house.database, viewer_of(info), criteria, order,
                first=within_a_page(first, "first"), after=after,
            )  # fmt: skip
        nodes = [SurveyWave.of(view) for view in page.rows]
        return a_page(
            SurveyWaveConnection, SurveyWaveEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria
        )  # fmt: skip

    @field("A questionnaire (问卷); null when no such version is published.", readers=WAVE_READERS)
    async def questionnaire(self, info: Info, code: Code, version: Version = None) -> Questionnaire | None:
        try:
            return await reader_of(info).surveys.questionnaire(words(code, "code") or code, version)
        except NotFound:
            return None

    @field("The newest version of each questionnaire, the first 100 by code (问卷).", readers=WAVE_READERS, size=3)
    async def questionnaires(self, info: Info) -> list[Questionnaire]:
        policies = info.context.house.policies
        await policies.refresh()
        codes = policies.questionnaire_codes()[:100]
        return [Questionnaire.of(await policies.questionnaire(code)) for code in codes]

    @field("Invitations to surveys (调查邀请) in scope, in pages: a customer's own.", readers=INVITATION_READERS)
    async def survey_invitations(
        self, info: Info, first: First, wave_id: MaybeOfWave = None, status: Statuses = None, after: After = None
    ) -> SurveyInvitationConnection:
        criteria = asked.InvitationCriteria(
            wave_id=maybe_row("SurveyWave", wave_id, "waveId"), status=values_of(status, "status")
        )
        with in_words_of_the_query():
            page = await asked.invitations_page(
                info.context.house.database, viewer_of(info), criteria, first=within_a_page(first, "first"),
                after=after,
            )  # fmt: skip
        nodes = [SurveyInvitation.of(view) for view in page.rows]
        return a_page(
            SurveyInvitationConnection, SurveyInvitationEdge, nodes, page.cursors, more=page.more, after=after,
            filter=criteria,
        )  # fmt: skip

    @field("Interviews (访谈) beside a survey, in pages: all, or those the viewer recorded.", readers=INTERVIEW_READERS)
    async def survey_interviews(
        self, info: Info, wave_id: OfWave, first: First, after: After = None
    ) -> SurveyInterviewConnection:
        wave = row("SurveyWave", wave_id, "waveId")
        with in_words_of_the_query():
            page = await asked.interviews_page(
                info.context.house.database, viewer_of(info), wave, first=within_a_page(first, "first"), after=after
            )
        nodes = [SurveyInterview.of(view) for view in page.rows]
        return a_page(
            SurveyInterviewConnection, SurveyInterviewEdge, nodes, page.cursors, more=page.more, after=after,
            filter=wave,
        )  # fmt: skip

    @field("Comments (意见) of a survey that is over, those of so many answers.", readers=COMMENT_READERS, cost=10)
    async def survey_comments(self, info: Info, wave_id: OfWave, first: First, after: After = None) -> SurveyComments:
        house = info.context.house
        with in_words_of_the_query():
            said, end = await asked.comments_of(
                house.database, house.vault, row("SurveyWave", wave_id, "waveId"), first=within_a_page(first, "first"),
                after=after,
            )  # fmt: skip
        return SurveyComments(
            comments=[SurveyComment(question=question, text=text) for question, text in said], end_cursor=end
        )

    @field("Surveys that recur (定期调查), in pages (source: P3.2-a).", readers=WAVE_READERS - SENDERS)
    async def survey_schedules(self, info: Info, first: First, after: After = None) -> SurveyScheduleConnection:
        with in_words_of_the_query():
            page = await surveys.schedules_page(
                info.context.house.database, first=within_a_page(first, "first"), after=after
            )  # fmt: skip
        nodes = [SurveySchedule.of(view) for view in page.rows]
        return a_page(
            SurveyScheduleConnection, SurveyScheduleEdge, nodes, page.cursors, more=page.more, after=after
        )  # fmt: skip

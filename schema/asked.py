"""Who was asked, what they said in conversations and in their own words, as clients see it."""

from datetime import datetime
from typing import Any, ClassVar

import strawberry

from domain.customer.access import READERS as CUSTOMER_READERS
from domain.survey.access import (
    COMMENT_READERS,
    INTERVIEW_READERS,
    INTERVIEW_TEXT_READERS,
    INVITATION_READERS,
    WAVE_READERS,
)
from domain.survey.lifecycle import InvitationStatus
from domain.survey.questionnaire import Language
from schema.context import Info, reader_of, soon, text_of
from schema.customer import Customer
from schema.ids import ids_of
from schema.paging import Node, PageInfo
from schema.rights import field, governed
from schema.stored import OfRow, Stored, member, plain
from schema.survey import SurveyWave

strawberry.enum(InvitationStatus, name="SurveyInvitationStatus", description="Where an invitation stands (邀请状态).")


@governed(INVITATION_READERS)
@strawberry.type(description="An invitation to a survey (调查邀请). What was answered is shown to nobody.")
class SurveyInvitation(OfRow, Node):
    """A customer sees their own."""

    stored: ClassVar = {
        "id": Stored("id", ids_of("SurveyInvitation")),
        "status": Stored("status", member(InvitationStatus)),
        "language": Stored("language", member(Language)),
        **plain("version title closes_at invited_at reminded"),
    }

    version: int = field("Rises with every change.")
    title: str = field("What the survey is called (标题).")
    closes_at: datetime = field("Until when answers are taken (截止时间).")
    language: Language = field("In which language it was sent.")
    status: InvitationStatus = field("Where it stands (状态).")
    invited_at: datetime = field("When the customer was invited.")
    reminded: int = field("How many reminders there were (提醒次数).")
    view: strawberry.Private[Any]

    @field("Whose it is (客户).", readers=INVITATION_READERS & CUSTOMER_READERS)
    def customer(self, info: Info) -> Customer | None:
        return soon(reader_of(info).customer(self.view.customer_id))

    @field("To which survey.", readers=INVITATION_READERS & WAVE_READERS)
    def wave(self, info: Info) -> SurveyWave | None:
        return soon(reader_of(info).surveys.wave(self.view.wave_id))


@governed(INVITATION_READERS)
@strawberry.type(description="An invitation in a list (调查邀请).")
class SurveyInvitationEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: SurveyInvitation = field("The invitation.")


@governed(INVITATION_READERS)
@strawberry.type(description="A page of invitations (调查邀请).")
class SurveyInvitationConnection:
    """As Relay has it."""

    edges: list[SurveyInvitationEdge] = field("The invitations with their cursors.")
    nodes: list[SurveyInvitation] = field("The invitations.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).surveys.count_invitations(self.filter)


@governed(INTERVIEW_READERS)
@strawberry.type(description="A conversation beside a survey (访谈; source: P6.1-d).")
class SurveyInterview(OfRow, Node):
    """Its words are sealed under the customer's key."""

    stored: ClassVar = {"id": Stored("id", ids_of("SurveyInterview")), **plain("version recorded_at recorded_by")}

    version: int = field("Rises with every change.")
    recorded_at: datetime = field("When it was recorded.")
    recorded_by: str = field("By whom: role and reference.")
    view: strawberry.Private[Any]

    @field("What the customer said (访谈记录); null when it was erased.", readers=INTERVIEW_TEXT_READERS)
    def text(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("SurveyInterview.text", self.view.id, 1), "text")

    @field("With whom (客户).", readers=INTERVIEW_READERS & CUSTOMER_READERS)
    def customer(self, info: Info) -> Customer | None:
        return soon(reader_of(info).customer(self.view.customer_id))


@governed(INTERVIEW_READERS)
@strawberry.type(description="An interview in a list (访谈).")
class SurveyInterviewEdge:
    """As Relay has it."""

    cursor: str = field("Go on after this one.")
    node: SurveyInterview = field("The interview.")


@governed(INTERVIEW_READERS)
@strawberry.type(description="A page of interviews (访谈).")
class SurveyInterviewConnection:
    """As Relay has it."""

    edges: list[SurveyInterviewEdge] = field("The interviews with their cursors.")
    nodes: list[SurveyInterview] = field("The interviews.")
    page_info: PageInfo = field("Where the page ends.")
    filter: strawberry.Private[Any]

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        return await reader_of(info).surveys.count_interviews(self.filter)


@governed(COMMENT_READERS)
@strawberry.type(description="What somebody wrote to an open question (意见).")
class SurveyComment:
    """Whose it is, is not said."""

    question: str = field("The question, by its code.")
    text: str = field("What was written.")


@governed(COMMENT_READERS)
@strawberry.type(description="Comments of a survey that is over (意见).")
class SurveyComments:
    """In an order that says nothing of whose they are."""

    comments: list[SurveyComment] = field("Those of so many answers.")
    end_cursor: str | None = field("Give it as `after` for the next ones; null when these are the last.")

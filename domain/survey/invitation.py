"""An invitation (调查邀请): one customer, one link that works once, no account needed."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from domain.shared.aggregate import Aggregate
from domain.shared.errors import AlreadyDone, Invalid, NotAllowedNow, NotFound
from domain.survey import events
from domain.survey.frame import Candidate
from domain.survey.lifecycle import INVITATION_LIFECYCLE, InvitationAction, InvitationStatus, WaveAction
from domain.survey.questionnaire import Language, Questionnaire, Touchpoint
from domain.survey.response import Response
from domain.survey.wave import SurveyWave

TOKEN_BITS = 256
TOKEN_LENGTH = (TOKEN_BITS + 5) // 6
"""In characters that carry six bits each."""
LATE = timedelta(minutes=5)
"""What is done so much after its moment was missed, and is told as late."""
NO_SURVEY = "this link does not belong to a survey"


@dataclass(slots=True, kw_only=True)
class Invitation(Aggregate):
    """Only the token's keyed digest is kept: whoever reads our tables cannot answer for a customer.

    The response is not among what its events compare: an answer appears in no list of changes.
    """

    KIND: ClassVar[str] = "survey_invitation"

    wave_id: UUID
    customer_id: UUID
    stratum: str
    touchpoints: frozenset[Touchpoint]
    department: str | None
    token_digest: str
    language: Language
    status: InvitationStatus = InvitationStatus.INVITED
    invited_at: datetime
    last_told_at: datetime
    reminded: int = 0
    answered_at: datetime | None = None
    response: Response | None = None

    @classmethod
    def invite(
        cls,
        wave: SurveyWave,
        customer: Candidate,
        *,
        id: UUID,  # noqa: A002
        token: str,
        key: bytes,
        at: datetime,
        language: Language = Language.ZH,
    ) -> "Invitation":
        """`token` is unguessable, with at least 256 bits; `key` is the one that its digest is made with."""
        wave.takes(WaveAction.INVITE, at=at)
        if len(token) < TOKEN_LENGTH:
            raise Invalid(f"a token has at least {TOKEN_LENGTH} characters", field=["token"])
        invitation = cls(
            id=id,
            wave_id=wave.id,
            customer_id=customer.customer_id,
            stratum=customer.stratum,
            touchpoints=customer.touchpoints,
            department=customer.department,
            token_digest=digest_of(token, key),
            language=language,
            invited_at=at,
            last_told_at=at,
        )
        invitation._record(
            events.CustomerInvited(
                at=at,
                invitation_id=id,
                wave_id=wave.id,
                status=invitation.status,
                customer_id=customer.customer_id,
            )
        )
        return invitation

    def opened_by(self, token: str, keys: Iterable[bytes]) -> None:
        """NotFound for any other token, which says nothing about whether there is such an invitation."""
        if not any(hmac.compare_digest(self.token_digest, digest_of(token, key)) for key in keys):
            raise NotFound(NO_SURVEY, field=["token"])

    def remind(self, wave: SurveyWave, *, answered_of_stratum: int, at: datetime, due: datetime | None = None) -> bool:
        """Once more, if it is time and the answer is still wanted; False when there is nothing to say.

        `due` is the moment at which it was to be done, where that is another than so long after the last time.
        """
        wave.takes(WaveAction.REMIND, at=at)
        if self.status is not InvitationStatus.INVITED or wave.plan.filled(self.stratum, answered_of_stratum):
            return False
        if not wave.plan.reminders.due(self.last_told_at, self.reminded, at):
            return False
        moment = due or self.last_told_at + timedelta(days=wave.plan.reminders.after_days)
        self.status = INVITATION_LIFECYCLE.after(InvitationAction.REMIND, self.status)
        self.reminded += 1
        self.last_told_at = at
        self._record(
            events.CustomerReminded(
                at=at,
                invitation_id=self.id,
                wave_id=self.wave_id,
                status=self.status,
                number=self.reminded,
                late=at - moment > LATE,
            )
        )
        return True

    def answer(
        self,
        wave: SurveyWave,
        questionnaire: Questionnaire,
        *,
        scores: Mapping[str, int],
        texts: Mapping[str, str],
        answered_of_stratum: int,
        at: datetime,
    ) -> None:
        """The link works once; a stratum whose quota is filled is not heard any more.

        `answered_of_stratum` is as read: answers that come in at the same time may exceed a quota by their number.
        """
        if self.status is InvitationStatus.ANSWERED:
            raise AlreadyDone("this survey has been answered, thank you")
        wave.takes(WaveAction.ANSWER, at=at)
        status = INVITATION_LIFECYCLE.after(InvitationAction.ANSWER, self.status)
        if not wave.plan.asks_with(questionnaire):
            raise Invalid("the answers belong to another version of the questionnaire", field=["scores"])
        if wave.plan.filled(self.stratum, answered_of_stratum):
            raise NotAllowedNow("enough customers have answered already, thank you")
        response = Response.of(questionnaire, self.touchpoints, scores, texts)
        self.status, self.answered_at, self.response = status, at, response
        self._record(
            events.SurveyAnswered(
                at=at,
                invitation_id=self.id,
                wave_id=self.wave_id,
                status=status,
                scores=response.scores,
                texts=response.texts,
            )
        )

    def decline(self, *, at: datetime) -> None:
        """The customer does not want to answer: not reminded any more."""
        if self.status is InvitationStatus.DECLINED:
            return
        self.status = INVITATION_LIFECYCLE.after(InvitationAction.DECLINE, self.status)
        self._record(
            events.InvitationDeclined(at=at, invitation_id=self.id, wave_id=self.wave_id, status=self.status)
        )  # fmt: skip

    def state(self) -> dict[str, Any]:
        """Everything that may change, without what was answered."""
        return {
            "status": self.status,
            "last_told_at": self.last_told_at,
            "reminded": self.reminded,
            "answered_at": self.answered_at,
        }

    def image(self) -> dict[str, Any]:
        """Whose it is, and in which wave."""
        return {"wave": self.wave_id, "customer": self.customer_id, "status": self.status}


def digest_of(token: str, key: bytes) -> str:
    """What is kept of a token, and looked up by: the token is random enough to need no salt."""
    return hmac.digest(key, token.encode(), "sha256").hex()

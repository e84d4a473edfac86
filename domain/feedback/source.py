"""Where feedback comes from: how we collected it, in which stage of service, and who passed it on (source: P4.2-a)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.errors import Invalid

REFERENCE_LENGTH = 100


class Collected(StrEnum):
    """The five channels of feedback (反馈渠道); by which means it reached us is a channel of the house."""

    RETURN_VISIT = "RETURN_VISIT"
    QUESTIONNAIRE = "QUESTIONNAIRE"
    SURVEY = "SURVEY"
    SERVICE_RECORD = "SERVICE_RECORD"
    COMPLAINT = "COMPLAINT"


class ServiceStage(StrEnum):
    """Which stage of the customer's life with us it is about (服务阶段; source: P3.2-d)."""

    OPENING = "OPENING"
    TRADING = "TRADING"
    WEALTH_MANAGEMENT = "WEALTH_MANAGEMENT"
    EXIT = "EXIT"


class Authority(StrEnum):
    """Who passed it on: the regulator (监管机构) or its hotline (监管热线)."""

    REGULATOR = "REGULATOR"
    HOTLINE = "HOTLINE"


@dataclass(frozen=True, slots=True)
class Referral:
    """Passed on by an authority under its own reference; `answer_by` is its deadline, beside our own promises."""

    authority: Authority
    reference: str
    answer_by: datetime

    @classmethod
    def of(cls, authority: Authority, reference: str, answer_by: datetime, *, at: datetime) -> "Referral":
        """Invalid when there is no reference, or the deadline is over before we have it."""
        number = reference.strip()
        if not 1 <= len(number) <= REFERENCE_LENGTH or not number.isprintable():
            right = f"a reference has 1 to {REFERENCE_LENGTH} printable characters"
            raise Invalid(right, field=["referral", "reference"])
        if answer_by <= at:
            raise Invalid("the authority's deadline lies in the past", field=["referral", "answerBy"])
        return cls(authority, number, answer_by)

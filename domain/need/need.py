"""The need (需求): what a customer wants of us, judged, ranked, planned and met (source: P2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.need import events
from domain.need.assessment import Assessment
from domain.need.classes import Classes, Grade, NeedSource, Prediction
from domain.need.lifecycle import LIFECYCLE, WAITING, NeedAction, NeedStatus
from domain.need.link import NeedLink, NeedLinkKind
from domain.need.matrix import Graded
from domain.need.rank import Rank
from domain.need.score import spread
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.text import a_reason, a_subject, a_text, an_optional_reason

LINKS = 100


@dataclass(slots=True, kw_only=True)
class Need(Aggregate):
    """Knows no rule: grade, assessment and rank come in as the policies in force gave them."""

    KIND: ClassVar[str] = "need"
    SERIES: ClassVar[str] = "N"

    number: str
    customer_id: UUID
    subject: str
    source: NeedSource
    classes: Classes
    graded: Graded
    identified_at: datetime
    identified_by: str
    status: NeedStatus = NeedStatus.IDENTIFIED
    prediction: Prediction | None = None
    department: str | None = None
    assignee_id: UUID | None = None
    assessment: Assessment | None = None
    ranked: Rank | None = None
    expected_completion: datetime | None = None
    served_at: datetime | None = None
    server_id: UUID | None = None
    satisfaction: int | None = None
    ended_at: datetime | None = None
    links: frozenset[NeedLink] = frozenset()

    @classmethod
    def identify(
        cls,
        *,
        id: UUID,  # noqa: A002
        number: str,
        customer_id: UUID,
        subject: str,
        source: NeedSource,
        classes: Classes,
        graded: Graded,
        at: datetime,
        by: str,
        narrative: str | None = None,
        prediction: Prediction | None = None,
        department: str | None = None,
        revealed_by: NeedLink | None = None,
    ) -> "Need":
        """A customer needs something; whoever or whatever found out stands with it (source: P2.1-a, P2.1-b)."""
        if (prediction is not None) is not (source is NeedSource.PREDICTION):
            right = f"what a model predicted has the source {NeedSource.PREDICTION.value}, and nothing else has"
            raise Invalid(right, field=["prediction"])
        if revealed_by is not None and revealed_by.kind is NeedLinkKind.OPENED_TICKET:
            raise Invalid("a need is not revealed by a ticket that it opens", field=["revealedBy"])
        need = cls(
            id=id,
            number=number,
            customer_id=customer_id,
            subject=a_subject(subject),
            source=source,
            classes=classes,
            graded=graded,
            identified_at=at,
            identified_by=by,
            prediction=prediction,
            department=department,
            links=frozenset() if revealed_by is None else frozenset({revealed_by}),
        )
        words = None if narrative is None else a_text(narrative, field="narrative")
        need._record(
            events.NeedIdentified(
                at=at,
                need_id=id,
                status=need.status,
                number=number,
                narrative=words,
            )
        )
        return need

    def classify(self, classes: Classes, graded: Graded, *, at: datetime, why: str | None = None) -> None:
        """Judged otherwise than before, by a person or by better data (source: P2.1-b, P2.1-e)."""
        status = LIFECYCLE.after(NeedAction.CLASSIFY, self.status)
        reason = an_optional_reason(why)
        if (classes, graded) == (self.classes, self.graded):
            return
        self.status, self.classes, self.graded = status, classes, graded
        self._record(events.NeedClassified(at=at, reason=reason, need_id=self.id, status=status))

    def assign(self, *, department: str | None, assignee_id: UUID | None, at: datetime, why: str | None = None) -> None:
        """A department, and in it a person."""
        status = LIFECYCLE.after(NeedAction.ASSIGN, self.status)
        reason = an_optional_reason(why)
        if (department, assignee_id) == (self.department, self.assignee_id):
            return
        self.status, self.department, self.assignee_id = status, department, assignee_id
        self._record(
            events.NeedAssigned(
                at=at, reason=reason, need_id=self.id, status=status, department=department, assignee_id=assignee_id
            )
        )

    def assess(self, assessment: Assessment, *, at: datetime, text: str | None = None) -> None:
        """The triple test and the service value; assessed otherwise, it is planned anew (source: P2.2)."""
        status = LIFECYCLE.after(NeedAction.ASSESS, self.status)
        words = None if text is None else a_text(text, field="text")
        if assessment == self.assessment:
            return
        self.status, self.assessment, self.expected_completion = status, assessment, None
        self._record(
            events.NeedAssessed(
                at=at,
                need_id=self.id,
                status=status,
                factors=assessment.factors,
                rule_version=assessment.rule_version,
                text=words,
            )
        )

    def revalue(self, assessment: Assessment, *, at: datetime) -> None:
        """The same judgement with what is known of the customer by now; a plan stays (source: P2.2-c, P2.3-c)."""
        status = LIFECYCLE.after(NeedAction.RANK, self.status)
        if assessment == self.assessment:
            return
        self.status, self.assessment = status, assessment
        self._record(
            events.NeedRevalued(
                at=at,
                need_id=self.id,
                status=status,
                factors=assessment.factors,
                rule_version=assessment.rule_version,
            )
        )

    def rank_as(self, rank: Rank, *, at: datetime) -> None:
        """Where it stands among those that wait; refreshed as behaviour and market change (source: P2.3)."""
        status = LIFECYCLE.after(NeedAction.RANK, self.status)
        if rank == self.ranked:
            return
        self.status, self.ranked = status, rank
        self._record(
            events.NeedRanked(
                at=at,
                need_id=self.id,
                status=status,
                standing=rank.standing,
                factors=rank.factors,
                rule_version=rank.rule_version,
            )
        )

    def plan(
        self, text: str, *, at: datetime, expected_completion: datetime | None = None, why: str | None = None
    ) -> None:
        """How it will be met; only what passed the triple test, and again with a reason once it was served."""
        status = LIFECYCLE.after(NeedAction.PLAN, self.status)
        failed = () if self.assessment is None else self.assessment.tests.failed
        if failed:
            raise NotAllowedNow(f"cannot plan what is not {' and not '.join(failed)}: assess it anew or decline it")
        served = self.status is NeedStatus.SERVED
        reason = a_reason(why, why="say why it was not met") if served else an_optional_reason(why)
        words = a_text(text, field="text")
        if expected_completion is not None and expected_completion <= at:
            raise Invalid("the expected completion lies in the past", field=["expectedCompletion"])
        self.status, self.served_at, self.server_id = status, None, None
        self.expected_completion = expected_completion
        self._record(
            events.NeedPlanned(
                at=at,
                reason=reason,
                need_id=self.id,
                status=status,
                text=words,
                expected_completion=expected_completion,
            )
        )

    def serve(self, text: str, *, by: UUID | None, at: datetime) -> None:
        """The customer has what was planned; now it is theirs to say so."""
        status = LIFECYCLE.after(NeedAction.SERVE, self.status)
        words = a_text(text, field="text")
        self.status, self.served_at, self.server_id = status, at, by
        self._record(events.NeedServed(at=at, need_id=self.id, status=status, text=words, server_id=by))

    def confirm(self, *, at: datetime, satisfaction: int | None = None, comment: str | None = None) -> None:
        """It is met, says the customer; satisfaction is 1 (poor) to 5 (good)."""
        status = LIFECYCLE.after(NeedAction.CONFIRM, self.status)
        if satisfaction is not None:
            spread(satisfaction, field="satisfaction")
        words = None if comment is None else a_text(comment, field="comment")
        self.status, self.satisfaction, self.ended_at = status, satisfaction, at
        self._record(
            events.NeedConfirmed(at=at, need_id=self.id, status=status, satisfaction=satisfaction, comment=words)
        )

    def decline(self, *, by_customer: bool, why: str | None, at: datetime) -> None:
        """It is not met: the customer does not want it, or we cannot do it; the reason is on record."""
        status = LIFECYCLE.after(NeedAction.DECLINE, self.status)
        reason = a_reason(why, why="say why it is declined")
        self.status, self.ended_at = status, at
        self._record(events.NeedDeclined(at=at, reason=reason, need_id=self.id, status=status, by_customer=by_customer))

    def link(self, kind: NeedLinkKind, other_id: UUID, *, at: datetime) -> None:
        """A ticket or feedback has to do with it."""
        status = LIFECYCLE.after(NeedAction.LINK, self.status)
        link = NeedLink(kind, other_id)
        if link in self.links:
            return
        if len(self.links) >= LINKS:
            raise Invalid(f"a need has at most {LINKS} links", field=["otherId"])
        self.status, self.links = status, self.links | {link}
        self._record(events.NeedLinked(at=at, need_id=self.id, status=status, kind=kind, other_id=other_id))

    @property
    def grade(self) -> Grade:
        """What the need matrix says of it."""
        return self.graded.grade

    @property
    def waiting(self) -> bool:
        """Whether it stands in the queue."""
        return self.status in WAITING

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "subject": self.subject,
            "source": self.source,
            "category": self.classes.category,
            "nature": self.classes.nature,
            "frequency": self.classes.frequency,
            "intensity": self.classes.intensity,
            "grade": self.grade,
            "grade.factors": self.graded.factors,
            "grade.rule_version": self.graded.rule_version,
            "status": self.status,
            "department": self.department,
            "assignee_id": self.assignee_id,
            **_assessed(self.assessment),
            **_ranked(self.ranked),
            "expected_completion": self.expected_completion,
            "served_at": self.served_at,
            "server_id": self.server_id,
            "satisfaction": self.satisfaction,
            "ended_at": self.ended_at,
            **{f"link.{each.kind}.{each.other_id}": True for each in self.links},
        }

    def image(self) -> dict[str, Any]:
        """What the filter of a feed and the scope of a viewer look at."""
        return {
            "status": self.status,
            "category": self.classes.category,
            "grade": self.grade,
            "department": self.department,
            "assignee": self.assignee_id,
            "customer": self.customer_id,
            "subject": self.subject,
            "identified_at": self.identified_at,
            "opened_by": self.identified_by,
            "standing": None if self.ranked is None else self.ranked.standing,
        }


def _assessed(assessment: Assessment | None) -> dict[str, Any]:
    """Each part under its name."""
    if assessment is None:
        return {}
    return {
        "assessment.necessary": assessment.tests.necessary,
        "assessment.feasible": assessment.tests.feasible,
        "assessment.measurable": assessment.tests.measurable,
        "assessment.value": assessment.value,
        "assessment.cost": assessment.cost,
        "assessment.benefit": assessment.benefit,
        "assessment.service_value": assessment.service_value,
        "assessment.strategy": assessment.strategy,
        "assessment.factors": assessment.factors,
        "assessment.rule_version": assessment.rule_version,
    }


def _ranked(rank: Rank | None) -> dict[str, Any]:
    if rank is None:
        return {}
    return {f"rank.{name}": getattr(rank, name) for name in Rank.__dataclass_fields__}

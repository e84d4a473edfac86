"""What every resolver has at hand: who is asking, and a reader that knows the house."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast
from uuid import UUID

import strawberry

from domain.viewer import Viewer
from execution.later import Later
from schema.errors import Unauthenticated

if TYPE_CHECKING:
    from domain.upkeep.rules import ArchiveLevel
    from schema.alert import Alert
    from schema.asked import SurveyInterview, SurveyInvitation
    from schema.customer import Customer
    from schema.delivery import Delivery, WebhookEndpoint
    from schema.feedback import Feedback
    from schema.interaction import Interaction
    from schema.market import MarketEvent
    from schema.measure import ImprovementMeasure
    from schema.need import Need
    from schema.questionnaire import Questionnaire
    from schema.reference import Agent, BusinessLine, Channel, Department, Kind
    from schema.survey import SurveyWave
    from schema.survey_report import SurveyReport
    from schema.survey_schedule import SurveySchedule
    from schema.ticket import Ticket
    from schema.upkeep import UpkeepTask

T = TypeVar("T")
Views = Sequence[Any]
"""What reads return; the schema does not know the reads."""


class InteractionReads(Protocol):
    """Those about contacts with customers, and about their history."""

    def interaction(self, interaction_id: UUID) -> "Later[Interaction | None]": ...
    def opened(self, interaction_id: UUID) -> Later[Views]: ...
    async def count(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    def preference(self, customer: Any) -> Later[Any]: ...  # noqa: ANN401  the reads' view
    def timeline(self, customer_id: UUID, kinds: frozenset[str], *, first: int, after: str | None) -> Later[Any]: ...
    def timeline_count(self, customer_id: UUID, kinds: frozenset[str]) -> Later[int]: ...
    def item(self, entry: Any) -> Later[Any]: ...  # noqa: ANN401  the reads' entry


class FeedbackReads(Protocol):
    """Those about feedback."""

    def feedback(self, feedback_id: UUID) -> "Later[Feedback | None]": ...
    async def called(self, number: str) -> "Feedback | None": ...
    def of_customer(self, customer_id: UUID, last: int) -> "Later[list[Feedback]]": ...
    def alerts(self, feedback_id: UUID, last: int) -> "Later[list[Alert]]": ...
    def of_ticket(self, ticket_id: UUID, last: int) -> "Later[list[Feedback]]": ...
    def cycles(self, feedback_id: UUID) -> Later[Views]: ...
    def about(self, feedback_id: UUID) -> Later[Views]: ...
    async def count(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own


class NeedReads(Protocol):
    """Those about needs, the market, and what customers do with their money."""

    def need(self, need_id: UUID) -> "Later[Need | None]": ...
    def of_customer(self, customer_id: UUID, last: int) -> "Later[list[Need]]": ...
    def linked_to(self, other_id: UUID, last: int) -> "Later[list[Need]]": ...
    def links(self, need_id: UUID) -> Later[Views]: ...
    def market_event(self, market_event_id: UUID) -> "Later[MarketEvent | None]": ...
    def activity_of(self, customer_id: UUID, last: int) -> Later[Views]: ...
    async def count(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_market_events(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own


class MeasureReads(Protocol):
    """Those about improvement measures."""

    def measure(self, measure_id: UUID) -> "Later[ImprovementMeasure | None]": ...
    def answers(self, measure_id: UUID, most: int) -> Later[Views]: ...
    async def count(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    def members_of(self, measure: Any) -> Any: ...  # noqa: ANN401  the reads' view


class UpkeepReads(Protocol):
    """Those about keeping customer information right."""

    def task(self, task_id: UUID) -> "Later[UpkeepTask | None]": ...
    def tasks_of(self, customer_id: UUID, last: int) -> "Later[list[UpkeepTask]]": ...
    def alerts_of(self, task_id: UUID, last: int) -> "Later[list[Alert]]": ...
    def stages_of(self, customer_id: UUID, last: int) -> Later[Views]: ...
    async def archive_level(self, stage: str) -> "ArchiveLevel": ...
    async def count(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own


class SurveyReads(Protocol):
    """Those about satisfaction surveys."""

    def wave(self, wave_id: UUID) -> "Later[SurveyWave | None]": ...
    def invitation(self, invitation_id: UUID) -> "Later[SurveyInvitation | None]": ...
    def interview(self, interview_id: UUID) -> "Later[SurveyInterview | None]": ...
    def schedule(self, schedule_id: UUID) -> "Later[SurveySchedule | None]": ...
    def count_of(self, wave_id: UUID) -> Later[Any]: ...
    def report(self, wave_id: UUID) -> "Later[SurveyReport | None]": ...
    def results(self, wave_id: UUID, most: int) -> Later[Views]: ...
    async def questionnaire(self, code: str, version: int | None) -> "Questionnaire": ...
    async def count_waves(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_invitations(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_interviews(self, wave_id: UUID) -> int: ...
    async def count_schedules(self) -> int: ...


class Reader(Protocol):
    """Reads that nested fields need, in batches; None for what there is not, or not in the viewer's scope."""

    def now(self) -> datetime: ...
    def passed(self, instant: datetime) -> bool:
        """Whether the desk's time is beyond the instant."""
        ...

    def agent(self, agent_id: UUID) -> "Agent | None": ...
    def department(self, code: str) -> "Department": ...
    def channel(self, code: str) -> "Channel": ...
    def business_line(self, code: str) -> "BusinessLine": ...
    def kind(self, code: str) -> "Kind": ...

    def ticket(self, ticket_id: UUID, wanted: Any = ...) -> "Later[Ticket | None]":  # noqa: ANN401  the reads' own
        """With what is wanted of it."""
        ...

    def tickets_of(self, customer_id: UUID, last: int) -> "Later[list[Ticket]]": ...
    def customer(self, customer_id: UUID) -> "Later[Customer | None]": ...
    def customer_of(self, ticket: Any) -> "Customer | None":  # noqa: ANN401  the reads' view
        """At once where the ticket was read with its customer."""
        ...

    @property
    def interactions(self) -> InteractionReads:
        """Those about contacts."""
        ...

    @property
    def feedbacks(self) -> FeedbackReads:
        """Those about feedback."""
        ...

    @property
    def needs(self) -> NeedReads:
        """Those about needs."""
        ...

    @property
    def measures(self) -> MeasureReads:
        """Those about improvement."""
        ...

    @property
    def upkeep(self) -> UpkeepReads:
        """Those about upkeep."""
        ...

    @property
    def surveys(self) -> SurveyReads:
        """Those about surveys."""
        ...

    def alert(self, alert_id: UUID) -> "Later[Alert | None]": ...
    def alerts_of(self, ticket_id: UUID, last: int) -> "Later[list[Alert]]": ...
    def endpoint(self, endpoint_id: UUID) -> "Later[WebhookEndpoint | None]": ...
    def delivery(self, delivery_id: UUID) -> "Later[Delivery | None]": ...
    def contact_points(self, customer_id: UUID) -> Later[Views]: ...

    def cycles(self, ticket_id: UUID) -> Later[Views]: ...
    def parts(self, ticket_id: UUID) -> Later[Views]: ...
    def links(self, ticket_id: UUID) -> Later[Views]: ...
    def messages(self, ticket_id: UUID, last: int) -> Later[Views]: ...
    def attachments(self, message_id: UUID) -> Later[Views]: ...
    def notes(self, ticket_id: UUID, last: int) -> Later[Views]: ...
    def events(self, aggregate_id: UUID, last: int, *, told: bool = True, linked: bool = False) -> Later[Views]:
        """What happened to it last; the facts only where they are `told`. `linked` may hang together with feedback."""
        ...

    def clocks(self, ticket_id: UUID) -> Later[Views]: ...
    def nearest_clock(self, ticket_id: UUID) -> Later[Any]: ...
    def clock_events(self, clock_id: UUID, last: int) -> Later[Views]: ...
    def clock_history(self, aggregate_id: UUID) -> Later[Views]: ...

    def words(self, of: str, aggregate_id: UUID, version: int) -> Later[Mapping[str, Any]]:
        """The texts sealed in that event, for the field `of`; empty when there are none or they were erased."""
        ...

    async def file(self, file_id: UUID, ticket_id: UUID) -> bytes | None: ...

    async def rehearsal(self, ticket_id: UUID, until: datetime) -> Views | None:
        """What would be told of the ticket until then; None when it is not in scope."""
        ...

    async def total(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_customers(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_policies(self, name: str | None) -> int: ...
    async def count_drafts(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_events(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_alerts(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_deliveries(self, criteria: Any) -> int: ...  # noqa: ANN401  the reads' own
    async def count_endpoints(self) -> int: ...


Info = strawberry.Info[Any, None]


def soon(value: Awaitable[T]) -> T:
    """What a field will be: whoever runs the operation waits for it, for all objects of a level together."""
    return cast("T", value)


def text_of(words: Later[Mapping[str, Any]], name: str) -> str | None:
    """One of the texts that were read; None when it was erased."""
    return soon(words.mapped(lambda said: cast("str | None", said.get(name))))


def each(value: Later[Views], shown: Callable[[Any], T]) -> list[T]:
    """A list of what was read, as it is shown."""
    return soon(value.mapped(lambda views: [shown(view) for view in views]))


def reader_of(info: Info) -> Reader:
    """The reader of this request."""
    reader: Reader = info.context.reader
    return reader


def asked_of(info: Info, kind: str) -> frozenset[str] | None:
    """The fields that are asked of objects of this type beneath the field; None when nobody knows beforehand."""
    asked: Mapping[str, frozenset[str]] | None = getattr(info._raw_info, "asked", None)  # noqa: SLF001  Strawberry has no public door to it
    return None if asked is None else asked.get(kind, frozenset())


def viewer_of(info: Info) -> Viewer:
    """Who is asking; Unauthenticated when nobody is."""
    viewer: Viewer | None = info.context.viewer
    if viewer is None:
        raise Unauthenticated
    return viewer

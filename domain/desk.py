"""What a command needs from outside: a piece of work (one transaction), the time, new ids, and who is asking."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.activity.activity import ActivityReport
from domain.alert.alert import Alert
from domain.customer.customer import Customer
from domain.delivery.delivery import Delivery
from domain.delivery.endpoint import Endpoint
from domain.feedback.feedback import Feedback
from domain.feedback.routing import RoutingRule
from domain.improvement.effect import EffectRule, Sample
from domain.improvement.measure import Measure, Target
from domain.interaction.interaction import Interaction
from domain.need.market import MarketEvent
from domain.need.need import Need
from domain.need.rules import NeedRules
from domain.need.surroundings import Surroundings
from domain.policy.checks import House
from domain.policy.draft import PolicyDraft
from domain.policy.intake import IntakeRule
from domain.policy.level import LevelRule
from domain.reference.agent import Agent
from domain.reference.entry import Entry, Family
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid
from domain.survey.ports import Surveys
from domain.ticket.ticket import Ticket
from domain.upkeep.rules import LifecycleRule
from domain.upkeep.stages import Seen
from domain.upkeep.task import UpkeepTask
from domain.viewer import Viewer

KEY_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """How a command is asked: the version it expects, and the key and body hash that make a retry harmless."""

    expected_version: int | None = None
    idempotency_key: str | None = None
    request_hash: bytes = b""

    def __post_init__(self) -> None:
        key = self.idempotency_key
        if key is not None and not (1 <= len(key) <= KEY_LENGTH and key.isprintable()):
            raise Invalid(f"an idempotencyKey is 1 to {KEY_LENGTH} printable characters", field=["idempotencyKey"])


NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command: the id of what it changed.

    `row` is that of a ticket which it has just written and which the asker may see, by column.
    """

    id: UUID
    row: Mapping[str, Any] | None = None


class Tickets(Protocol):
    """The tickets within the asker's scope; `any` looks beyond it, for what is asked of all tickets alike."""

    async def get(self, ticket_id: UUID, *, message_id: UUID | None = None) -> Ticket:
        """The ticket; NotFound when there is none in scope."""
        ...

    async def any(self, ticket_id: UUID) -> Ticket: ...

    def add(self, ticket: Ticket) -> None: ...
    def save(self, ticket: Ticket) -> None: ...


class Customers(Protocol):
    """The customers within the asker's scope; `any` looks beyond it, to name one only."""

    async def get(self, customer_id: UUID) -> Customer: ...
    async def any(self, customer_id: UUID) -> Customer: ...
    def add(self, customer: Customer) -> None: ...
    def save(self, customer: Customer) -> None: ...


class References(Protocol):
    """Codes and agents, checked when a command names them."""

    async def get(self, family: Family, code: str) -> Entry: ...
    async def find(self, family: Family, code: str) -> Entry | None: ...
    async def need(self, family: Family, code: str | None, *, field: str) -> Entry | None:
        """The entry in use, None for None; UnknownReference when there is no such code in use."""
        ...

    async def ancestors(self, code: str) -> frozenset[str]: ...
    def add(self, entry: Entry) -> None: ...
    def save(self, entry: Entry) -> None: ...


class Agents(Protocol):
    """The people of the house."""

    async def get(self, agent_id: UUID) -> Agent: ...
    async def need(self, agent_id: UUID | None, *, field: str) -> Agent | None: ...
    async def called(self, references: Iterable[str]) -> Mapping[str, UUID]:
        """Those of them who are at work, by their external references."""
        ...

    def add(self, agent: Agent) -> None: ...
    def save(self, agent: Agent) -> None: ...


class PolicyDrafts(Protocol):
    """Proposals of rules, and what they are checked against."""

    async def house(self) -> House:
        """All published versions and the words in use, as they are now."""
        ...

    async def get(self, draft_id: UUID) -> PolicyDraft:
        """The draft; NotFound when there is none."""
        ...

    def add(self, draft: PolicyDraft) -> None: ...
    def save(self, draft: PolicyDraft) -> None: ...


class Alerts(Protocol):
    """Those of tickets in scope; rules raise them, nobody adds one."""

    async def get(self, alert_id: UUID) -> Alert: ...
    def save(self, alert: Alert) -> None: ...


class Endpoints(Protocol):
    """Where webhooks go."""

    async def get(self, endpoint_id: UUID) -> Endpoint: ...
    def add(self, endpoint: Endpoint) -> None: ...
    def save(self, endpoint: Endpoint) -> None: ...


class Deliveries(Protocol):
    """What left the house, or should have."""

    async def get(self, delivery_id: UUID) -> Delivery: ...
    def save(self, delivery: Delivery) -> None: ...


class Interactions(Protocol):
    """The interactions within the asker's scope."""

    async def get(self, interaction_id: UUID) -> Interaction: ...
    def add(self, interaction: Interaction) -> None: ...
    def save(self, interaction: Interaction) -> None: ...


class Feedbacks(Protocol):
    """The feedback within the asker's scope; none that is about them."""

    async def get(self, feedback_id: UUID) -> Feedback: ...
    def add(self, feedback: Feedback) -> None: ...
    def save(self, feedback: Feedback) -> None: ...


class Measures(Protocol):
    """The improvement measures within the asker's scope."""

    async def get(self, measure_id: UUID) -> Measure: ...
    def add(self, measure: Measure) -> None: ...
    def save(self, measure: Measure) -> None: ...


class Needs(Protocol):
    """The needs within the asker's scope, and what each is judged by beside itself."""

    async def get(self, need_id: UUID) -> Need: ...
    def add(self, need: Need) -> None: ...
    def save(self, need: Need) -> None: ...
    async def surroundings(self, customer_id: UUID, at: datetime) -> Surroundings:
        """What the customer does and what happens on the market, as it is known at that time."""
        ...


class Upkeep(Protocol):
    """The tasks of upkeep within the asker's scope, and what customers are moved on by."""

    async def get(self, task_id: UUID) -> UpkeepTask: ...
    def add(self, task: UpkeepTask) -> None: ...
    def save(self, task: UpkeepTask) -> None: ...
    async def who_keeps(self, customer: Customer) -> tuple[str | None, UUID | None]:
        """The department and the person whose task it is to keep this customer's record right."""
        ...

    async def seen(self, customer_id: UUID) -> Seen:
        """The activity of the customer."""
        ...

    async def lifecycle_rule(self) -> LifecycleRule: ...


class Market(Protocol):
    """What happens on the market."""

    async def get(self, market_event_id: UUID) -> MarketEvent: ...
    def add(self, market: MarketEvent) -> None: ...
    def save(self, market: MarketEvent) -> None: ...


class ActivityReports(Protocol):
    """Trading activity as it is handed in."""

    async def customers(self, references: Iterable[str]) -> Mapping[str, UUID]:
        """Those in scope, by the firm's own reference."""
        ...

    async def known(self, ids: Iterable[UUID]) -> frozenset[UUID]:
        """Those of these pieces that were recorded before."""
        ...

    def add(self, report: ActivityReport) -> None: ...


class Work(Protocol):
    """One unit of work: what is saved is written together, or not at all."""

    @property
    def tickets(self) -> Tickets:
        """Those in scope."""
        ...

    @property
    def customers(self) -> Customers:
        """Those in scope."""
        ...

    @property
    def references(self) -> References:
        """The words of the house."""
        ...

    @property
    def agents(self) -> Agents:
        """The people of the house."""
        ...

    @property
    def policies(self) -> PolicyDrafts:
        """Proposals of rules."""
        ...

    @property
    def alerts(self) -> Alerts:
        """Those in scope."""
        ...

    @property
    def endpoints(self) -> Endpoints:
        """Where webhooks go."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """What left the house."""
        ...

    @property
    def interactions(self) -> Interactions:
        """Those in scope."""
        ...

    @property
    def feedbacks(self) -> Feedbacks:
        """Those in scope."""
        ...

    async def routing_rule(self) -> RoutingRule: ...
    @property
    def measures(self) -> Measures:
        """Those in scope."""
        ...

    @property
    def surveys(self) -> Surveys:
        """Waves in scope, and what belongs to them."""
        ...

    async def sample(self, target: Target, since: datetime, until: datetime) -> Sample:
        """What the desk measured in that time."""
        ...

    async def effect_rule(self) -> EffectRule: ...
    @property
    def needs(self) -> Needs:
        """Those in scope."""
        ...

    @property
    def market(self) -> Market:
        """What happens on the market."""
        ...

    @property
    def activity(self) -> ActivityReports:
        """Trading activity."""
        ...

    async def need_rules(self) -> NeedRules: ...
    @property
    def upkeep(self) -> Upkeep:
        """Those in scope."""
        ...

    async def next_number(self, series: str, at: datetime) -> str:
        """The next number for people of a series: T2026-000123 for `T`, by the year of this moment."""
        ...

    async def level_rule(self) -> LevelRule: ...
    async def intake_rule(self) -> IntakeRule: ...
    def keep(self, blob_id: UUID, owner: UUID, content: bytes) -> None:
        """Bytes that are written with what is saved, sealed under the owner's key."""
        ...


class Desk(Protocol):
    """The desk as one asker stands before it."""

    @property
    def viewer(self) -> Viewer: ...
    @property
    def private_targets(self) -> bool:
        """Whether webhooks may go to addresses of the house itself."""
        ...

    def now(self) -> datetime: ...
    def new_id(self) -> UUID: ...
    def work(self, terms: Terms = NO_TERMS) -> AbstractAsyncContextManager[Work]: ...
    async def once(self, terms: Terms, command: Callable[[], Awaitable[Aggregate]]) -> Done:
        """What the command changed; a retry with the same key and body changes nothing more."""
        ...

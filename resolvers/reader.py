"""What nested fields read: words and people from the directory, rows in batches, within the viewer's scope."""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from adapters import things
from adapters.database import Database
from adapters.directory import Directory, Word
from adapters.reads import alerts, customers, deliveries, policies, tickets
from adapters.reads import clocks as promised
from adapters.reads.criteria import TicketCriteria
from adapters.reads.events import EventCriteria, count_events, last_events_of, words_of
from adapters.reads.page import Order, Page
from adapters.reads.rehearsal import rehearsed
from adapters.survey_links import Tries
from adapters.vault import Vault
from domain.alert.escalation import Escalation
from domain.interaction.preference import PreferenceRule
from domain.reference.entry import Family
from domain.shared.scope import INTERNAL_READERS
from domain.survey.questionnaire import Questionnaire
from domain.ticket.part import Visibility
from domain.upkeep.rules import LifecycleRule
from domain.viewer import Viewer
from execution.basis import Basis
from execution.gathering import Gathering
from execution.later import Later
from resolvers.feedback_reader import FeedbackReader
from resolvers.interaction_reader import InteractionReader
from resolvers.lookup import Lookup, Things
from resolvers.measure_reader import MeasureReader
from resolvers.need_reader import NeedReader
from resolvers.survey_reader import SurveyReader
from resolvers.upkeep_reader import UpkeepReader
from schema.alert import Alert
from schema.context import Views, soon
from schema.customer import Customer
from schema.delivery import Delivery, WebhookEndpoint
from schema.errors import Unauthenticated
from schema.paging import within_a_page
from schema.reference import Agent, BusinessLine, Channel, Department, Kind
from schema.ticket import Ticket

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")
EVERY_NOTE = tuple(each.value for each in Visibility)
PUBLIC_NOTES = (Visibility.PUBLIC.value,)


class Files(Protocol):
    """Where the bytes of attachments lie."""

    async def get(self, blob_id: UUID, owner: UUID) -> bytes | None: ...


class Policies(promised.Policies, Protocol):
    """Where the versions of the rules are known."""

    async def questionnaire(self, code: str, version: int | None = None) -> Questionnaire: ...
    def questionnaire_codes(self) -> list[str]: ...

    async def customer_lifecycle(self) -> LifecycleRule: ...
    async def channel_preference(self) -> PreferenceRule: ...
    async def escalation(self) -> Escalation: ...
    async def escalation_of(self, version: int) -> Escalation: ...
    async def refresh(self, *, now: bool = False) -> None: ...


class Parts(Protocol):
    """What of the house reads need."""

    @property
    def database(self) -> Database: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def blobs(self) -> Files: ...
    @property
    def gathering(self) -> Gathering: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def tries(self) -> Tries: ...
    @property
    def now(self) -> Callable[[], datetime]: ...


@dataclass(slots=True)
class HouseReader:
    """One for each request, and for each event of a feed: what it has read it does not read again.

    It knows what the answer rests on, as long as everything is read by those of its methods that say so. Whatever
    comes by another way, such as from the `house` itself, makes the answer one that is not given again.
    """

    _house: Parts
    asker: Viewer | None
    _lookups: dict[Hashable, Lookup] = field(default_factory=dict)
    _things: set[str] = field(default_factory=set)
    _until: datetime | None = None
    _told: bool = True

    @property
    def viewer(self) -> Viewer:
        """Who is asking; nested fields are only reached by those who signed in."""
        if self.asker is None:
            raise Unauthenticated
        return self.asker

    @property
    def house(self) -> Parts:
        """The house itself: nobody knows what is read there."""
        self.untold()
        return self._house

    def untold(self) -> None:
        """Something was read that does not say what it rests on."""
        self._told = False

    def over(self) -> None:
        """Nobody reads any more: reader and lookups know each other, and Python would have to search for them."""
        self._lookups.clear()
        self.untold()

    @property
    def basis(self) -> Basis | None:
        """What everything that was read rests on; None when that cannot be told."""
        if not self._told:
            return None
        found = set(self._things)
        for lookup in self._lookups.values():
            if lookup.things is None:
                return None
            found |= lookup.things
        return Basis(frozenset(found), self._until)

    # ---- time

    def now(self) -> datetime:
        """The desk's time; what is made of it is right at that instant only."""
        return self.house.now()

    def passed(self, instant: datetime) -> bool:
        """Whether the desk's time is beyond the instant, which it may be soon."""
        passed = self._house.now() > instant
        if not passed and (self._until is None or instant < self._until):
            self._until = instant
        return passed

    # ---- words and people, in process

    def agent(self, agent_id: UUID) -> Agent | None:
        """The agent with this id."""
        self._things.add(things.HOUSE)
        person = self._house.directory.person(agent_id)
        return None if person is None else Agent.of(person)

    def department(self, code: str) -> Department:
        """The department that a row names."""
        return self._word(Family.DEPARTMENT, code, Department.of)

    def channel(self, code: str) -> Channel:
        """The channel that a row names."""
        return self._word(Family.CHANNEL, code, Channel.of)

    def business_line(self, code: str) -> BusinessLine:
        """The business line that a row names."""
        return self._word(Family.BUSINESS_LINE, code, BusinessLine.of)

    def kind(self, code: str) -> Kind:
        """The kind that a row names."""
        return self._word(Family.KIND, code, Kind.of)

    def _word(self, family: Family, code: str, shown: Callable[[Word], T]) -> T:
        self._things.add(things.HOUSE)
        word = self._house.directory.word(family, code)
        # Another process may have added it within the last second: then it comes a moment later, as graphql allows.
        return cast("T", self._word_added_meanwhile(family, code, shown)) if word is None else shown(word)

    async def _word_added_meanwhile(self, family: Family, code: str, shown: Callable[[Word], T]) -> T:
        await self._house.directory.refresh(now=True)
        word = self._house.directory.word(family, code)
        if word is None:
            message = f"a row names the {family.value} {code!r}, which does not exist"
            raise LookupError(message)
        return shown(word)

    # ---- parts of it that are written elsewhere

    @property
    def interactions(self) -> InteractionReader:
        """Contacts with customers, and their history."""
        return InteractionReader(self)

    @property
    def needs(self) -> NeedReader:
        """Needs, and what they are judged by."""
        return NeedReader(self)

    @property
    def feedbacks(self) -> FeedbackReader:
        """Feedback."""
        return FeedbackReader(self)

    @property
    def measures(self) -> MeasureReader:
        """Improvement."""
        return MeasureReader(self)

    @property
    def upkeep(self) -> UpkeepReader:
        """Keeping customer information right."""
        return UpkeepReader(self)

    @property
    def surveys(self) -> SurveyReader:
        """Satisfaction surveys."""
        return SurveyReader(self)

    # ---- rows

    def ticket(self, ticket_id: UUID, wanted: tickets.Wanted = tickets.ALL) -> Later[Ticket | None]:
        """The ticket, if in scope, with what is wanted of it."""
        return Later(self._tickets(wanted), ticket_id, _shown_ticket)

    def know_ticket(self, ticket_id: UUID, row: Mapping[str, Any]) -> None:
        """As this request has just written it, in the viewer's scope: it need not be read."""
        self._tickets().know(ticket_id, tickets.ticket_written(ticket_id, row))

    def _ticket_view(self, ticket_id: UUID, wanted: tickets.Wanted = tickets.ALL) -> Later[tickets.TicketView | None]:
        return Later(self._tickets(wanted), ticket_id, _as_it_is)

    def _tickets(self, wanted: tickets.Wanted = tickets.ALL) -> Lookup:
        self._beside(wanted)
        return self._lookup(
            ("ticket", wanted), lambda ids: tickets.tickets_by_id(self.told_rows, self.viewer, ids, wanted), None,
            lambda ids: _rows(ids) | things.beside_tickets(self.viewer),
        )  # fmt: skip

    def _beside(self, wanted: tickets.Wanted) -> None:
        if wanted.customer is not None:
            self._things |= things.beside_customers(self.viewer)

    async def ticket_named(
        self, *, number: str | None, external_reference: str | None, wanted: tickets.Wanted
    ) -> Ticket | None:
        """The ticket, if in scope."""
        view = await tickets.ticket_named(
            self.told_rows, self.viewer, number=number, external_reference=external_reference, wanted=wanted
        )
        self._beside(wanted)
        if view is None:  # there may be one of that name any time
            self.untold()
            return None
        self._things |= {things.row(view.id)} | things.beside_tickets(self.viewer)
        return Ticket.of(view)

    async def tickets_page(
        self, criteria: TicketCriteria, order: Order, *, first: int, after: str | None, wanted: tickets.Wanted
    ) -> Page[tickets.TicketView]:
        """One page of the tickets in scope; Invalid when `after` is no cursor of it."""
        self._beside(wanted)
        return await tickets.tickets_page(
            self.told_rows, self.viewer, criteria, order, first=first, after=after, now=self._now_for(criteria),
            wanted=wanted,
        )  # fmt: skip

    def _now_for(self, criteria: TicketCriteria) -> datetime:
        self._things |= things.behind_tickets(self.viewer, criteria)
        return self.now() if criteria.changes_with_time else self._house.now()

    def tickets_of(self, customer_id: UUID, last: int) -> Later[list[Ticket]]:
        """The customer's newest tickets in scope, the newest first."""
        views = self.some(
            ("tickets", within_a_page(last, "last")), customer_id,
            lambda ids: tickets.tickets_of_customers(self.told_rows, self.viewer, ids, last),
            lambda ids: things.tickets_of(ids) | things.beside_tickets(self.viewer),
        )  # fmt: skip
        return views.mapped(lambda each: [Ticket.of(view) for view in each])

    def customer(self, customer_id: UUID) -> Later[Customer | None]:
        """The customer, if in scope."""
        view = self.one(
            "customer", customer_id, lambda ids: customers.customers_by_id(self.told_rows, self.viewer, ids),
            lambda ids: _rows(ids) | things.beside_customers(self.viewer),
        )  # fmt: skip
        return view.mapped(lambda view: None if view is None else Customer.of(view))

    async def customer_called(self, external_reference: str) -> Customer | None:
        """The customer, if in scope."""
        view = await customers.customer_called(self.told_rows, self.viewer, external_reference)
        if view is None:
            self.untold()
            return None
        self._things |= {things.row(view.id)} | things.beside_customers(self.viewer)
        return Customer.of(view)

    async def customers_page(
        self, criteria: customers.CustomerCriteria, order: Order, *, first: int, after: str | None
    ) -> Page[customers.CustomerView]:
        """One page of the customers in scope; Invalid when `after` is no cursor of it."""
        self._things |= things.behind_customers(self.viewer, criteria)
        return await customers.customers_page(self.told_rows, self.viewer, criteria, order, first=first, after=after)

    def alert(self, alert_id: UUID) -> Later[Alert | None]:
        """The alert, if its ticket is in scope."""
        view = self.one("alert", alert_id, lambda ids: alerts.alerts_by_id(self._database, self.viewer, ids))
        return view.mapped(lambda view: None if view is None else Alert.of(view))

    def alerts_of(self, ticket_id: UUID, last: int) -> Later[list[Alert]]:
        """The ticket's newest alerts, oldest of them first."""
        views = self.some(
            ("alerts", within_a_page(last, "last")), ticket_id,
            lambda ids: alerts.alerts_of(self._database, ids, last),
        )  # fmt: skip
        return views.mapped(lambda each: [Alert.of(view) for view in each])

    def endpoint(self, endpoint_id: UUID) -> Later[WebhookEndpoint | None]:
        """The endpoint, for its keepers."""
        view = self.one("endpoint", endpoint_id, lambda ids: deliveries.endpoints_by_id(self._database, ids))
        return view.mapped(lambda view: None if view is None else WebhookEndpoint.of(view))

    def delivery(self, delivery_id: UUID) -> Later[Delivery | None]:
        """The delivery, for its keepers."""
        view = self.one("delivery", delivery_id, lambda ids: deliveries.deliveries_by_id(self._database, ids))
        return view.mapped(lambda view: None if view is None else Delivery.of(view))

    def customer_of(self, ticket: tickets.TicketView) -> Customer | None:
        """The ticket's customer, if in scope: at once where it was read with the ticket."""
        customer = ticket.customer
        if customer is tickets.UNREAD:
            return soon(self.customer(ticket.customer_id))
        self._things.add(things.row(ticket.customer_id))
        return None if customer is None else Customer.of(customer)

    def contact_points(self, customer_id: UUID) -> Later[Views]:
        """How they can be reached."""
        return self.some(
            "contact points", customer_id, lambda ids: customers.contact_points_of(self.told_rows, ids), _rows
        )

    def cycles(self, ticket_id: UUID) -> Later[Views]:
        """Its cycles, oldest first."""
        return self.some("cycles", ticket_id, lambda ids: tickets.cycles_of(self.told_rows, ids), _rows)

    def clocks(self, ticket_id: UUID) -> Later[Views]:
        """Its clocks, oldest first."""
        return self.some("clocks", ticket_id, self._clocks_of)

    def nearest_clock(self, ticket_id: UUID) -> Later[Any]:
        """The running one that falls due first."""
        return self.clocks(ticket_id).mapped(promised.nearest)

    async def _clocks_of(self, ids: list[UUID]) -> Mapping[UUID, list[promised.ClockView]]:
        return await promised.clocks_of(self._database, self.house.policies, ids)

    def clock_events(self, clock_id: UUID, last: int) -> Later[Views]:
        """What happened to the clock last."""
        return self.some(
            ("clock events", within_a_page(last, "last")), clock_id,
            lambda ids: promised.clock_events_of(self._database, ids, last),
        )  # fmt: skip

    def clock_history(self, aggregate_id: UUID) -> Later[Views]:
        """All that ever happened to the clocks of a ticket."""
        return self.some("clock history", aggregate_id, lambda ids: promised.events_of_clocks(self._database, ids))

    def parts(self, ticket_id: UUID) -> Later[Views]:
        """Who takes part."""
        return self.some("parts", ticket_id, lambda ids: tickets.parts_of(self.told_rows, ids), _rows)

    def links(self, ticket_id: UUID) -> Later[Views]:
        """Where it points."""
        return self.some("links", ticket_id, lambda ids: tickets.links_of(self.told_rows, ids), _rows)

    def messages(self, ticket_id: UUID, last: int) -> Later[Views]:
        """Its newest messages."""
        return self.some(
            ("messages", within_a_page(last, "last")), ticket_id,
            lambda ids: tickets.messages_of(self.told_rows, ids, last), _rows,
        )  # fmt: skip

    def attachments(self, message_id: UUID) -> Later[Views]:
        """The files of a message."""
        return self.some("attachments", message_id, lambda ids: tickets.attachments_of(self._database, ids))

    def notes(self, ticket_id: UUID, last: int) -> Later[Views]:
        """Its newest notes that such a viewer may see."""
        shown = EVERY_NOTE if self.viewer.role in INTERNAL_READERS else PUBLIC_NOTES
        return self.some(
            ("notes", within_a_page(last, "last")), ticket_id,
            lambda ids: tickets.notes_of(self.told_rows, ids, last, visibility=shown), _rows,
        )  # fmt: skip

    def events(self, aggregate_id: UUID, last: int, *, told: bool = True, linked: bool = False) -> Later[Views]:
        """What happened to it last; `linked` may hang together with feedback about the viewer."""
        # Asked of each row, so nothing is made that is there already.
        known = self._lookups.get(("events", last, told, linked))
        if known is not None:
            return Later(known, aggregate_id, _as_it_is)
        return self.some(
            ("events", within_a_page(last, "last"), told, linked), aggregate_id,
            lambda ids: last_events_of(self.told_rows, ids, last, told=told, linked=self.viewer if linked else None),
            _rows,
        )  # fmt: skip

    def words(self, of: str, aggregate_id: UUID, version: int) -> Later[Mapping[str, Any]]:
        """What is sealed in that event. Each field has a batch `of` its own, or chance would say how many there are.

        What was unsealed rests on nothing that is told: it is not kept, so whatever is erased is gone at once.
        """
        found = self.one(
            ("words", of), (aggregate_id, version), lambda keys: words_of(self._database, self._house.vault, keys)
        )
        return found.mapped(lambda words: words or {})

    async def file(self, file_id: UUID, ticket_id: UUID) -> bytes | None:
        """The bytes of an attachment of that ticket."""
        view = await self._ticket_view(ticket_id)
        return None if view is None else await self.house.blobs.get(file_id, view.customer_id)

    # ---- what would be

    async def rehearsal(self, ticket_id: UUID, until: datetime) -> Views | None:
        """What would be told of the ticket if nothing happens until then; None when it is not in scope."""
        return await rehearsed(self.house, self.viewer, ticket_id, until)

    # ---- counts

    async def total(self, criteria: TicketCriteria) -> int:
        """How many tickets there are in scope."""
        return await tickets.count_tickets(self.told_rows, self.viewer, criteria, self._now_for(criteria))

    async def count_customers(self, criteria: customers.CustomerCriteria) -> int:
        """How many customers there are in scope."""
        self._things |= things.behind_customers(self.viewer, criteria)
        return await customers.count_customers(self.told_rows, self.viewer, criteria)

    async def count_policies(self, name: str | None) -> int:
        """How many policies there are, or versions of one."""
        return await policies.count_policies(self._database, name)

    async def count_drafts(self, criteria: policies.DraftCriteria) -> int:
        """How many proposals there are."""
        return await policies.count_drafts(self._database, criteria)

    async def count_events(self, asked: tuple[EventCriteria, int]) -> int:
        """How many events there are in scope, up to a settled position."""
        criteria, up_to = asked
        return await count_events(self._database, self.viewer, criteria, up_to)

    async def count_alerts(self, criteria: alerts.AlertCriteria) -> int:
        """How many alerts there are in scope."""
        return await alerts.count_alerts(self._database, self.viewer, criteria)

    async def count_deliveries(self, criteria: deliveries.DeliveryCriteria) -> int:
        """How many deliveries there are, for their keepers."""
        return await deliveries.count_deliveries(self._database, criteria)

    async def count_endpoints(self) -> int:
        """How many endpoints there are, for their keepers."""
        return await deliveries.count_endpoints(self._database)

    @property
    def _database(self) -> Database:
        return self.house.database

    @property
    def told_rows(self) -> Database:
        """The same for those who say what their rows rest on."""
        return self._house.database

    def one(
        self,
        name: Hashable,
        key: K,
        read: Callable[[list[K]], Awaitable[Mapping[K, V]]],
        rests_on: Things | None = None,
    ) -> Later[V | None]:
        """What `read` finds for this key, together with the keys of others; it says what that rests on, if it can."""
        return Later(self._lookup(name, read, None, rests_on), key, _as_it_is)

    def some(
        self,
        name: Hashable,
        key: K,
        read: Callable[[list[K]], Awaitable[Mapping[K, Sequence[V]]]],
        rests_on: Things | None = None,
    ) -> Later[Sequence[V]]:
        """The same for a list."""
        return Later(self._lookup(name, read, (), rests_on), key, _as_it_is)

    def _lookup(
        self,
        name: Hashable,
        read: Callable[[list[K]], Awaitable[Mapping[K, Any]]],
        nothing: object,
        rests_on: Things | None,
    ) -> Lookup:
        lookup = self._lookups.get(name)
        if lookup is None:
            # Whoever has the same rights reads the same: such reads are done together with those of other requests.
            gathering, kind = self._house.gathering, (name, self.viewer.rights_key)
            lookup = self._lookups[name] = Lookup(
                lambda keys: gathering.read(kind, keys, read), nothing, rests_on,
                ask=lambda keys, told: gathering.ask(kind, keys, read, told),
            )  # fmt: skip
        return lookup


def _rows(ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(map(things.row, ids))


def _shown_ticket(view: Any) -> Ticket | None:  # noqa: ANN401  the reads' view
    return None if view is None else Ticket.of(view)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  whatever was read
    return value

"""A unit of work: what a command saved is written together with its events, or not at all."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.database import Row, sure
from adapters.rights import sees
from adapters.storage.activity import insert_report
from adapters.storage.alerting import AlertsAtWork, DeliveriesAtWork, EndpointsAtWork
from adapters.storage.alerts import Stirred, raise_for, save_alert, stirred_by
from adapters.storage.bulk import Collision
from adapters.storage.clocks import (
    ClocksMoved,
    Kept,
    clocks_told,
    kept_of,
    load_clocks,
    nearest_in,
    save_clocks,
    told_in_cycle,
)
from adapters.storage.customers import load_customer, save_customer
from adapters.storage.deliveries import update_delivery
from adapters.storage.drafts import Drafts, insert_draft, update_draft
from adapters.storage.endpoints import insert_endpoint, update_endpoint
from adapters.storage.feedbacks import load_feedback, save_feedback
from adapters.storage.hearing import HEARINGS
from adapters.storage.house import House
from adapters.storage.interactions import load_interaction, save_interaction
from adapters.storage.log import Signature, event_rows, key_owner, needs_key
from adapters.storage.market import save_market_event
from adapters.storage.measures import load_measure, save_measure
from adapters.storage.metrics import Sampled, sample_of
from adapters.storage.needing import ActivityAtWork, MarketAtWork, NeedsAtWork
from adapters.storage.needs import save_need
from adapters.storage.references import load_agent, load_entry, save_agent, save_entry
from adapters.storage.rows import IdempotencyRow
from adapters.storage.saving import BROKEN, Saving
from adapters.storage.surveys import save_survey
from adapters.storage.surveys_at_work import SurveysAtWork
from adapters.storage.tickets import load_ticket, save_ticket, ticket_columns
from adapters.storage.upkeep import TasksOfClocks, UpkeepAtWork, save_task
from domain.activity.activity import ActivityReport
from domain.alert.alert import Alert
from domain.clock.clock import Clock
from domain.clock.due import shown_due
from domain.customer.customer import Customer
from domain.delivery.delivery import Delivery
from domain.delivery.endpoint import Endpoint
from domain.desk import NO_TERMS, Done, Terms
from domain.feedback.feedback import Feedback
from domain.feedback.routing import RoutingRule
from domain.improvement.effect import EffectRule, Sample
from domain.improvement.measure import Measure, Target
from domain.interaction.interaction import Interaction
from domain.need.market import MarketEvent
from domain.need.need import Need
from domain.need.rules import NeedRules
from domain.policy.draft import PolicyDraft
from domain.policy.intake import IntakeRule
from domain.policy.level import LevelRule
from domain.reference.agent import Agent
from domain.reference.entry import Entry, Family, is_code
from domain.shared.aggregate import Aggregate
from domain.shared.errors import AlreadyExists, ChangedMeanwhile, KeyReused, NotFound, Refusal, UnknownReference
from domain.survey.delivery import DepartmentResult
from domain.survey.interview import Interview
from domain.survey.invitation import Invitation
from domain.survey.schedule import Schedule
from domain.survey.wave import SurveyWave
from domain.ticket.ticket import Ticket
from domain.upkeep.task import UpkeepTask
from domain.viewer import Viewer

ATTEMPTS = 20
"""Tries of a command that names no version, before somebody is told that others were first; each time one gets on."""


@dataclass(slots=True)
class SqlDesk:
    """The desk before one asker; implements `domain.desk.Desk`."""

    house: House
    viewer: Viewer
    request_id: str | None = None
    signs: str | None = None
    """Who does it, where that is no asker but the house itself: `kefu:` and what of it."""
    written: dict[UUID, Row] = field(default_factory=dict)

    @property
    def author(self) -> str:
        """How events name who does it."""
        return self.signs or self.viewer.author

    @property
    def private_targets(self) -> bool:
        """As the setting says."""
        return self.house.private_targets

    def now(self) -> datetime:
        """The desk's time."""
        return self.house.now()

    def new_id(self) -> UUID:
        """A fresh id that sorts by time."""
        return self.house.new_id()

    async def answered(self, terms: Terms) -> UUID | None:
        """What a request with this key has led to before; KeyReused when it was another request."""
        if terms.idempotency_key is None:
            return None
        row = await IdempotencyRow.filter(author=self.author, key=terms.idempotency_key).first()
        if row is None:
            return None
        if bytes(row.request_hash) != terms.request_hash:
            message = "this idempotencyKey was used for a different request; a new request takes a new key"
            raise KeyReused(message, field=["idempotencyKey"])
        return row.aggregate_id

    async def once(self, terms: Terms, command: Callable[[], Awaitable[Aggregate]]) -> Done:
        """What the command changed; a retry with the same key and body gets the stored answer."""
        done = await self.answered(terms)
        if done is not None:
            return Done(done)
        try:
            changed = await self._settled(terms, command)
        except (SameRequest, Refusal):
            done = await self.answered(terms)
            if done is None:
                raise
            return Done(done)
        return Done(changed.id, self.written.get(changed.id))

    def note(self, pieces: Iterable[Aggregate], rows: Mapping[UUID, Row]) -> None:
        """Keep the rows of tickets as they were written, as far as images tell that the viewer may see them."""
        self.written |= {
            each.id: rows[each.id] for each in pieces if isinstance(each, Ticket) and sees(self.viewer, each)
        }

    async def _settled(self, terms: Terms, command: Callable[[], Awaitable[Aggregate]]) -> Aggregate:
        """Who names no version wants it done to whatever there is: after a collision it is asked again."""
        passing = ChangedMeanwhile if terms.expected_version is None else ClocksMoved
        for _ in range(ATTEMPTS):
            try:
                return await command()
            except passing:
                continue
        return await command()

    @asynccontextmanager
    async def work(self, terms: Terms = NO_TERMS) -> AsyncIterator["SqlWork"]:
        """Load and change inside; written when the block ends without an exception."""
        work = SqlWork(self, terms)
        yield work
        await work.flush()


@dataclass(slots=True)
class SqlWork:
    """Implements `domain.desk.Work`."""

    desk: SqlDesk
    terms: Terms
    fresh: list[Aggregate] = field(default_factory=list)
    changed: list[Aggregate] = field(default_factory=list)
    kept: list[tuple[UUID, UUID, bytes]] = field(default_factory=list)
    beside: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    """What is written in the transaction before the rows of aggregates: many rows that belong to one of them."""
    expectation_met: bool = False
    due: dict[UUID, datetime] = field(default_factory=dict)
    """When each aggregate that was loaded falls due, as its clocks stood."""
    clocks: dict[UUID, object] = field(default_factory=dict)
    """Those of each aggregate that was loaded, as `clocks_column` read them."""

    @property
    def tickets(self) -> "_Tickets":
        """The tickets in scope."""
        return _Tickets(self)

    @property
    def customers(self) -> "_Customers":
        """The customers in scope."""
        return _Customers(self)

    @property
    def references(self) -> "_References":
        """The words of the house."""
        return _References(self)

    @property
    def agents(self) -> "_Agents":
        """The people of the house."""
        return _Agents(self)

    @property
    def policies(self) -> Drafts:
        """Proposals of rules."""
        house = self.desk.house
        return Drafts(house.database, house.policies, house.directory, self.fresh, self.changed, self.expect)

    @property
    def alerts(self) -> AlertsAtWork:
        """The alerts in scope."""
        return AlertsAtWork(self)

    @property
    def interactions(self) -> "_Interactions":
        """The interactions in scope."""
        return _Interactions(self)

    @property
    def feedbacks(self) -> "_Feedbacks":
        """The feedback in scope."""
        return _Feedbacks(self)

    async def routing_rule(self) -> RoutingRule:
        """The handbook in force."""
        return await self.desk.house.policies.routing()

    @property
    def measures(self) -> "_Measures":
        """The improvement measures in scope."""
        return _Measures(self)

    @property
    def surveys(self) -> SurveysAtWork:
        """Waves in scope, and what belongs to them."""
        return SurveysAtWork(self)

    async def sample(self, target: Target, since: datetime, until: datetime) -> Sample:
        """What the desk measured in that time."""
        sampled = Sampled(target.metric, since, until, target.department, target.kind)
        return await sample_of(self.desk.house.database, sampled)

    async def effect_rule(self) -> EffectRule:
        """The rule in force."""
        return await self.desk.house.policies.effect()

    @property
    def endpoints(self) -> EndpointsAtWork:
        """Where webhooks go."""
        return EndpointsAtWork(self)

    @property
    def deliveries(self) -> DeliveriesAtWork:
        """What left the house."""
        return DeliveriesAtWork(self)

    @property
    def needs(self) -> NeedsAtWork:
        """The needs in scope."""
        return NeedsAtWork(self)

    @property
    def market(self) -> MarketAtWork:
        """What happens on the market."""
        return MarketAtWork(self)

    @property
    def activity(self) -> ActivityAtWork:
        """Trading activity."""
        return ActivityAtWork(self)

    @property
    def upkeep(self) -> UpkeepAtWork:
        """The tasks of upkeep in scope."""
        return UpkeepAtWork(self)

    async def need_rules(self) -> NeedRules:
        """The rules in force."""
        return await self.desk.house.policies.needs()

    async def next_number(self, series: str, at: datetime) -> str:
        """Of this series, by the year of this moment."""
        return await self.desk.house.numbers.next(series, at)

    async def level_rule(self) -> LevelRule:
        """The rule in force."""
        return await self.desk.house.policies.level()

    async def intake_rule(self) -> IntakeRule:
        """The rule in force."""
        return await self.desk.house.policies.intake()

    def keep(self, blob_id: UUID, owner: UUID, content: bytes) -> None:
        """Written with what is saved, or not at all."""
        self.kept.append((blob_id, owner, content))

    def expect(self, aggregate: Aggregate) -> None:
        """The version that the asker had in mind, if they said so: of what is loaded first, before any verb."""
        expected, self.expectation_met = (None if self.expectation_met else self.terms.expected_version), True
        if expected is not None and aggregate.loaded_version != expected:
            message = f"it is at version {aggregate.loaded_version} now, you expected {expected}; read it again"
            raise ChangedMeanwhile(message, field=["expectedVersion"])

    async def flush(self) -> None:
        """Rows first, which locks them; then the key; then the events, whose positions are drawn last."""
        house = self.desk.house
        pieces = [*self.fresh, *(each for each in self.changed if each.happenings)]
        if not pieces and self.terms.idempotency_key is None:
            return
        # The owner's key is made before: made in the transaction it might be rolled back and yet remembered.
        keys = {each.id: await self._key(each) for each in pieces}
        clocks = {each.id: kept for each in pieces if (kept := await self._hear(each)) is not None}
        self.due |= {aggregate_id: kept.due_at for aggregate_id, kept in clocks.items()}
        rows = {each.id: ticket_columns(each, self.due[each.id]) for each in pieces if isinstance(each, Ticket)}
        saving = Saving(house.database)
        by_hand = [each for each in pieces if not self._save(saving, each, rows.get(each.id), heard=each.id in clocks)]
        save_clocks(saving, clocks.values())
        self._remember_key(saving)
        for each in pieces:
            saving.tell(self._events(each, keys[each.id]))
        stirred = stirred_by(house, pieces, clocks.values())
        upkeep = [each for each in clocks.values() if each.aggregate == Customer.KIND]
        await self._write(saving, [(each, keys[each.id]) for each in by_hand], stirred, upkeep)
        self.desk.note(pieces, rows)
        for each in pieces:
            each.as_saved()
            if isinstance(each, Entry | Agent):
                await house.directory.refresh(now=True)
            if isinstance(each, PolicyDraft):
                await house.policies.refresh(now=True)
        house.ring()

    async def _write(
        self, saving: Saving, by_hand: list[tuple[Aggregate, AESGCM | None]], stirred: Stirred, upkeep: list[Kept]
    ) -> None:
        async def before() -> None:
            for each, key in by_hand:
                await self._write_by_hand(each, key)
            for blob_id, owner, content in self.kept:
                await self.desk.house.blobs.put(blob_id, owner, content)
            for each_beside in self.beside:
                await each_beside()

        async def after() -> None:
            await TasksOfClocks(self.desk.house, self.desk.author, self.desk.request_id).keep(upkeep)
            await raise_for(self.desk.house, stirred, request_id=self.desk.request_id)

        try:
            moved_on = await saving.write(
                before if by_hand or self.kept or self.beside else None, after if upkeep or any(stirred) else None
            )
        except BROKEN as error:
            await self._explain(error)
            raise
        if moved_on == "clock":
            raise ClocksMoved("a step of one of its clocks was taken meanwhile; ask again")
        if moved_on is not None:
            raise ChangedMeanwhile(_CHANGED)

    async def _key(self, aggregate: Aggregate) -> AESGCM | None:
        if not (needs_key(aggregate) or isinstance(aggregate, Endpoint)):
            return None
        return await self.desk.house.vault.key_for_writing(key_owner(aggregate))

    async def _hear(self, aggregate: Aggregate) -> Kept | None:
        """What its clocks make of what has happened to it; None when that is nothing to any of them."""
        hearing = HEARINGS.get(type(aggregate))
        if hearing is None:
            return None
        house = self.desk.house
        rules = await house.policies.clocks()
        # What tickets and feedback begin with always concerns their clocks; most of what happens to customers does not.
        begins = not aggregate.loaded_version and not isinstance(aggregate, Customer)
        if not begins and not hearing.concerns(rules, aggregate.happenings):
            return None
        loaded = await self._clocks_of(aggregate)
        rules = await house.policies.clocks(clock.terms for clock, _ in loaded)
        kept = kept_of(aggregate.KIND, aggregate.id, rules, loaded)
        facts = await hearing.facts(house, aggregate, rules)
        for each in aggregate.happenings:
            commitments = hearing.repinned(each.event)
            if commitments is not None:
                kept.repin(commitments, facts, at=each.event.at, why=each.event.reason or "")
        changed = frozenset[str]().union(*map(hearing.changed, aggregate.happenings))
        told = frozenset[str]()
        if rules.asks_for(changed):
            told = await told_in_cycle(house.database, aggregate.KIND, aggregate.id)
        kept.hear(hearing.heard(aggregate, facts, told), facts)
        return kept

    async def _clocks_of(self, aggregate: Aggregate) -> list[tuple[Clock, int]]:
        if not aggregate.loaded_version:
            return []
        if aggregate.id in self.clocks:
            return clocks_told(self.clocks[aggregate.id])
        found = await load_clocks(self.desk.house.database, [aggregate.id])
        return found[aggregate.id].clocks if found else []

    def _save(self, saving: Saving, aggregate: Aggregate, row: dict[str, Any] | None, *, heard: bool) -> bool:
        """Whether its rows are among what is saved now; those of the others are written by hand."""
        match aggregate:
            case Ticket():
                save_ticket(saving, aggregate, sure(row), self.desk.author, due=heard)
            case Feedback():
                save_feedback(saving, aggregate, self.due[aggregate.id])
            case Need():
                save_need(saving, aggregate, self.desk.now())
            case _:
                save = _SAVED.get(type(aggregate))
                if save is None:
                    return False
                save(saving, aggregate)
        return True

    async def _write_by_hand(self, aggregate: Aggregate, key: AESGCM | None) -> None:
        database, fresh, written = self.desk.house.database, aggregate in self.fresh, True
        match aggregate:
            case Endpoint() if fresh:
                await insert_endpoint(database, aggregate, key)
            case Endpoint():
                written = await update_endpoint(database, aggregate, key)
            case Delivery():
                written = await update_delivery(database, aggregate)
            case ActivityReport():
                try:
                    await insert_report(database, aggregate, self.desk.viewer.author)
                except Collision:
                    written = False
            case PolicyDraft() if fresh:
                await insert_draft(database, aggregate)
            case PolicyDraft():
                written = await update_draft(database, aggregate)
            case _:
                raise TypeError(aggregate)
        if not written:
            raise ChangedMeanwhile(_CHANGED)

    def _remember_key(self, saving: Saving) -> None:
        key = self.terms.idempotency_key
        if key is None:
            return
        author = self.desk.author
        subject = next(iter([*self.fresh, *self.changed]))
        saving.insert("idempotency", {
            "id": uuid5(_KEYS, f"{author} {key}"), "author": author, "key": key,
            "request_hash": self.terms.request_hash, "aggregate_id": subject.id, "at": self.desk.now(),
        })  # fmt: skip

    def _events(self, aggregate: Aggregate, key: AESGCM | None) -> list[dict[str, Any]]:
        signature = Signature(self.desk.author, self.desk.request_id)
        due = {"due_at": shown_due(self.due[aggregate.id])} if isinstance(aggregate, Ticket) else None
        return event_rows(aggregate, signature, key, due)

    async def _explain(self, error: Exception) -> None:
        """Turn a broken constraint into what the asker can do about it, when it is about the request."""
        if await self.desk.answered(self.terms) is not None:
            raise SameRequest from error
        if any(isinstance(each, SurveyWave) for each in self.changed):
            raise ChangedMeanwhile(_CHANGED) from error  # somebody else launched it, or gave out its links
        for each in self.fresh:
            if isinstance(each, Customer | Agent):
                message = f"external reference {each.external_reference!r} is taken"
                raise AlreadyExists(message, field=["externalReference"]) from error
            if isinstance(each, Entry):
                message = f"{each.family.value} {each.code!r} exists already"
                raise AlreadyExists(message, field=["code"]) from error
            if isinstance(each, SurveyWave | Schedule):
                message = f"the code {each.code!r} is taken"
                raise AlreadyExists(message, field=["code"]) from error
            if isinstance(each, Endpoint):
                message = f"an endpoint {each.code!r} exists already"
                raise AlreadyExists(message, field=["code"]) from error


_SAVED: Mapping[type[Aggregate], Callable[[Saving, Any], None]] = {
    Customer: save_customer,
    Entry: save_entry,
    Agent: save_agent,
    Alert: save_alert,
    UpkeepTask: save_task,
    Interaction: save_interaction,
    MarketEvent: save_market_event,
    Measure: save_measure,
    **dict.fromkeys((SurveyWave, Invitation, Interview, DepartmentResult, Schedule), save_survey),
}
"""Those that are saved from what they are alone."""
_CHANGED = "somebody else changed it meanwhile; read it again"
_KEYS = UUID("6b656675-0000-5000-8000-000000000001")


class SameRequest(Exception):  # noqa: N818  not an error: the answer is stored
    """A concurrent request with the same key and body was first; its answer counts."""


@dataclass(frozen=True, slots=True)
class _Tickets:
    work: SqlWork

    async def get(self, ticket_id: UUID, *, message_id: UUID | None = None) -> Ticket:
        desk = self.work.desk
        ticket, beside = await load_ticket(
            desk.house.database, desk.house.gathering, desk.viewer, ticket_id, message_id
        )
        self.work.due[ticket.id], self.work.clocks[ticket.id] = beside
        self.work.expect(ticket)
        return ticket

    async def any(self, ticket_id: UUID) -> Ticket:
        house = self.work.desk.house
        ticket, beside = await load_ticket(house.database, house.gathering, None, ticket_id, None)
        self.work.due[ticket_id], self.work.clocks[ticket_id] = beside
        self.work.expect(ticket)
        return ticket

    def add(self, ticket: Ticket) -> None:
        self.work.fresh.append(ticket)

    def save(self, ticket: Ticket) -> None:
        self.work.changed.append(ticket)


@dataclass(frozen=True, slots=True)
class _Customers:
    work: SqlWork

    async def get(self, customer_id: UUID) -> Customer:
        desk = self.work.desk
        customer = await load_customer(desk.house.database, desk.viewer, customer_id)
        self.work.expect(customer)
        return customer

    async def any(self, customer_id: UUID) -> Customer:
        return await load_customer(self.work.desk.house.database, None, customer_id)

    def add(self, customer: Customer) -> None:
        self.work.fresh.append(customer)

    def save(self, customer: Customer) -> None:
        self.work.changed.append(customer)


@dataclass(frozen=True, slots=True)
class _Interactions:
    work: SqlWork

    async def get(self, interaction_id: UUID) -> Interaction:
        desk = self.work.desk
        interaction = await load_interaction(desk.house.database, desk.viewer, interaction_id)
        self.work.expect(interaction)
        return interaction

    def add(self, interaction: Interaction) -> None:
        self.work.fresh.append(interaction)

    def save(self, interaction: Interaction) -> None:
        self.work.changed.append(interaction)


@dataclass(frozen=True, slots=True)
class _Measures:
    work: SqlWork

    async def get(self, measure_id: UUID) -> Measure:
        desk = self.work.desk
        measure = await load_measure(desk.house.database, desk.viewer, measure_id)
        self.work.expect(measure)
        return measure

    def add(self, measure: Measure) -> None:
        self.work.fresh.append(measure)

    def save(self, measure: Measure) -> None:
        self.work.changed.append(measure)


@dataclass(frozen=True, slots=True)
class _Feedbacks:
    work: SqlWork

    async def get(self, feedback_id: UUID) -> Feedback:
        desk = self.work.desk
        feedback, beside = await load_feedback(desk.house.database, desk.viewer, feedback_id)
        self.work.due[feedback.id], self.work.clocks[feedback.id] = nearest_in(beside.clocks), beside.clocks
        self.work.expect(feedback)
        return feedback

    def add(self, feedback: Feedback) -> None:
        self.work.fresh.append(feedback)

    def save(self, feedback: Feedback) -> None:
        self.work.changed.append(feedback)


@dataclass(frozen=True, slots=True)
class _References:
    work: SqlWork

    async def get(self, family: Family, code: str) -> Entry:
        entry = await self.find(family, code)
        if entry is None:
            message = f"there is no {family.value.replace('_', ' ')} {code[:60]!r}"
            raise NotFound(message, field=["code"])
        self.work.expect(entry)
        return entry

    async def find(self, family: Family, code: str) -> Entry | None:
        return await load_entry(self.work.desk.house.database, family, code) if is_code(code) else None

    async def need(self, family: Family, code: str | None, *, field: str) -> Entry | None:
        if code is None:
            return None
        directory = self.work.desk.house.directory
        await directory.refresh()
        word = directory.word(family, code)
        if word is None:
            await directory.refresh(now=True)
            word = directory.word(family, code)
        if word is None or word.retired:
            in_use = [each.code for each in directory.words(family) if not each.retired]
            shown = ", ".join(in_use[:20]) + (", …" if len(in_use) > 20 else "")  # noqa: PLR2004
            what = family.value.replace("_", " ")
            message = f"{code[:60]!r} is not a {what} in use; in use are: {shown}"
            raise UnknownReference(message, field=[field])
        return Entry(
            id=word.id, version=word.version, family=family, code=word.code, name=word.name, parent=word.parent,
            complaint=word.complaint,
        )  # fmt: skip

    async def ancestors(self, code: str) -> frozenset[str]:
        directory = self.work.desk.house.directory
        await directory.refresh(now=True)
        return directory.above(code)

    def add(self, entry: Entry) -> None:
        self.work.fresh.append(entry)

    def save(self, entry: Entry) -> None:
        self.work.changed.append(entry)


@dataclass(frozen=True, slots=True)
class _Agents:
    work: SqlWork

    async def get(self, agent_id: UUID) -> Agent:
        agent = await load_agent(self.work.desk.house.database, agent_id)
        self.work.expect(agent)
        return agent

    async def need(self, agent_id: UUID | None, *, field: str) -> Agent | None:
        if agent_id is None:
            return None
        try:
            agent = await load_agent(self.work.desk.house.database, agent_id)
        except NotFound:
            agent = None
        if agent is None or not agent.active:
            message = "there is no such agent, or they are no longer assignable"
            raise UnknownReference(message, field=[field])
        return agent

    async def called(self, references: Iterable[str]) -> Mapping[str, UUID]:
        wanted, directory = frozenset(references), self.work.desk.house.directory
        if not wanted:
            return {}
        await directory.refresh()
        return {
            each.external_reference: each.id
            for each in directory.people()
            if each.external_reference in wanted and each.active
        }

    def add(self, agent: Agent) -> None:
        self.work.fresh.append(agent)

    def save(self, agent: Agent) -> None:
        self.work.changed.append(agent)

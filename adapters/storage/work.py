"""A unit of work: what a command saved is written together with its events, or not at all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tortoise.exceptions import IntegrityError

from adapters.database import Database
from adapters.directory import Directory
from adapters.storage.alerting import AlertsAtWork, DeliveriesAtWork, EndpointsAtWork
from adapters.storage.alerts import raise_for, update_alert
from adapters.storage.blobs import Blobs
from adapters.storage.clocks import ClocksMoved, Kept, kept_of, load_clocks, write_clocks
from adapters.storage.customers import bar, insert_customer, load_customer, update_customer
from adapters.storage.deliveries import update_delivery
from adapters.storage.drafts import Drafts, insert_draft, update_draft
from adapters.storage.endpoints import insert_endpoint, update_endpoint
from adapters.storage.log import Signature, append, event_rows, key_owner, needs_key
from adapters.storage.numbers import Numbers
from adapters.storage.policies import Policies
from adapters.storage.references import (
    insert_agent,
    insert_entry,
    load_agent,
    load_entry,
    update_agent,
    update_entry,
)
from adapters.storage.rows import IdempotencyRow
from adapters.storage.tickets import insert_ticket, load_ticket, update_ticket
from adapters.vault import Vault
from domain.alert.alert import Alert
from domain.clock.commitment import Facts
from domain.clock.due import shown_due
from domain.clock.rules import ClockRules
from domain.customer.customer import Customer
from domain.delivery.delivery import Delivery
from domain.delivery.endpoint import Endpoint
from domain.desk import NO_TERMS, Terms
from domain.policy.draft import PolicyDraft
from domain.policy.intake import IntakeRule
from domain.policy.level import LevelRule
from domain.reference.agent import Agent
from domain.reference.entry import Entry, Family, is_code
from domain.shared.aggregate import Aggregate
from domain.shared.errors import AlreadyExists, ChangedMeanwhile, KeyReused, NotFound, Refusal, UnknownReference
from domain.ticket.events import PromisesRepinned
from domain.ticket.promised import CustomerFacts, concerning, facts_of, heard_of
from domain.ticket.ticket import Ticket
from domain.viewer import Viewer
from execution.gathering import Gathering

ATTEMPTS = 20
"""Tries of a command that names no version, before somebody is told that others were first; each time one gets on."""


@dataclass(frozen=True, slots=True)
class House:
    """What all desks of a process share."""

    database: Database
    vault: Vault
    directory: Directory
    policies: Policies
    numbers: Numbers
    blobs: Blobs
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    ring: Callable[[], None]
    gathering: Gathering = field(default_factory=Gathering)
    private_targets: bool = False


@dataclass(slots=True)
class SqlDesk:
    """The desk before one asker; implements `domain.desk.Desk`."""

    house: House
    viewer: Viewer
    request_id: str | None = None

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
        row = await IdempotencyRow.filter(author=self.viewer.author, key=terms.idempotency_key).first()
        if row is None:
            return None
        if bytes(row.request_hash) != terms.request_hash:
            message = "this idempotencyKey was used for a different request; a new request takes a new key"
            raise KeyReused(message, field=["idempotencyKey"])
        return row.aggregate_id

    async def once(self, terms: Terms, command: Callable[[], Awaitable[Aggregate]]) -> UUID:
        """The id of what the command changed; a retry with the same key and body gets the stored answer."""
        done = await self.answered(terms)
        if done is not None:
            return done
        try:
            return (await self._settled(terms, command)).id
        except (SameRequest, Refusal):
            done = await self.answered(terms)
            if done is None:
                raise
            return done

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
    expectation_met: bool = False
    due: dict[UUID, datetime] = field(default_factory=dict)
    """When each ticket that was loaded falls due, as its clocks stood."""

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
    def endpoints(self) -> EndpointsAtWork:
        """Where webhooks go."""
        return EndpointsAtWork(self)

    @property
    def deliveries(self) -> DeliveriesAtWork:
        """What left the house."""
        return DeliveriesAtWork(self)

    async def next_number(self, opened_at: datetime) -> str:
        """For a new ticket."""
        return await self.desk.house.numbers.next(opened_at)

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
        keys = {each.id: await self._key(each) for each in pieces}
        clocks = {each.id: kept for each in pieces if isinstance(each, Ticket) and (kept := await self._hear(each))}
        self.due |= {ticket_id: kept.due_at for ticket_id, kept in clocks.items()}
        try:
            async with house.database.transaction():
                for each in self.fresh:
                    await self._insert(each, keys[each.id])
                for each in self.changed:
                    if each.happenings:
                        heard = clocks.get(each.id)
                        await self._update(each, keys[each.id], None if heard is None else heard.due_at)
                await write_clocks(house.database, clocks.values())
                # The owner's key was made above: made in here it might be rolled back and yet remembered.
                for blob_id, owner, content in self.kept:
                    await house.blobs.put(blob_id, owner, content)
                await self._remember_key()
                await self._append(pieces, keys)
                await raise_for(house, pieces, clocks.values(), request_id=self.desk.request_id)
        except IntegrityError as error:
            await self._explain(error)
            raise
        for each in pieces:
            each.as_loaded()
            each.happenings.clear()
            if isinstance(each, Entry | Agent):
                await house.directory.refresh(now=True)
            if isinstance(each, PolicyDraft):
                await house.policies.refresh(now=True)
        house.ring()

    async def _key(self, aggregate: Aggregate) -> AESGCM | None:
        if not (needs_key(aggregate) or isinstance(aggregate, Endpoint)):
            return None
        return await self.desk.house.vault.key_for_writing(key_owner(aggregate))

    async def _hear(self, ticket: Ticket) -> Kept | None:
        """What the ticket's clocks make of what has happened to it; None when that is nothing to any of them."""
        house = self.desk.house
        rules = await house.policies.clocks()
        if ticket.loaded_version and not concerning(rules, ticket.happenings):
            return None
        loaded = (await load_clocks(house.database, [ticket.id]) if ticket.loaded_version else {}).get(ticket.id, [])
        if not all(rules.book.knows(clock.terms) for clock, _ in loaded):
            await house.policies.refresh(now=True)
            rules = await house.policies.clocks()
        kept = kept_of(Ticket.KIND, ticket.id, rules, loaded)
        facts = await self._facts(ticket, rules)
        for each in ticket.happenings:
            if isinstance(each.event, PromisesRepinned):
                kept.repin(each.event.commitments, facts, at=each.event.at, why=each.event.reason or "")
        kept.hear(heard_of(ticket, ticket.happenings, facts), facts)
        return kept

    async def _facts(self, ticket: Ticket, rules: ClockRules) -> Facts:
        house = self.desk.house
        kind = house.directory.word(Family.KIND, ticket.kind)
        customer = None
        if rules.needs_customer:
            known = await load_customer(house.database, None, ticket.customer_id)
            customer = CustomerFacts(known.tier.value, bar(sorted(known.segments)))
        return facts_of(ticket, complaint=kind is not None and kind.complaint, customer=customer)

    async def _insert(self, aggregate: Aggregate, key: AESGCM | None) -> None:
        database = self.desk.house.database
        match aggregate:
            case Ticket():
                await insert_ticket(database, aggregate, self.due[aggregate.id], self.desk.viewer.author)
            case Customer():
                await insert_customer(database, aggregate)
            case Entry():
                await insert_entry(database, aggregate)
            case Agent():
                await insert_agent(database, aggregate)
            case Endpoint():
                await insert_endpoint(database, aggregate, key)
            case PolicyDraft():
                await insert_draft(database, aggregate)
            case _:
                raise TypeError(aggregate)

    async def _update(self, aggregate: Aggregate, key: AESGCM | None, due_at: datetime | None) -> None:
        database = self.desk.house.database
        match aggregate:
            case Ticket():
                written = await update_ticket(database, aggregate, due_at, self.desk.viewer.author)
            case Customer():
                written = await update_customer(database, aggregate)
            case Entry():
                written = await update_entry(database, aggregate)
            case Agent():
                written = await update_agent(database, aggregate)
            case Alert():
                written = await update_alert(database, aggregate)
            case Endpoint():
                written = await update_endpoint(database, aggregate, key)
            case Delivery():
                written = await update_delivery(database, aggregate)
            case PolicyDraft():
                written = await update_draft(database, aggregate)
            case _:
                raise TypeError(aggregate)
        if not written:
            message = "somebody else changed it meanwhile; read it again"
            raise ChangedMeanwhile(message)

    async def _remember_key(self) -> None:
        key = self.terms.idempotency_key
        if key is None:
            return
        subject = next(iter([*self.fresh, *self.changed]))
        author = self.desk.viewer.author
        await IdempotencyRow.create(
            using_db=self.desk.house.database.connection,
            id=uuid5(_KEYS, f"{author} {key}"),
            author=author,
            key=key,
            request_hash=self.terms.request_hash,
            aggregate_id=subject.id,
            at=self.desk.now(),
        )

    async def _append(self, pieces: list[Aggregate], keys: dict[UUID, AESGCM | None]) -> None:
        signature = Signature(self.desk.viewer.author, self.desk.request_id)
        rows = []
        for each in pieces:
            due = {"due_at": shown_due(self.due[each.id])} if isinstance(each, Ticket) else None
            rows += event_rows(each, signature, keys[each.id], due)
        if rows:
            await append(self.desk.house.database, rows)

    async def _explain(self, error: IntegrityError) -> None:
        """Turn a broken constraint into what the asker can do about it, when it is about the request."""
        if await self.desk.answered(self.terms) is not None:
            raise SameRequest from error
        for each in self.fresh:
            if isinstance(each, Customer | Agent):
                message = f"external reference {each.external_reference!r} is taken"
                raise AlreadyExists(message, field=["externalReference"]) from error
            if isinstance(each, Entry):
                message = f"{each.family.value} {each.code!r} exists already"
                raise AlreadyExists(message, field=["code"]) from error
            if isinstance(each, Endpoint):
                message = f"an endpoint {each.code!r} exists already"
                raise AlreadyExists(message, field=["code"]) from error


_KEYS = UUID("6b656675-0000-5000-8000-000000000001")


class SameRequest(Exception):  # noqa: N818  not an error: the answer is stored
    """A concurrent request with the same key and body was first; its answer counts."""


@dataclass(frozen=True, slots=True)
class _Tickets:
    work: SqlWork

    async def get(self, ticket_id: UUID, *, message_id: UUID | None = None) -> Ticket:
        desk = self.work.desk
        ticket, due_at = await load_ticket(desk.house.database, desk.viewer, ticket_id, message_id)
        self.work.due[ticket.id] = due_at
        self.work.expect(ticket)
        return ticket

    async def any(self, ticket_id: UUID) -> Ticket:
        ticket, self.work.due[ticket_id] = await load_ticket(self.work.desk.house.database, None, ticket_id, None)
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

    def add(self, agent: Agent) -> None:
        self.work.fresh.append(agent)

    def save(self, agent: Agent) -> None:
        self.work.changed.append(agent)

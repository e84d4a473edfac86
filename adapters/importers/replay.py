"""Plays the rows of an incident log over the desk's tickets, in memory; `Batch.write` makes it so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from adapters.importers.introductions import Introductions
from adapters.importers.names import reference_of, shown
from adapters.importers.people import People
from adapters.importers.recording import AUTHOR
from adapters.importers.source_row import SourceRow, SourceState
from adapters.importers.subjects import subject_of
from adapters.storage.batch import Batch
from adapters.storage.clocks import Kept, kept_of, load_clocks
from adapters.storage.house import House
from adapters.storage.numbers import number
from adapters.storage.tickets import select_tickets, ticket_of
from domain.clock.rules import ClockRules
from domain.customer.customer import NAME_LENGTH, Customer, CustomerType, Tier
from domain.policy.level import LevelRule
from domain.reference.entry import Family
from domain.ticket import imported
from domain.ticket.lifecycle import Status
from domain.ticket.promised import CustomerFacts, concerning, facts_of, heard_of
from domain.ticket.ticket import Ticket

UNKNOWN_CALLER = "unknown"
_SOURCE_KNOWS = CustomerFacts(Tier.ORDINARY.value, "")
"""All that an incident log tells of a customer."""

STATUS: Mapping[SourceState, Status] = {
    SourceState.NEW: Status.ACCEPTED,
    SourceState.ACTIVE: Status.IN_PROGRESS,
    SourceState.AWAITING_USER_INFO: Status.AWAITING_CUSTOMER,
    SourceState.AWAITING_VENDOR: Status.AWAITING_THIRD_PARTY,
    SourceState.AWAITING_PROBLEM: Status.AWAITING_THIRD_PARTY,
    SourceState.AWAITING_EVIDENCE: Status.AWAITING_THIRD_PARTY,
    SourceState.RESOLVED: Status.RESOLVED,
    SourceState.CLOSED: Status.ARCHIVED,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What one batch is played with: where it goes, the rules in force, the numbers that new tickets will have."""

    batch: Batch
    rule: LevelRule
    clocks: ClockRules
    numbers: Mapping[str, str]


class Replay:
    """Knows the tickets, words and people it has met, as the last batch that was written left them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tickets: dict[str, Ticket] = {}
        self._clocks: dict[UUID, Kept] = {}
        self._ours = Introductions(house)
        self._callers = People(house.database, "customer")

    async def play(self, rows: Sequence[SourceRow]) -> Batch:
        """What these rows do; when it is not written, `forget` before the next."""
        batch = Batch()
        clocks = await self._house.policies.clocks()
        await self._house.directory.refresh()
        await self._meet(rows, clocks)
        scene = Scene(batch, await self._house.policies.level(), clocks, await self._numbers(rows, batch))
        for row in rows:
            self._follow(row, scene)
        return batch

    def forget(self) -> None:
        """What is known may no longer be so: meet everybody again."""
        self._tickets.clear()
        self._clocks.clear()
        self._callers.forget()
        self._ours.forget()

    async def _meet(self, rows: Sequence[SourceRow], clocks: ClockRules) -> None:
        await self._ours.meet(name for row in rows for name in (row.assignee, row.resolver) if name)
        await self._callers.meet(reference_of(row.caller or UNKNOWN_CALLER) for row in rows)
        await self._load({row.number for row in rows} - self._tickets.keys(), clocks)

    async def _load(self, incidents: Iterable[str], clocks: ClockRules) -> None:
        sql = self._house.database.sql()
        where = sql.among("t.external_reference", sorted(incidents))
        known: list[UUID] = []
        for row in await self._house.database.rows(select_tickets(self._house.database, where), sql.values):
            ticket = ticket_of(row)
            ticket.as_loaded()
            self._tickets[row["external_reference"]] = ticket
            known.append(ticket.id)
        for ticket_id, loaded in (await load_clocks(self._house.database, known)).items():
            self._clocks[ticket_id] = kept_of(loaded.aggregate, ticket_id, clocks, loaded.clocks, punctual=True)

    async def _numbers(self, rows: Sequence[SourceRow], batch: Batch) -> dict[str, str]:
        """In the order of first rows, so that they do not depend on where batches end."""
        opened_at: dict[str, datetime] = {}
        for row in rows:
            if row.number not in self._tickets:
                opened_at.setdefault(row.number, row.opened_at)
        by_year: dict[int, list[str]] = {}
        for incident, at in opened_at.items():
            by_year.setdefault(self._house.numbers.year(at), []).append(incident)
        numbers: dict[str, str] = {}
        for year, incidents in by_year.items():
            first = await self._house.numbers.upcoming(Ticket.SERIES, year)
            batch.numbers[year] = range(first, first + len(incidents))
            numbers |= {each: number(Ticket.SERIES, year, place) for place, each in enumerate(incidents, first)}
        return numbers

    def _follow(self, row: SourceRow, scene: Scene) -> None:
        state = self._in_our_words(row, scene.batch)
        ticket = self._tickets.get(row.number)
        if ticket is None:
            ticket = self._tickets[row.number] = self._opened(row, state, scene)
            imported.follow(ticket, state, fresh=True)
        else:
            ticket.happenings.clear()
            imported.follow(ticket, state)
        scene.batch.rows.append((state.digest, ticket.id, row.line, row.updated_at))
        scene.batch.tell(ticket, self._heard(ticket, scene.clocks), author_of(row))

    def _heard(self, ticket: Ticket, rules: ClockRules) -> Kept:
        """The ticket's clocks, after what its row has told."""
        kept = self._clocks.get(ticket.id)
        if kept is None:
            kept = self._clocks[ticket.id] = kept_of(Ticket.KIND, ticket.id, rules, punctual=True)
        kept.rules, kept.held = rules, True
        news = concerning(rules, ticket.happenings)
        if news:
            kind = self._house.directory.word(Family.KIND, ticket.kind)
            facts = facts_of(ticket, complaint=kind is not None and kind.complaint, customer=_SOURCE_KNOWS)
            kept.hear(heard_of(ticket, ticket.happenings, facts, news), facts)
        return kept

    def _in_our_words(self, row: SourceRow, batch: Batch) -> imported.SourceState:
        ours, at = self._ours, row.updated_at
        return imported.SourceState(
            line=row.line,
            digest=row.digest.hex(),
            at=at,
            status=STATUS[row.state],
            reopenings=row.reopen_count or 0,
            level=row.level,
            kind=ours.code_or_unknown(Family.KIND, row.kind, at, batch),
            business_line=row.business_line and ours.code(Family.BUSINESS_LINE, row.business_line, at, batch),
            channel=ours.code_or_unknown(Family.CHANNEL, row.channel, at, batch),
            department=row.department and ours.code(Family.DEPARTMENT, row.department, at, batch),
            assignee_id=None if row.assignee is None else ours.agent(row.assignee, at, batch),
            met_target=row.made_sla,
            customer_id=None if row.caller is None else self._caller(row.caller, at, batch),
            resolver_id=None if row.resolver is None else ours.agent(row.resolver, at, batch),
            resolved_at=row.resolved_at,
            closed_at=row.closed_at,
        )

    def _opened(self, row: SourceRow, state: imported.SourceState, scene: Scene) -> Ticket:
        level = scene.rule.propose(
            customer_type=CustomerType.INDIVIDUAL, tier=Tier.ORDINARY, business_line=state.business_line, severity=None
        )
        ticket = imported.opened_from_source(
            id=self._house.new_id(),
            number=scene.numbers[row.number],
            external_reference=row.number,
            customer_id=state.customer_id or self._caller(UNKNOWN_CALLER, row.updated_at, scene.batch),
            subject=subject_of(row.business_line, row.kind),
            opened_at=row.opened_at,
            by=AUTHOR,
            row=state,
            level=level.value,
        )
        scene.batch.open(ticket)
        return ticket

    def _caller(self, name: str, at: datetime, batch: Batch) -> UUID:
        reference = reference_of(name)
        known = self._callers.get(reference)
        if known is not None:
            return known
        customer = Customer.register(
            id=self._house.new_id(),
            external_reference=reference,
            type=CustomerType.INDIVIDUAL,
            name=shown(name, NAME_LENGTH) or reference,
            at=at,
            imported=True,
        )
        self._callers.add(reference, customer.id)
        batch.register(customer, self._house.vault.new_key(customer.id), AUTHOR)
        return customer.id


def author_of(row: SourceRow) -> str:
    """The source's own author, as a reference; ours where it does not know."""
    return f"import:{reference_of(row.updated_by)}" if row.updated_by else AUTHOR

"""What clocks hear of the aggregates that promises are made to: each kind says it in its own way."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from adapters.storage.customers import bar, load_customer
from adapters.storage.house import House
from domain.clock.commitment import Facts
from domain.clock.promises import Heard
from domain.clock.rules import ClockRules
from domain.customer import promised as of_customers
from domain.customer.customer import Customer
from domain.feedback import promised
from domain.feedback.feedback import Feedback
from domain.reference.entry import Family
from domain.shared.aggregate import Aggregate, Event, Happening
from domain.ticket.events import PromisesRepinned
from domain.ticket.promised import CustomerFacts, changed_facts, concerning, facts_of, heard_of
from domain.ticket.ticket import Ticket

A_contra = TypeVar("A_contra", bound=Aggregate, contravariant=True)


class Hearing(Protocol[A_contra]):
    """Of one kind of aggregate."""

    def concerns(self, rules: ClockRules, happenings: Sequence[Happening]) -> bool:
        """Whether any of these could move a clock."""
        ...

    async def facts(self, house: House, aggregate: A_contra, rules: ClockRules) -> Facts:
        """What conditions may ask of it, as it now is."""
        ...

    def changed(self, happening: Happening) -> frozenset[str]:
        """The names of the facts that it has changed."""
        ...

    def repinned(self, event: Event) -> Sequence[str] | None:
        """The commitments whose clocks it moves to the rules in force, none for all; None when it is no such event."""
        ...

    def heard(self, aggregate: A_contra, facts: Facts, told: frozenset[str]) -> Iterable[Heard]:
        """Each happening in its cycle; `told` names what happened before in this one, where facts have changed."""
        ...


class _OfTickets:
    def concerns(self, rules: ClockRules, happenings: Sequence[Happening]) -> bool:
        return bool(concerning(rules, happenings))

    async def facts(self, house: House, aggregate: Ticket, rules: ClockRules) -> Facts:
        kind = house.directory.word(Family.KIND, aggregate.kind)
        customer = None
        if rules.needs_customer:
            known = await load_customer(house.database, None, aggregate.customer_id)
            customer = CustomerFacts(known.tier.value, bar(sorted(known.segments)))
        return facts_of(aggregate, complaint=kind is not None and kind.complaint, customer=customer)

    def changed(self, happening: Happening) -> frozenset[str]:
        return changed_facts(happening)

    def repinned(self, event: Event) -> Sequence[str] | None:
        return event.commitments if isinstance(event, PromisesRepinned) else None

    def heard(self, aggregate: Ticket, facts: Facts, told: frozenset[str]) -> Iterable[Heard]:
        return heard_of(aggregate, aggregate.happenings, facts, told=told)


class _OfFeedback:
    def concerns(self, rules: ClockRules, happenings: Sequence[Happening]) -> bool:
        return promised.concerns(rules, happenings)

    async def facts(self, house: House, aggregate: Feedback, rules: ClockRules) -> Facts:
        del rules
        kind = house.directory.word(Family.KIND, aggregate.kind)
        known = await load_customer(house.database, None, aggregate.customer_id)
        return promised.facts_of(
            aggregate, complaint=kind is not None and kind.complaint, tier=known.tier.value,
            segments=bar(sorted(known.segments)),
        )  # fmt: skip

    def changed(self, happening: Happening) -> frozenset[str]:
        return promised.changed_facts(happening)

    def repinned(self, event: Event) -> Sequence[str] | None:
        del event
        return None

    def heard(self, aggregate: Feedback, facts: Facts, told: frozenset[str]) -> Iterable[Heard]:
        return promised.heard_of(aggregate, facts, told)


class _OfCustomers:
    def concerns(self, rules: ClockRules, happenings: Sequence[Happening]) -> bool:
        return of_customers.concerns(rules, happenings)

    async def facts(self, house: House, aggregate: Customer, rules: ClockRules) -> Facts:
        del house, rules
        return of_customers.facts_of(aggregate)

    def changed(self, happening: Happening) -> frozenset[str]:
        return of_customers.changed_facts(happening)

    def repinned(self, event: Event) -> Sequence[str] | None:
        del event
        return None

    def heard(self, aggregate: Customer, facts: Facts, told: frozenset[str]) -> Iterable[Heard]:
        return of_customers.heard_of(aggregate, facts, told)


HEARINGS: Mapping[type[Aggregate], Hearing[Any]] = {
    Ticket: _OfTickets(),
    Feedback: _OfFeedback(),
    Customer: _OfCustomers(),
}
"""Those that promises are made to."""

"""Registers a file's customers by the domain's own verb; says why the other rows were not needed or not taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any

from adapters.importers.customer_contacts import points_of, preferred
from adapters.importers.customer_difference import differences
from adapters.importers.customer_row import CustomerRow, Unfit
from adapters.importers.introductions import Introductions
from adapters.importers.names import reference_of
from adapters.importers.recording import AUTHOR
from adapters.importers.rejects import Reject, quoted
from adapters.importers.source_time import SHANGHAI
from adapters.storage.batch import Batch
from adapters.storage.customers import customers_called
from adapters.storage.house import House
from domain.customer.customer import Customer, CustomerType, Segment, Stage, Tier
from domain.reference.entry import Family
from domain.shared.errors import Refusal


@dataclass(slots=True)
class Verdicts:
    """What became of the rows that were not registered."""

    there: int = 0
    different: list[Reject] = field(default_factory=list)
    rejected: list[Reject] = field(default_factory=list)


class Register:
    """Knows the words and agents it has met; looks the customers up for each stretch of rows."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ours = Introductions(house)
        self.verdicts = Verdicts()

    async def take(self, rows: Sequence[CustomerRow]) -> Batch:
        """What registers those who are new; `verdicts` tells of the others."""
        self.verdicts = Verdicts()
        batch = Batch()
        known = await self._meet(rows)
        for row in rows:
            customer = known.get(row.external_reference)
            try:
                if customer is None:
                    self._register(row, batch)
                else:
                    self._compare(row, customer)
            except (Unfit, Refusal) as refusal:
                self.verdicts.rejected.append(Reject(row.line, _in_a_line(refusal), row.text))
        return batch

    async def forget(self) -> None:
        """What is known may no longer be so."""
        self._ours.forget()

    async def _meet(self, rows: Sequence[CustomerRow]) -> Mapping[str, Customer]:
        await self._house.directory.refresh(now=True)
        await self._ours.meet(row.account_manager for row in rows if row.account_manager)
        return await customers_called(self._house.database, [row.external_reference for row in rows])

    def _compare(self, row: CustomerRow, customer: Customer) -> None:
        found = differences(row, customer, self._ours.known_agent, self._known_code)
        if found:
            reason = f"already there and left as it is; differs in {', '.join(found)}"
            self.verdicts.different.append(Reject(row.line, reason, row.text))
        else:
            self.verdicts.there += 1

    def _register(self, row: CustomerRow, batch: Batch) -> None:
        at = self._registered_at(row)
        self._check(row, at)
        person = self._person(row, at)
        Customer.register(**person)  # refuses what cannot be taken, before words are made for it
        customer = Customer.register(**(person | self._words(row, person, at, batch)))
        batch.register(customer, self._house.vault.new_key(customer.id), AUTHOR)

    def _person(self, row: CustomerRow, at: datetime) -> dict[str, Any]:
        return {
            "id": self._house.new_id(),
            "external_reference": row.external_reference,
            "type": CustomerType[row.kind.upper()],
            "name": row.name,
            "stage": Stage[row.stage.upper()],
            "tier": Tier[row.tier.upper()],
            "segments": [Segment[each.upper()] for each in row.segments],
            "contact_points": list(points_of(row, self._house.new_id)),
            "at": at,
            "imported": True,
        }

    def _words(self, row: CustomerRow, person: Mapping[str, Any], at: datetime, batch: Batch) -> dict[str, Any]:
        channel, manager = preferred(row), row.account_manager
        points = person["contact_points"]
        return {
            "business_lines": [self._code(Family.BUSINESS_LINE, each, at, batch) for each in row.business_lines],
            "contact_points": [
                replace(each, channel=self._code(Family.CHANNEL, each.channel, at, batch)) for each in points
            ],
            "preferred_channel": None if channel is None else self._code(Family.CHANNEL, channel, at, batch),
            "account_manager_id": None if manager is None else self._ours.agent(manager, at, batch),
        }

    def _registered_at(self, row: CustomerRow) -> datetime:
        """The day that the file names, from its beginning in Shanghai; without one, now."""
        if row.opened_on is None:
            return self._house.now()
        return datetime.combine(row.opened_on, time(), SHANGHAI).astimezone(UTC)

    def _check(self, row: CustomerRow, at: datetime) -> None:
        if at > self._house.now():
            raise Unfit(f"opened_on: {row.opened_on} lies in the future")
        channel = preferred(row)
        named = [("business_lines", Family.BUSINESS_LINE, each) for each in row.business_lines]
        named += [("preferred_channel", Family.CHANNEL, channel)] if channel else []
        for column, family, word in named:
            code = self._known_code(family, word)
            entry = None if code is None else self._house.directory.word(family, code)
            if entry is not None and entry.retired:
                raise Unfit(f"{column}: {quoted(word)} is retired")
        manager = row.account_manager and self._house.directory.person_called(reference_of(row.account_manager))
        if manager and not manager.active:
            raise Unfit(f"account_manager: {quoted(manager.external_reference)} is no longer assignable")

    def _known_code(self, family: Family, word: str) -> str | None:
        """A file of ours names words by code; by name is fine too."""
        return word if self._ours.is_code(family, word) else self._ours.known_code(family, word)

    def _code(self, family: Family, word: str, at: datetime, batch: Batch) -> str:
        return self._known_code(family, word) or self._ours.code(family, word, at, batch)


def _in_a_line(refusal: Unfit | Refusal) -> str:
    return f"{'.'.join(refusal.field)}: {refusal.message}" if isinstance(refusal, Refusal) else str(refusal)

"""Words and agents that a source names: found among ours, or introduced with events of their own."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from adapters.importers.names import reference_of, shown
from adapters.importers.people import People
from adapters.importers.recording import AUTHOR
from adapters.importers.words import UNKNOWN, Words
from adapters.storage.batch import Batch
from adapters.storage.house import House
from domain.reference.agent import Agent
from domain.reference.entry import Family

AGENT_NAME_LENGTH = 100


class Introductions:
    """What it introduced into a batch that was not written is forgotten by `forget`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._words = Words(house.database, house.new_id)
        self._agents = People(house.database, "agent")
        self._fresh = True

    async def meet(self, agents: Iterable[str]) -> None:
        """Before anything is asked about them."""
        if self._fresh:
            await self._words.load()
            self._fresh = False
        await self._agents.meet(map(reference_of, agents))

    def forget(self) -> None:
        """What is known may no longer be so."""
        self._agents.forget()
        self._fresh = True

    def is_code(self, family: Family, word: str) -> bool:
        """Whether the word is the code of an entry, in use or retired."""
        return self._words.known(family, word)

    def known_code(self, family: Family, name: str) -> str | None:
        """The code of the entry that the name means."""
        return self._words.code(family, name)

    def code(self, family: Family, name: str, at: datetime, batch: Batch) -> str:
        """The same, of a new entry if need be."""
        code = self._words.code(family, name)
        if code is None:
            entry = self._words.define(family, name, at)
            batch.define(entry, AUTHOR)
            code = entry.code
        return code

    def code_or_unknown(self, family: Family, name: str | None, at: datetime, batch: Batch) -> str:
        """For what a ticket must have, though the source does not know it."""
        if name is not None:
            return self.code(family, name, at, batch)
        if not self._words.known(family, UNKNOWN):
            batch.define(self._words.define_unknown(family, at), AUTHOR)
        return UNKNOWN

    def known_agent(self, name: str) -> UUID | None:
        """The agent with this reference."""
        return self._agents.get(reference_of(name))

    def agent(self, name: str, at: datetime, batch: Batch) -> UUID:
        """The same, newly registered if need be; in which department they work, the source does not say."""
        known = self.known_agent(name)
        if known is not None:
            return known
        reference = reference_of(name)
        agent = Agent.register(
            id=self._house.new_id(),
            external_reference=reference,
            name=shown(name, AGENT_NAME_LENGTH) or reference,
            department=None,
            at=at,
            imported=True,
        )
        self._agents.add(reference, agent.id)
        batch.register(agent, self._house.vault.new_key(agent.id), AUTHOR)
        return agent.id

"""Where answers are given, with a memory and without one, so that the two can be compared."""

from collections import Counter as Counts
from dataclasses import dataclass
from typing import Any

from adapters.answers.changes import Changes
from adapters.answers.memory import Answers, Shared
from adapters.news.live import Live
from app.house import OpenHouse
from domain.viewer import Viewer
from execution import Answer, Engine, Prepared
from tests.graphql.asking import DOCUMENTS, RISK, a_context


@dataclass(slots=True)
class Counter:
    """One process, as far as answers go."""

    opening: OpenHouse
    live: Live
    answers: Answers
    engine: Engine
    plain: Engine
    outcomes: Counts[str]

    async def ask(self, source: str, viewer: Viewer = RISK, **variables: object) -> Answer:
        """Perhaps an answer that was kept."""
        return await self._asked(self.engine, source, viewer, variables)

    async def told(self, source: str, viewer: Viewer = RISK, **variables: object) -> bytes:
        """The same, which must be what it comes to when it is run."""
        given = await self.ask(source, viewer, **variables)
        run = await self._asked(self.plain, source, viewer, variables)
        assert given.body == run.body, (source, variables, viewer)
        return given.body

    async def known(self, source: str, viewer: Viewer = RISK, **variables: object) -> bytes:
        """Asked until it is kept."""
        for _ in range(2):
            await self.told(source, viewer, **variables)
        return await self.told(source, viewer, **variables)

    async def _asked(self, engine: Engine, source: str, viewer: Viewer, variables: dict[str, Any]) -> Answer:
        prepared = DOCUMENTS.prepare(source)
        assert isinstance(prepared, Prepared), prepared
        return await engine.execute(prepared, variables, a_context(self.opening, viewer, self.live))


def open_counter(opening: OpenHouse, live: Live, shared: Shared | None = None, **given: Any) -> Counter:  # noqa: ANN401
    """Over a desk that is followed live."""
    outcomes: Counts[str] = Counts()
    house = opening.house
    changes = Changes(house.database, house.directory, lambda: live.head)
    answers = Answers(changes, house.now, shared=shared, on_outcome=lambda each: outcomes.update([each]), **given)
    bugs: list[object] = []
    engine, plain = (Engine(DOCUMENTS, report=lambda error, _: bugs.append(error)) for _ in range(2))
    engine.memory = answers
    return Counter(opening, live, answers, engine, plain, outcomes)

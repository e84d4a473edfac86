"""The same with real rows: made-up queries of a desk that lives in a database are answered alike by both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import orjson
from graphql import GraphQLSchema

from app.demo import show
from app.graphql import core
from app.house import OpenHouse
from domain.viewer import Role, Viewer
from execution import Context
from tests.engines import house
from tests.execution.differential import desk
from tests.execution.differential.case import Executors
from tests.execution.differential.operations import Choose, Operations, Words
from tests.graphql.asking import RISK, a_context, answer

__all__ = ["house"]

QUERIES = 60
VIEWERS = [RISK, Viewer(Role.SUPERVISOR, "s-1", department="desk", departments=frozenset({"desk"})),
           Viewer(Role.AUDITOR, "a-1"), Viewer(Role.ADMIN, "root")]  # fmt: skip
NAMES = """{
  tickets(first: 20) { pageInfo { endCursor } nodes {
    id number assignee { id externalReference } department { id code } channel { id code } kind { id code }
    customer { id externalReference } events(last: 2) { id } messages(last: 2) { id attachments { id } }
    notes(last: 1) { id }
  } }
}"""


@dataclass
class OfAHouse:
    """Queries only, which change nothing; what is live is tried elsewhere."""

    house: OpenHouse
    words: Words
    schema: GraphQLSchema = core
    changes: int = 0

    def operations(self, choose: Choose, turn: int | None) -> Operations:
        assert core.query_type is not None
        roots = sorted(core.query_type.fields.keys() - {"wallboard"})
        first = roots[choose(len(roots)) if turn is None else turn % len(roots)]
        return Operations(core, choose, words=self.words, first=("Query", first))

    def enter(self, seed: int, operations: Operations, **_: float) -> tuple["OfAHouse", Context]:
        del operations
        return self, a_context(self.house, VIEWERS[seed % len(VIEWERS)])


def _texts(found: Any) -> Iterator[tuple[str, str]]:
    """All values with their keys, at any depth."""
    if isinstance(found, list):
        for each in found:
            yield from _texts(each)
    elif isinstance(found, dict):
        for key, each in found.items():
            if isinstance(each, str):
                yield key, each
            else:
                yield from _texts(each)


async def _words_of(opening: OpenHouse) -> Words:
    told = await answer(opening, NAMES, RISK)
    assert not told["errors"]
    found = sorted(set(_texts(told["data"])))
    ids = [value for key, value in found if key == "id"]
    others = [value for key, value in found if key != "id"]
    return {**desk.WORDS, "ID": [*ids, "x"], "String": [*others, "", "的"], "Int": [1, 2, 5, 20, 100]}


async def test_made_up_queries_of_real_rows_give_equal_answers(house: OpenHouse) -> None:
    await show(house, seed=1, live=False, tickets=15)
    now = house.house.now()
    house.house = replace(house.house, now=lambda: now)
    executors = Executors(OfAHouse(house, await _words_of(house)))
    found = []
    for seed in range(QUERIES):
        found += await executors.run(Random(seed).randrange, range(len(VIEWERS)), turn=seed)

    assert [case for case in found if not case.equal] == []
    assert executors.planned > len(found) / 5
    rows = [
        case for case in found if len(case.answers[0][0]) > 300 and "errors" not in orjson.loads(case.answers[0][0])
    ]
    assert len(rows) > len(found) / 40, "too few answers with rows in them"

"""graphql-core's star-wars cases expect what they expect; here a plan answers them."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from inspect import isfunction
from types import FrameType, ModuleType
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError, GraphQLObjectType, GraphQLSchema

from execution import Documents, Engine, Limits, Prepared
from execution.run import AFTER_ALL
from tests import services
from tests.execution.star_wars.sdist import NotToBeHad, source_of
from tests.execution.toy import Desk, Visitor

DATA, SCHEMA = "star_wars_data", "star_wars_schema"
QUERIES, INTROSPECTIONS = "test_star_wars_query", "test_star_wars_introspection"
Case = Callable[[], Any]


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    try:
        return source_of(DATA, SCHEMA, QUERIES, INTROSPECTIONS)
    except NotToBeHad as missing:
        why = f"graphql-core's source distribution could not be had: {missing}"
        (pytest.fail if services.IN_CI else pytest.skip)(why)


class StarWars:
    """The cases of one file, their `graphql` ours. With `attributes`, plans read fields without asking a resolver."""

    def __init__(self, sources: Mapping[str, str], file: str, *, attributes: bool) -> None:
        modules = _loaded(sources, (DATA, SCHEMA, file))
        self._schema: GraphQLSchema = modules[SCHEMA].star_wars_schema
        if attributes:
            _say_what_is_an_attribute(self._schema)
        documents = Documents(self._schema, Limits(), introspection=True)
        self._told: list[GraphQLError] = []
        self.reasons: Counter[str] = Counter()
        self.asked = 0
        self._documents = documents
        self._engine = Engine(documents, report=lambda error, _: self._told.append(error), on_reference=self._count)
        for name, ours in (("graphql", self.graphql), ("graphql_sync", self.graphql_sync)):
            if hasattr(modules[file], name):
                setattr(modules[file], name, ours)
        self.cases = dict(_cases(modules[file]))

    def _count(self, reason: str) -> None:
        self.reasons[reason] += 1

    async def graphql(
        self, schema: GraphQLSchema, source: str, variable_values: dict[str, Any] | None = None
    ) -> ExecutionResult:
        """As graphql-core's: with the errors that it would have told, which clients of ours see masked."""
        assert schema is self._schema
        self.asked += 1
        prepared = self._documents.prepare(source)
        assert isinstance(prepared, Prepared), prepared
        answer = await self._engine.execute(prepared, variable_values, Visitor(Desk()))
        told, self._told = self._told, []
        assert len(told) == len(answer.errors)
        return ExecutionResult(answer.data, told or None)

    def graphql_sync(self, schema: GraphQLSchema, source: str) -> ExecutionResult:
        with ThreadPoolExecutor(1) as beside:  # where no loop is running yet
            return beside.submit(asyncio.run, self.graphql(schema, source)).result()

    def failures(self) -> list[str]:
        """The names of the cases that did not get what they expect."""
        return [name for name, case in self.cases.items() if not _passes(case)]


def _passes(case: Case) -> bool:
    try:
        found = case()
        if asyncio.iscoroutine(found):
            asyncio.run(found)
    except AssertionError:
        return False
    return True


def _loaded(sources: Mapping[str, str], names: tuple[str, ...]) -> dict[str, ModuleType]:
    """The modules, which know each other as parts of a package called tests."""
    made = {name: ModuleType(f"tests.{name}") for name in names}
    known = {module.__name__: module for module in made.values()}
    try:
        sys.modules.update(known)
        for name, module in made.items():
            module.__package__ = "tests"
            exec(compile(sources[name], f"graphql-core/tests/{name}.py", "exec"), module.__dict__)  # noqa: S102  by hash
    finally:
        for name in known:
            del sys.modules[name]
    return made


def _cases(module: ModuleType) -> Iterator[tuple[str, Case]]:
    """What its functions called `describe_...` define, at any depth."""
    describing = [each for name, each in vars(module).items() if name.startswith("describe_") and isfunction(each)]
    while describing:
        for name, found in _defined_in(describing.pop()).items():
            if name.startswith("describe_"):
                describing.append(found)
            elif isfunction(found) and not name.startswith("_"):
                yield name, found


def _defined_in(function: Callable[[], None]) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is function.__code__:
            found.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        function()
    finally:
        sys.setprofile(before)
    return found


def _say_what_is_an_attribute(schema: GraphQLSchema) -> None:
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                if field.resolve is None:
                    field.extensions["attribute"] = name


@pytest.mark.parametrize("attributes", [False, True], ids=["resolvers", "attributes"])
def test_the_queries_come_to_what_graphql_core_expects(sources: dict[str, str], *, attributes: bool) -> None:
    star_wars = StarWars(sources, QUERIES, attributes=attributes)

    assert star_wars.failures() == []
    assert star_wars.asked > len(star_wars.cases) >= 17
    # Three cases are about errors, which graphql-core tells; plans answer all others.
    assert star_wars.reasons == {AFTER_ALL: 3}


def test_introspection_comes_to_what_graphql_core_expects(sources: dict[str, str]) -> None:
    star_wars = StarWars(sources, INTROSPECTIONS, attributes=False)

    assert star_wars.failures() == []
    assert star_wars.reasons == {"introspection": star_wars.asked}
    assert star_wars.asked == len(star_wars.cases) > 5


def test_a_case_that_gets_something_else_is_told(sources: dict[str, str]) -> None:
    spoilt = sources | {DATA: sources[DATA].replace("Tatooine", "Nowhere")}

    assert StarWars(spoilt, QUERIES, attributes=False).failures()

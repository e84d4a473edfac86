"""The words and the people of the house, in pages by code."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import strawberry

from adapters.reads.cursor import Cursor, a_word
from domain.reference.access import AGENT_LISTERS, READERS
from domain.reference.entry import Family
from resolvers.given import begin
from schema import reference as types
from schema.context import Info
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

T = TypeVar("T")


@strawberry.type
class ReferenceQuery:
    """The root fields about the words and the people of the house."""

    @field("All departments by code (部门).", readers=READERS)
    async def departments(self, info: Info, first: First, after: After = None) -> types.DepartmentConnection:
        words = await _words(info, Family.DEPARTMENT)
        return _page(words, _code, types.Department.of, types.DepartmentEdge, types.DepartmentConnection, first, after)

    @field("All channels by code (渠道).", readers=READERS)
    async def channels(self, info: Info, first: First, after: After = None) -> types.ChannelConnection:
        words = await _words(info, Family.CHANNEL)
        return _page(words, _code, types.Channel.of, types.ChannelEdge, types.ChannelConnection, first, after)

    @field("All business lines by code (业务条线).", readers=READERS)
    async def business_lines(self, info: Info, first: First, after: After = None) -> types.BusinessLineConnection:
        words = await _words(info, Family.BUSINESS_LINE)
        return _page(
            words, _code, types.BusinessLine.of, types.BusinessLineEdge, types.BusinessLineConnection, first, after
        )

    @field("All kinds by code (问题类别).", readers=READERS)
    async def kinds(self, info: Info, first: First, after: After = None) -> types.KindConnection:
        words = await _words(info, Family.KIND)
        return _page(words, _code, types.Kind.of, types.KindEdge, types.KindConnection, first, after)

    @field("The people of the house by external reference (员工).", readers=AGENT_LISTERS)
    async def agents(self, info: Info, first: First, after: After = None) -> types.AgentConnection:
        await info.context.house.directory.refresh()
        people = info.context.house.directory.people()
        return _page(people, _reference, types.Agent.of, types.AgentEdge, types.AgentConnection, first, after)


def _code(word: Any) -> str:  # noqa: ANN401  the directory's view
    return str(word.code)


def _reference(person: Any) -> str:  # noqa: ANN401  the directory's view
    return str(person.external_reference)


async def _words(info: Info, family: Family) -> Sequence[Any]:
    await info.context.house.directory.refresh()
    words: Sequence[Any] = info.context.house.directory.words(family)
    return words


def _page(  # noqa: PLR0917  one page for five lists
    all_of_them: Sequence[Any],
    key: Callable[[Any], str],
    node: Callable[[Any], Any],
    edge: Callable[..., Any],
    connection: Callable[..., T],
    first: int,
    after: str | None,
) -> T:
    within_a_page(first, "first")
    cursor = Cursor(connection.__name__.removesuffix("Connection"), (a_word,))
    last = begin(cursor, after)
    rest = [each for each in all_of_them if last is None or key(each) > last]
    shown = rest[:first]
    cursors = [cursor.written(key(each)) for each in shown]
    nodes = [node(each) for each in shown]
    more = len(rest) > first
    return a_page(connection, edge, nodes, cursors, more=more, after=after, total_count=len(all_of_them))

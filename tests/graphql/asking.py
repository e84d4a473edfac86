"""Asks a house as a client would, through the engine that serves it."""

from typing import Any

from app.graphql import schema
from app.house import OpenHouse
from domain.viewer import Role, Viewer
from execution import Documents, Engine, Limits, Prepared
from resolvers.context import RequestContext

ANNA = Viewer(Role.AGENT, "anna", department="desk")


def a_context(house: OpenHouse, viewer: Viewer | None) -> RequestContext:
    """The context of one request."""
    inside = house.house
    return RequestContext(viewer, inside.database, inside.directory, inside.now, "request-1")


async def answer(house: OpenHouse, source: str, viewer: Viewer | None = ANNA, **variables: object) -> dict[str, Any]:
    documents = Documents(schema._schema, Limits(), introspection=True)  # noqa: SLF001  as the app does
    bugs: list[object] = []
    engine = Engine(documents, report=lambda error, _: bugs.append(error))
    prepared = documents.prepare(source)
    assert isinstance(prepared, Prepared), prepared
    given = await engine.execute(prepared, variables, a_context(house, viewer))
    assert not bugs
    return {"data": given.data, "errors": given.errors}

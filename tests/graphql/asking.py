"""Asks a house as a client would, through the engine that serves it."""

from functools import partial
from typing import Any

from adapters.news.live import Live
from adapters.storage.work import SqlDesk
from app.graphql import core
from app.house import OpenHouse
from domain.viewer import Role, Viewer
from execution import Documents, Engine, Limits, Prepared
from resolvers.context import RequestContext

ANNA = Viewer(Role.AGENT, "anna", department="desk")
RISK = Viewer(Role.RISK_CONTROL, "rc-1")
DOCUMENTS = Documents(core, Limits(), introspection=True)


def a_context(house: OpenHouse, viewer: Viewer | None, live: Live | None = None) -> RequestContext:
    """The context of one request."""
    return RequestContext(viewer, house.house, partial(SqlDesk, house.house), live, "request-1")


async def answer(
    house: OpenHouse, source: str, viewer: Viewer | None = ANNA, *, live: Live | None = None, **variables: object
) -> dict[str, Any]:
    """Data and errors as a client gets them; a bug of ours fails the test."""
    bugs: list[object] = []
    engine = Engine(DOCUMENTS, report=lambda error, _: bugs.append(error))
    prepared = DOCUMENTS.prepare(source)
    assert isinstance(prepared, Prepared), prepared
    given = await engine.execute(prepared, variables, a_context(house, viewer, live))
    assert not bugs, bugs
    return {"data": given.data, "errors": list(given.errors)}


def codes(given: dict[str, Any]) -> list[str]:
    """The codes of the errors of an answer."""
    return [error["extensions"]["code"] for error in given["errors"]]

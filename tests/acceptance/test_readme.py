"""What the README shows a stranger is what the desk answers."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.viewer import Role
from tests.app.serving import Serving, kefu, kefu_serving
from tests.engines import a_database

README = (Path(__file__).parents[2] / "README.md").read_text()
ASKED = re.compile(r"-d '(\{.*?\})'\n```\n\n```(?:json|text)\n(.*?)```", re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """Each request of the README with what it shows for it."""
    return [(json.loads(body)["query"], shown) for body, shown in ASKED.findall(README)]


def frames(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))["data"]["ticketEvents"]


def shape(value: object) -> object:
    """The names in it; what stands behind them is another at every run."""
    return {name: shape(each) for name, each in value.items()} if isinstance(value, dict) else type(value)


async def test_the_first_query_and_the_first_subscription_give_what_is_shown(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    (query, answer), (subscription, feed) = examples()
    async with a_database("sqlite", tmp_path, pytestconfig) as url:
        made = await asyncio.to_thread(kefu, "demo", database_url=url)
        async with kefu_serving(url, demo_live="1") as server:
            token = server.token(Role.SUPERVISOR, "S-0001", "desk")
            answered = await server.ask(query, token)
            told = await _told(server, token, subscription, len(list(frames(feed))))

    assert made.status == 0
    assert answered == json.loads(answer)
    assert [shape(frame) for frame in told] == [shape(frame) for frame in frames(feed)]
    assert [frame["__typename"] for frame in told] == ["TicketSnapshot", "TicketDelta"]


async def _told(server: Serving, token: str, subscription: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(20), server.client(token) as client:
        stream = client.stream(
            "POST", "/graphql", json={"query": subscription}, headers={"accept": "text/event-stream"}
        )
        async with stream as reply:
            async for line in reply.aiter_lines():
                found += frames(line)
                if len(found) == count:
                    return found
    return found


def test_what_the_readme_points_to_is_there() -> None:
    root = Path(__file__).parents[2]
    links = re.findall(r"\]\(([^)#]+)\)", README)

    assert links
    assert [link for link in links if not (root / link).exists()] == []

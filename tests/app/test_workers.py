"""Several serving processes behind one address."""

import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.viewer import Role
from tests.app.serving import Serving, kefu_serving
from tests.engines import a_database

pytestmark = pytest.mark.postgres
ANOTHER_CAME = re.compile(r"another takes its place.*pid=(\d+)")
SERVING = re.compile(r"\bserving\b.*url=")


@pytest.fixture
async def two(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Serving]:
    async with a_database("postgres", tmp_path, request.config) as url, kefu_serving(url, processes=2) as server:
        yield server


def children(server: Serving) -> list[int]:
    tasks = Path(f"/proc/{server.process.pid}/task")
    pids = [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]
    return [pid for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


async def test_they_answer_together_and_stop_together(two: Serving) -> None:
    token = two.token(Role.AGENT)
    for _ in range(20):
        assert (await two.ask("{ me { role } }", token))["data"] == {"me": {"role": "agent"}}
    async with two.client() as client:
        shown = (await client.get("/metrics")).text

    assert 'kefu_http_requests_total{method="POST",path="/graphql",status="200"} 20.0' in shown
    assert "kefu_events_position " in shown
    assert 'kefu_database_connections{state="open"} ' in shown
    assert await two.stop() == 0
    assert "Traceback" not in "\n".join(two.lines)


async def test_when_one_dies_another_takes_its_place(two: Serving) -> None:
    first, _ = children(two)

    os.kill(first, signal.SIGKILL)

    assert int(two.said(ANOTHER_CAME)[1]) == first
    assert two.said(SERVING, times=3)
    assert len(children(two)) == 2
    assert (await two.ask("{ me { role } }", two.token(Role.AGENT)))["data"]


async def test_they_do_not_outlive_the_one_who_started_them(two: Serving) -> None:
    two.process.kill()

    two.said(re.compile(r"\bstopped\b"), times=2)
    two.end()
    assert two.over

"""A serving process holds in memory what it serves with; what is heavy and seldom needed comes when it is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import services
from tests.app.serving import kefu_serving
from tests.engines import a_database

SELDOM = {
    "adapters.analysis.training", "adapters.importers", "aiocache", "app.demo", "app.imports", "app.training",
    "app.workers", "bench",
    "httpx", "numpy", "opentelemetry", "phonenumbers", "pygments", "redis", "rich", "scipy", "sklearn", "stdnum",
    "tortoise.migrations", "yaml",
}  # fmt: skip
ON_FILES = {"_sqlite3", "aiosqlite", "sqlite3", "tortoise.backends.sqlite"}
SERVES = "import sys, app.cli, app.serve, app.asgi, uvicorn; print(*sys.modules)"
TELLS = """
import atexit, pathlib, sys
told = pathlib.Path(sys.argv.pop(1))
atexit.register(lambda: told.write_text(" ".join(sys.modules)))
from app.cli import main
main()
"""
"""`kefu`, which writes down at its end what it has imported."""
MOST_MIB = 110


def test_serving_imports_nothing_that_is_seldom_needed() -> None:
    ran = subprocess.run([sys.executable, "-c", SERVES], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())

    assert {"app.asgi", "graphql", "strawberry"} <= loaded
    assert loaded & (SELDOM | ON_FILES) == set()


@pytest.mark.postgres
async def test_nor_does_it_later_and_at_rest_it_is_as_small_as_promised(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    told = tmp_path / "imported"
    program = (sys.executable, "-c", TELLS, str(told))
    async with (
        a_database("postgres", tmp_path, pytestconfig) as url,
        kefu_serving(url, program=program, redis_url=services.REDIS_URL) as server,
        server.client() as client,
    ):
        ready = (await client.get("/readyz")).json()
        peak = _peak_mib(server.process.pid)
        answer = await server.ask("{ tickets(first: 10) { nodes { id } } }", server.token("risk_control"))
        await server.stop()

    loaded = set(told.read_text().split())
    assert ready["database"] == "ok"
    assert answer["data"] == {"tickets": {"nodes": []}}
    assert {"app.asgi", "tortoise.backends.asyncpg"} <= loaded
    assert loaded & (SELDOM | ON_FILES) == set()
    assert peak <= MOST_MIB


def _peak_mib(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024

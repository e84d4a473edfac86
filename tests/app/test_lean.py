"""A serving process holds in memory what it serves with; what is heavy and seldom needed comes when it is."""

import subprocess
import sys

SELDOM = {
    "adapters.analysis.training", "adapters.importers", "aiocache", "app.demo", "app.imports", "app.training",
    "app.workers", "bench",
    "httpx", "numpy", "opentelemetry", "phonenumbers", "pygments", "redis", "rich", "scipy", "sklearn", "stdnum",
    "yaml",
}  # fmt: skip
SERVES = "import sys, app.cli, app.serve, app.asgi, uvicorn; print(*sys.modules)"


def test_serving_imports_nothing_that_is_seldom_needed() -> None:
    ran = subprocess.run([sys.executable, "-c", SERVES], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())

    assert {"app.asgi", "graphql", "strawberry"} <= loaded
    assert loaded & SELDOM == set()

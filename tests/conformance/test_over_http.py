"""GraphQL over HTTP by the book: the audit of graphql-http passes in full."""

from pathlib import Path
from typing import Any

import pytest

from tests.app.serving import kefu_serving
from tests.conformance.node import audit
from tests.engines import a_database
from tests.execution.toy import Desk, an_app, serving


def passes(items: list[dict[str, Any]]) -> None:
    assert [item for item in items if item["status"] != "ok"] == []
    assert len(items) == 61


@pytest.mark.node
async def test_the_server_audit_of_graphql_http_passes_61_of_61() -> None:
    async with serving(an_app(Desk())) as address:
        passes(await audit(f"http://{address}/graphql"))


@pytest.mark.node
async def test_it_passes_61_of_61_on_the_desk_itself(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async with a_database("sqlite", tmp_path, request.config) as url, kefu_serving(url) as server:
        passes(await audit(f"{server.base}/graphql"))

"""GraphQL over HTTP by the book: the audit of graphql-http passes in full."""

import pytest

from tests.conformance.node import audit
from tests.execution.toy import Desk, an_app, serving


@pytest.mark.node
async def test_the_server_audit_of_graphql_http_passes_61_of_61() -> None:
    async with serving(an_app(Desk())) as address:
        items = await audit(f"http://{address}/graphql")

    assert [item for item in items if item["status"] != "ok"] == []
    assert len(items) == 61

"""Trusted documents on the desk itself: bound roles, and a manifest that stops the start."""

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.viewer import Role
from tests.app.serving import Serving, heard, kefu, kefu_serving, say

ME = "query Me { me { role } }"
TICKETS = "query Tickets($own: Boolean!) { tickets(first: 5) { nodes { id number @include(if: $own) } } }"
FREE = "{ me { subject } }"


def digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def a_manifest(folder: Path, *documents: str) -> str:
    path = folder / "documents.json"
    path.write_text(json.dumps({digest(document): document for document in documents}))
    return str(path)


async def post(server: Serving, token: str | None, **asked: object) -> httpx.Response:
    headers = {"accept": "application/graphql-response+json"}
    async with server.client(token) as client:
        return await client.post("/graphql", json=asked, headers=headers)


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


async def test_bound_roles_and_strangers_send_trusted_documents_and_nothing_else(sqlite: str, tmp_path: Path) -> None:
    bound: dict[str, Any] = {
        "trusted_documents": a_manifest(tmp_path, ME, TICKETS),
        "trusted_only": "customer, anonymous",
    }
    async with kefu_serving(sqlite, **bound) as server:
        customer, agent = server.token(Role.CUSTOMER), server.token(Role.AGENT)
        trusted = await post(server, customer, documentId=f"sha256:{digest(ME)}")
        listed = await post(server, customer, documentId=digest(TICKETS), variables={"own": True})
        refused = [await post(server, who, query=FREE) for who in (customer, None)]
        unknown = await post(server, customer, documentId=digest(FREE))
        free = await post(server, agent, query=FREE)
        async with server.socket(customer) as socket:
            await say(socket, id="1", type="subscribe", payload={"query": FREE})
            told = await heard(socket)
            await say(socket, id="2", type="subscribe", payload={"documentId": digest(ME)})
            heard_of = await heard(socket)

    assert trusted.json()["data"] == heard_of["payload"]["data"] == {"me": {"role": "customer"}}
    assert listed.json()["data"] == {"tickets": {"nodes": []}}
    assert [each.status_code for each in refused] == [400, 400]
    assert [codes(each.json()) for each in refused] == [["QUERY_NOT_IN_SAFELIST"]] * 2
    assert (unknown.status_code, codes(unknown.json())) == (400, ["PERSISTED_QUERY_NOT_FOUND"])
    assert free.json()["data"] == {"me": {"subject": "anna"}}
    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "QUERY_NOT_IN_SAFELIST")


async def test_a_document_that_is_not_valid_stops_the_start_and_is_named(sqlite: str, tmp_path: Path) -> None:
    manifest = a_manifest(tmp_path, ME, "query Old { gone }")
    ran = kefu("serve", "--port", "0", database_url=sqlite, trusted_documents=manifest)

    assert ran.status == 1
    last = ran.err.splitlines()[-1]
    assert last.startswith(f"kefu: KEFU_TRUSTED_DOCUMENTS: document {digest('query Old { gone }')} (Old): ")
    assert "gone" in last
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"trusted_documents": "/no/such/file"}, "KEFU_TRUSTED_DOCUMENTS: there is no file"),
        ({"trusted_only": "customer"}, "KEFU_TRUSTED_DOCUMENTS is missing"),
        ({"trusted_only": "customer,king"}, "KEFU_TRUSTED_ONLY: king: no such role"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, Any], said: str) -> None:
    ran = kefu("serve", "--port", "0", **settings)

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"kefu: {said}")


def test_a_manifest_is_checked_beforehand(tmp_path: Path) -> None:
    introspects = "{ __schema { queryType { name } } }"
    good = kefu("documents", "check", a_manifest(tmp_path, ME, TICKETS, introspects))
    hidden = kefu("documents", "check", a_manifest(tmp_path, introspects), introspection="false")

    assert good.out.splitlines() == [
        "3 documents are valid; their operations: 3",
        "with a plan: 2",
        "run by graphql-core (introspection): 1",
    ]
    assert (hidden.status, hidden.out) == (1, "")
    assert digest(introspects) in hidden.err

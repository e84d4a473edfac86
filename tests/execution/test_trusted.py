"""Trusted documents: named by their hash on every transport, and all that some may send."""

# ruff: noqa: ANN401 - a value in GraphQL may be anything

import hashlib
from typing import Any

import httpx
import orjson
import pytest

from execution import BadManifest, Engine, Limits, Trusted, read_manifest
from execution.plan.plans import Plans, why_not
from tests.execution.test_event_stream import played
from tests.execution.test_http import GRAPHQL, a_client, code_of
from tests.execution.test_websocket import connected, heard, say
from tests.execution.toy import Desk, an_app, an_engine, serving

HELLO = "query Hello($name: String) { hello(name: $name) }"
TWO = "query A { hello } query B { tags { number } }"
COUNT = "subscription { count(to: 1) }"
RENAME = 'mutation { rename(to: "x") }'
SOME = "query ($more: Boolean!) { hello tags @include(if: $more) { number } }"
FREE = "{ hello }"
UNKNOWN = "0" * 64


def digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def apollo(identifier: str) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": identifier}}}


MANIFEST = {digest(document): document for document in (HELLO, TWO, COUNT, RENAME, SOME)}
BY_HASH: list[dict[str, Any]] = [
    {"documentId": f"sha256:{digest(HELLO)}"},
    {"documentId": digest(HELLO)},
    {"documentId": digest(HELLO), "query": None},
    {"documentId": digest(HELLO), "query": HELLO},
    apollo(digest(HELLO)),
    apollo(digest(HELLO)) | {"documentId": f"sha256:{digest(HELLO)}"},
]


def an_engine_that_trusts(desk: Desk | None = None, *bound: str, **options: Any) -> Engine:
    trusted = Trusted(MANIFEST, only=lambda visitor: visitor.rights_key in bound)
    return an_engine(desk or Desk(), trusted=trusted, **options)


def trusting(*bound: str) -> httpx.AsyncClient:
    return a_client(engine=an_engine_that_trusts(None, *bound))


@pytest.mark.parametrize("asked", BY_HASH)
async def test_a_document_is_named_by_its_hash_by_post_and_by_get(asked: dict[str, Any]) -> None:
    variables = {"name": "王"}
    in_address = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in (asked | {"variables": variables}).items()
        if value is not None
    }
    async with trusting() as client:
        posted = await client.post("/graphql", json=asked | {"variables": variables})
        got = await client.get("/graphql", params=in_address)

    assert posted.json()["data"] == got.json()["data"] == {"hello": "hello 王"}


async def test_a_mutation_by_its_hash_is_not_run_by_get() -> None:
    async with trusting() as client:
        posted = await client.post("/graphql", json={"documentId": digest(RENAME)})
        got = await client.get("/graphql", params={"documentId": digest(RENAME)})

    assert posted.json()["data"] == {"rename": "x"}
    assert got.status_code == 405


async def test_the_name_chooses_among_the_operations_of_a_document() -> None:
    async with trusting() as client:
        chosen = await client.post("/graphql", json={"documentId": digest(TWO), "operationName": "B"})
        unclear = await client.post("/graphql", json={"documentId": digest(TWO)})

    assert chosen.json()["data"] == {"tags": []}
    assert code_of(unclear) == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("asked", [{"documentId": UNKNOWN}, {"documentId": "sha256:"}, apollo(UNKNOWN)])
@pytest.mark.parametrize(
    ("manifest", "code"), [(MANIFEST, "PERSISTED_QUERY_NOT_FOUND"), (None, "PERSISTED_QUERY_NOT_SUPPORTED")]
)
async def test_an_unknown_hash_is_said_with_the_status_of_its_media_type(
    asked: dict[str, Any], manifest: dict[str, str] | None, code: str
) -> None:
    async with a_client(engine=an_engine(Desk(), trusted=Trusted(manifest))) as client:
        older = await client.post("/graphql", json=asked)
        newer = await client.post("/graphql", json=asked, headers=GRAPHQL)

    assert (older.status_code, code_of(older)) == (200, code)
    assert (newer.status_code, code_of(newer)) == (400, code)


async def test_a_text_that_is_not_the_document_of_its_hash_is_refused_on_every_transport() -> None:
    asked = {"query": FREE, "documentId": digest(HELLO)}
    app = an_app(Desk(), an_engine_that_trusts())
    async with trusting() as client:
        replied = await client.post("/graphql", json=asked, headers=GRAPHQL)
    async with connected(app) as socket:
        await say(socket, id="1", type="subscribe", payload=asked)
        told = await heard(socket)

    assert (replied.status_code, code_of(replied)) == (400, "BAD_REQUEST")
    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "BAD_REQUEST")


@pytest.mark.parametrize(
    "asked",
    [
        {"documentId": 5},
        {"documentId": None},
        {"documentId": digest(HELLO), "query": 5},
        {"documentId": UNKNOWN} | apollo(digest(HELLO)),
        {"extensions": {"persistedQuery": digest(HELLO)}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": digest(HELLO)}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"sha256Hash": 5}}},
    ],
)
async def test_a_hash_of_the_wrong_shape_is_a_bad_request(asked: dict[str, Any]) -> None:
    async with trusting() as client:
        response = await client.post("/graphql", json=asked)

    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


async def test_a_free_text_with_its_own_hash_runs_and_is_not_remembered() -> None:
    async with trusting() as client:
        run = await client.post("/graphql", json={"query": FREE} | apollo(digest(FREE)))
        again = await client.post("/graphql", json=apollo(digest(FREE)))

    assert run.json()["data"] == {"hello": "hello you"}
    assert code_of(again) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_subscription_by_its_hash_over_an_event_stream_and_a_websocket() -> None:
    asked = {"documentId": f"sha256:{digest(COUNT)}"}
    async with serving(an_app(Desk(), an_engine_that_trusts())) as address:
        (event, payload), end = await played(address, asked)
        (_, by_get), _ = await played(address, asked, "GET")
    async with connected(an_app(Desk(), an_engine_that_trusts())) as socket:
        await say(socket, id="1", type="subscribe", payload=asked)
        frame = await heard(socket)

    assert isinstance(payload, dict)
    assert (event, payload["data"], end) == ("next", {"count": 0}, ("complete", None))
    assert by_get == frame["payload"] == payload


@pytest.mark.parametrize("query", [FREE, "{ __schema { queryType { name } } }", RENAME + " ", "{", COUNT + "\n"])
async def test_who_is_bound_to_trusted_documents_runs_nothing_else(query: str) -> None:
    asked = {"query": query}
    app = an_app(Desk(), an_engine_that_trusts(None, "anybody"))
    async with trusting("anybody") as client:
        replied = await client.post("/graphql", json=asked, headers=GRAPHQL)
        got = await client.get("/graphql", params=asked)
        claimed = await client.post("/graphql", json=asked | apollo(digest(query)))
        another = await client.post("/graphql", json={"query": FREE}, headers={"authorization": "Bearer good"})
    async with connected(app) as socket:
        await say(socket, id="1", type="subscribe", payload=asked)
        told = await heard(socket)
    async with serving(an_app(Desk(), an_engine_that_trusts(None, "anybody"))) as address:
        (_, streamed), _ = await played(address, asked)

    assert isinstance(streamed, dict)
    assert replied.status_code == 400
    assert {code_of(each) for each in (replied, got, claimed)} == {"QUERY_NOT_IN_SAFELIST"}
    assert "data" not in replied.json() | streamed
    assert (told["type"], told["payload"]) == ("error", streamed["errors"])
    assert another.json()["data"] == {"hello": "hello you"}


async def test_who_is_bound_to_trusted_documents_may_send_them_by_hash_and_in_full() -> None:
    async with trusting("anybody") as client:
        by_hash = await client.post("/graphql", json={"documentId": digest(HELLO)})
        in_full = await client.post("/graphql", json={"query": HELLO})

    assert by_hash.json()["data"] == in_full.json()["data"] == {"hello": "hello you"}


async def test_a_trusted_document_is_read_once_and_kept_whatever_else_comes() -> None:
    documents = an_engine_that_trusts().documents
    before = documents.prepare(HELLO)
    for number in range(1_100):
        documents.prepare(f"{{ hello(name: {number}) }}")
        documents.prepare(f'{{ hello(name: "{number}") }}')

    assert documents.prepare(HELLO, "Hello") is documents.prepare(HELLO) is before


def test_plans_are_made_for_every_value_of_the_conditions() -> None:
    documents = an_engine_that_trusts().documents
    plans = Plans()
    plans.keep(documents.trusted, documents.schema)

    assert len(documents.trusted) == len(MANIFEST) + 1  # one of them has two operations
    assert plans.kept == len(documents.trusted) + 1  # and one has a condition


def test_it_is_known_beforehand_what_has_no_plan() -> None:
    introspects = "{ __schema { queryType { name } } }"
    documents = an_engine(Desk(), trusted=Trusted({digest(introspects): introspects, digest(HELLO): HELLO})).documents

    assert [why_not(each, documents.schema) for each in documents.trusted] == ["introspection", None]


@pytest.mark.parametrize("prefix", ["", "sha256:"])
def test_both_forms_of_the_manifest_are_read(prefix: str) -> None:
    named = {prefix + name: document for name, document in MANIFEST.items()}
    operations = [{"id": name, "name": "x", "type": "query", "body": body} for name, body in named.items()]
    of_apollo = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}

    assert read_manifest(orjson.dumps(named)) == read_manifest(orjson.dumps(of_apollo)) == MANIFEST


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "JSON"),
        (b"[]", "JSON object"),
        (b'{"abc": 5}', "abc"),
        (b'{"abc": "{ hello }"}', "abc is not named by its SHA-256, which is "),
        (b'{"operations": []}', "format"),
        (b'{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}', "version 1"),
        (b'{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [1]}', "operation 0"),
        (b'{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "x"}]}', "document x"),
    ],
)
def test_a_manifest_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    with pytest.raises(BadManifest, match=said):
        read_manifest(content)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "cannot be parsed: Syntax Error"),
        ("{ nothing }", "nothing"),
        ("query A { hello } query B { nothing }", r"\(A, B\): .*nothing"),
        ("fragment F on Item { number }", "no operation"),
        ("{ hello }" + " " * Limits().source_length, "longer"),
    ],
)
def test_a_trusted_document_that_would_be_refused_is_named_at_once(document: str, said: str) -> None:
    with pytest.raises(BadManifest, match=f"{digest(document)}.*{said}"):
        an_engine(Desk(), trusted=Trusted({digest(document): document}))

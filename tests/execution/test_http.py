"""GraphQL over HTTP: whatever arrives gets a clear answer, and never a 5xx."""

# ruff: noqa: ANN401 - a value in GraphQL may be anything

from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest

from execution import Limits
from tests.execution.toy import Desk, an_app, an_engine

JSON = {"content-type": "application/json"}
GRAPHQL = {"accept": "application/graphql-response+json"}


def a_client(desk: Desk | None = None, **app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(an_app(desk or Desk(), **app))
    return httpx.AsyncClient(transport=transport, base_url="http://desk")


def code_of(response: httpx.Response) -> Any:
    assert response.headers["content-type"].endswith("json; charset=utf-8")
    return response.json()["errors"][0]["extensions"]["code"]


async def test_a_query_is_answered_by_post_and_by_get() -> None:
    async with a_client() as client:
        posted = await client.post("/graphql", json={"query": "{ hello }"})
        got = await client.get(
            "/graphql", params={"query": "query ($n: String) { hello(name: $n) }", "variables": '{"n":"王"}'}
        )

    assert posted.json() == {"data": {"hello": "hello you"}, "extensions": {"cost": {"requested": 0, "max": 10_000}}}
    assert got.json()["data"] == {"hello": "hello 王"}


HOSTILE: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("a string", b'"{ hello }"'),
    ("a number", b"1"),
    ("null", b"null"),
    ("a batch", b'[{"query":"{ hello }"}]'),
    ("a batch of numbers", b"[1,2]"),
    ("half an object", b'{"query"'),
    ("invalid UTF-8", b'{"query":"{ hello(name: \\"\xff\\") }"}'),
    ("half a surrogate", b'{"query":"\\ud800"}'),
    ("deep nesting", b'{"query":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ("deep variables", b'{"query":"{ hello }","variables":' + b'{"a":' * 2_000 + b"1" + b"}" * 2_000 + b"}"),
    ("NaN", b'{"query":"{ hello }","variables":{"a":NaN}}'),
    ("no query", b"{}"),
    ("a numeric query", b'{"query":5}'),
    ("a null query", b'{"query":null}'),
    ("variables as a list", b'{"query":"{ hello }","variables":[]}'),
    ("variables as text", b'{"query":"{ hello }","variables":"{}"}'),
    ("a numeric operationName", b'{"query":"{ hello }","operationName":5}'),
    ("extensions as a list", b'{"query":"{ hello }","extensions":[]}'),
    ("UTF-16", '{"query":"{ hello }"}'.encode("utf-16")),
]


@pytest.mark.parametrize("body", [body for _, body in HOSTILE], ids=[name for name, _ in HOSTILE])
async def test_a_body_of_the_wrong_shape_is_a_bad_request(body: bytes) -> None:
    async with a_client() as client:
        response = await client.post("/graphql", content=body, headers=JSON)

    assert response.status_code == 400
    assert code_of(response) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "query=%ff",
        "query={hello}&variables=[",
        "query={hello}&variables=[]",
        "query={hello}&extensions=1",
        "&" * 30,
        "query={hello}" + "&a=1" * 50,
    ],
)
async def test_a_query_string_of_the_wrong_shape_is_refused(query_string: str) -> None:
    async with a_client() as client:
        response = await client.get(f"/graphql?{query_string}", headers=GRAPHQL)

    assert response.status_code == 400
    assert code_of(response) in {"BAD_REQUEST", "GRAPHQL_PARSE_FAILED"}


async def test_a_batch_is_told_what_to_do_instead() -> None:
    async with a_client() as client:
        response = await client.post("/graphql", json=[{"query": "{ hello }"}])

    assert response.json()["errors"][0]["message"] == "Batches are not supported: send one operation per request."


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/graphql",
        "application/json; charset=latin-1",
        "multipart/form-data; boundary=x",
        ";",
    ],
)
async def test_only_json_is_taken(content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}
    async with a_client() as client:
        response = await client.post("/graphql", content=b'{"query":"{ hello }"}', headers=headers)

    assert response.status_code == 415
    assert code_of(response) == "UNSUPPORTED_MEDIA_TYPE"


async def test_a_compressed_body_is_not_taken() -> None:
    async with a_client() as client:
        response = await client.post("/graphql", content=b"x", headers={**JSON, "content-encoding": "gzip"})

    assert response.status_code == 415


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_over_the_limit_is_too_large(announced: bool) -> None:
    async def pieces() -> Any:
        for _ in range(5):
            yield b" " * 30

    headers = {**JSON, "content-length": "150"} if announced else JSON
    async with a_client(body_limit=100) as client:
        response = await client.post("/graphql", content=pieces(), headers=headers)

    assert response.status_code == 413
    assert code_of(response) == "PAYLOAD_TOO_LARGE"


@pytest.mark.parametrize("length", ["x", "-1", "9" * 5_000, ""])
async def test_a_false_content_length_does_no_harm(length: str) -> None:
    async with a_client() as client:
        response = await client.post("/graphql", content=b"{", headers={**JSON, "content-length": length})

    assert response.status_code in {400, 413}


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
async def test_other_methods_are_not_allowed(method: str) -> None:
    async with a_client() as client:
        response = await client.request(method, "/graphql?query={hello}")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


async def test_a_mutation_changes_nothing_by_get() -> None:
    async with a_client() as client:
        response = await client.get("/graphql", params={"query": 'mutation { rename(to: "x") }'})
        posted = await client.post("/graphql", json={"query": 'mutation { rename(to: "x") }'})

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert posted.json()["data"] == {"rename": "x"}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_needs_an_event_stream(method: str) -> None:
    query = {"query": "subscription { count(to: 3) }"}
    async with a_client() as client:
        if method == "GET":
            response = await client.get("/graphql", params=query)
        else:
            response = await client.post("/graphql", json=query)

    assert response.status_code == 406
    assert "text/event-stream" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("application/graphql-response+json, application/json", "application/graphql-response+json"),
        ("application/json, application/graphql-response+json;q=0.9", "application/json"),
        ("application/graphql-response+json;q=0.5, */*;q=0.1", "application/graphql-response+json"),
        ("APPLICATION/JSON;charset=utf-8", "application/json"),
        ("text/event-stream;q=0.5, application/json", "application/json"),
        ("text/event-stream, application/json", "application/json"),
        ("text/event-stream", "text/event-stream"),
    ],
)
async def test_the_client_chooses_the_media_type(accept: str | None, media: str) -> None:
    async with a_client() as client:
        client.headers.pop("accept")
        headers = {"accept": accept} if accept else {}
        response = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize(
    "accept", ["text/html", "application/json;q=0", "image/*;q=x", ",;,;q=", "application/json;q=nan"]
)
async def test_who_accepts_none_of_ours_is_told_what_we_have(accept: str) -> None:
    async with a_client() as client:
        response = await client.post("/graphql", json={"query": "{ hello }"}, headers={"accept": accept})

    assert response.status_code == 406
    assert code_of(response) == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($n: String!) { hello(name: $n) }", "BAD_USER_INPUT"),
        ("{ items(first: 100) { nodes { items(first: 100) { size } } } }", "COST_LIMIT"),
        ("{ items(first: 101) { size } }", "BAD_USER_INPUT"),
    ],
)
async def test_an_operation_refused_before_it_runs_is_400_in_the_newer_media_type(query: str, code: str) -> None:
    async with a_client(engine=an_engine(Desk(), limits=Limits(cost=100))) as client:
        newer = await client.post("/graphql", json={"query": query}, headers=GRAPHQL)
        older = await client.post("/graphql", json={"query": query})

    assert (newer.status_code, older.status_code) == (400, 200)
    assert code_of(newer) == code_of(older) == code
    assert "data" not in newer.json()


async def test_errors_of_fields_and_lost_time_are_answers() -> None:
    async with a_client(engine=an_engine(Desk(), timeout_seconds=0.05)) as client:
        failed = await client.post("/graphql", json={"query": "{ missing }"}, headers=GRAPHQL)
        late = await client.post("/graphql", json={"query": "{ slow }"}, headers=GRAPHQL)

    assert (failed.status_code, late.status_code) == (200, 200)
    assert (code_of(failed), code_of(late)) == ("INTERNAL", "TIMEOUT")


async def test_a_bad_token_is_401_and_none_is_anonymous() -> None:
    query = {"query": "{ whoami }"}
    async with a_client() as client:
        bad = await client.post("/graphql", json=query, headers={"authorization": "Bearer bad"})
        good = await client.post("/graphql", json=query, headers={"authorization": "Bearer good anna"})
        anonymous = await client.post("/graphql", json=query)

    assert bad.status_code == 401
    assert bad.headers["www-authenticate"] == "Bearer"
    assert code_of(bad) == "UNAUTHENTICATED"
    assert good.json()["data"] == {"whoami": "good anna"}
    assert anonymous.json()["data"] == {"whoami": "anybody"}


async def test_values_come_back_as_they_went_in() -> None:
    value = {"text": "客户\u2028", "deep": [[[{}]]], "big": 2**53, "float": 1.5, "none": None}
    async with a_client() as client:
        body = orjson.dumps({"query": "query ($v: JSON!) { echo(value: $v) }", "variables": {"v": value}})
        response = await client.post("/graphql", content=body, headers=JSON)
        odd = await client.get(f"/graphql?query={quote('{ echo(value: 1e999) }')}")

    assert response.json()["data"] == {"echo": value}
    assert odd.status_code == 200

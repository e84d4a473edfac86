"""Log lines: what they say, and what they never say."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from app.logging import masked, no_secrets
from domain.viewer import Role
from tests.app.keys import an_ec_key, published, signed
from tests.app.serving import Serving, kefu_serving

LATER = 4_000_000_000


def cleaned(**event: object) -> dict[str, Any]:
    return dict(no_secrets(logging.getLogger(), "info", {"event": "request", **event}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bearer abc.def-ghi", "Bearer [token]"),
        ("authorization: basic YTpiYWJi", "authorization: basic [token]"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln is bad", "[token] is bad"),
        ("postgres://kefu:p4ss@db:5432/kefu", "postgres://[password]@db:5432/kefu"),
        ("ask wang.fang@example.com", "ask [e-mail]"),
        ("ring 13800138000", "ring [number]"),
        ("ring +86 138 0013 8000 now", "ring [number] now"),
        ("11010519491231002X", "[number]"),
        ("card 6222 0212 3456 7890", "card [number]"),
        ("duplicate key\nDETAIL:  Key (name)=(王芳) already exists.", "duplicate key\nDETAIL: [dropped]"),
    ],
)
def test_secrets_and_personal_data_are_masked(text: str, said: str) -> None:
    assert masked(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "/graphql",
        "T2016-000123",
        "2026-11-24T05:29:06.123456Z",
        "took 12.5 ms",
        "position 123456",
        "http://127.0.0.1:8000",
    ],
)
def test_what_operators_need_is_left(text: str) -> None:
    assert masked(text) == text


def test_what_is_called_a_secret_is_dropped_however_deep_it_lies() -> None:
    line = cleaned(
        headers={"Authorization": "x", "accept": "y"}, dev_secret="s", encryption_keys=["k"], items=[{"token": "t"}]
    )

    assert line["headers"] == {"Authorization": "[dropped]", "accept": "y"}
    assert line["items"] == [{"token": "[dropped]"}]
    assert (line["dev_secret"], line["encryption_keys"]) == ("[dropped]", "[dropped]")


def test_objects_are_masked_by_what_they_say() -> None:
    assert cleaned(why=ValueError("ring 13800138000"))["why"] == "ring [number]"
    assert cleaned(count=13800138000, share=0.5, none=None) == {
        "event": "request",
        "count": 13800138000,
        "share": 0.5,
        "none": None,
    }


async def test_in_production_every_line_is_json_and_none_tells_a_secret(sqlite: str, tmp_path: Path) -> None:
    key, file = an_ec_key("one"), tmp_path / "jwks.json"
    file.write_bytes(published(key))
    token = a_token(key)
    async with kefu_serving(sqlite, env="production", dev_secret=None, auth_jwks_file=str(file)) as server:
        answer = await server.ask("query Who { me { subject } }", token)
        await a_bad_request(server, token)
        await server.stop()

    assert answer["data"] == {"me": {"subject": "anna@example.com"}}
    lines = [json.loads(line) for line in server.lines]
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["status"], line.get("operation")) for line in requests] == [(200, "Who"), (401, None)]
    assert all(line["request_id"] and line["ms"] >= 0 for line in requests)
    log = "\n".join(server.lines)
    assert not any(secret in log for secret in (token, "anna@example.com", "13800138000", "Traceback"))


def a_token(key: ECKey) -> str:
    return signed(key, "ES256", sub="anna@example.com", role=Role.AUDITOR, exp=LATER)


async def a_bad_request(server: Serving, token: str) -> None:
    async with server.client(token[:-5]) as client:
        reply = await client.post("/graphql", params={"phone": "13800138000"}, json={"query": "{ me { role } }"})
    assert reply.status_code == 401


TELLS = """
import asyncio, sys
from app.logging import configure, requests
from app.notes import Notes
from app.settings import read_settings
import structlog

configure(read_settings(
    env="production", dev_secret=None, database_url="sqlite:///tmp/none.db", log_level=sys.argv[2],
    encryption_keys="tests:" + "A" * 43 + "=", auth_jwks_file=sys.argv[1],
))

async def tell():
    for past_structlog in (True, False):
        if not past_structlog:
            requests.past_structlog(None)
        for notes in (
            Notes("r-1"), Notes("r-2", operation="Who", outcome="ok", cost=3), Notes("r-3", operation="a13800138000"),
        ):
            requests.tell("POST", "/graphql", 200, 1.25, notes)
            structlog.get_logger("app").warning("between")
            requests.tell("GET", "/healthz", 200, 1.25, notes)
        requests.tell("POST", "/graphql", 200, 1.25, Notes("last"))
        await asyncio.sleep(0)

asyncio.run(tell())
"""


@pytest.mark.parametrize("level", ["info", "debug", "warning"])
def test_the_line_of_a_request_is_the_same_past_structlog(tmp_path: Path, level: str) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(b'{"keys": []}')
    ran = subprocess.run([sys.executable, "-c", TELLS, str(file), level], capture_output=True, text=True, check=True)
    lines = [{**json.loads(line), "timestamp": ""} for line in ran.stderr.splitlines()]
    half = len(lines) // 2

    assert lines[:half] == lines[half:]
    assert half == {"info": 7, "debug": 10, "warning": 3}[level]


async def test_in_production_the_schema_is_not_shown_and_development_tokens_are_worth_nothing(
    sqlite: str, tmp_path: Path
) -> None:
    file = tmp_path / "jwks.json"
    file.write_bytes(published(an_ec_key("one")))
    async with kefu_serving(sqlite, env="production", dev_secret=None, auth_jwks_file=str(file)) as server:
        asked = await server.ask("{ __schema { queryType { name } } }")
        refused = await server.ask("{ me { role } }", server.token(Role.ADMIN))

    assert asked["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"

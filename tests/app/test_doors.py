"""Who is let in, for how long, and what is said to strangers and to other sites' pages."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.jwks import IssuerKeys
from app.protocol import Protocol
from tests.app.keys import Issuer, an_ec_key, published
from tests.app.serving import heard, kefu, say
from tests.app.site import THE_APPLICATION, WAYS, Site, a_site, believed, in_production

ME = "{ me { role subject department } }"
LIVE = "subscription { wallboard { asOf } }"
PAGE = "https://desk.example"
OURS = [Protocol, "httptools"]


class Watch:
    """The issuer's keys grow old when the test says so."""

    def __init__(self) -> None:
        self.at = 0.0

    def ticks(self) -> float:
        return self.at


# ---- a token ends, or its key is withdrawn


async def test_a_socket_and_a_stream_end_with_their_token(sqlite: str) -> None:
    async with a_site(sqlite) as site:
        token = site.token("service_manager", seconds=2)
        async with site.socket(token) as socket:
            await say(socket, id="1", type="subscribe", payload={"query": LIVE})
            assert (await heard(socket))["type"] == "next"
            stream, closed = await asyncio.gather(streamed(site, token), closing(socket))
        late = [await site.post(ME, token, **way) for way in WAYS]

    assert closed == (4403, "token expired")
    assert stream[-2:] == ["UNAUTHENTICATED: The token has expired.", "complete"]
    assert [each.status_code for each in late] == [401, 401]


async def test_when_a_key_is_withdrawn_the_sockets_and_streams_of_its_tokens_end_and_no_others(
    sqlite: str, tmp_path: Path
) -> None:
    old, new = an_ec_key("old"), an_ec_key("new")
    issuer, watch = Issuer(published(old)), Watch()
    keys = IssuerKeys(issuer.fetch, watch.ticks)
    async with a_site(sqlite, keys=keys, **in_production(tmp_path, published(old))) as site:
        first = believed(old, role="service_manager")
        async with site.socket(first) as leaving:
            following = asyncio.create_task(streamed(site, first))
            await site.post(ME, first)

            issuer.text = published(old, new)
            watch.at += 301
            both = [await site.post(ME, token) for token in (first, believed(new, role="admin"))]
            async with site.socket(believed(new, role="service_manager")) as staying:
                issuer.text = published(new)
                watch.at += 301
                refused = [await site.post(ME, first, **way) for way in WAYS]
                closed, stream = await asyncio.gather(closing(leaving), following)
                await say(staying, id="1", type="subscribe", payload={"query": ME})
                stays = await heard(staying)

    assert [each.status_code for each in both] == [200, 200]
    assert [each.status_code for each in refused] == [401, 401]
    assert closed == (4403, "token withdrawn")
    assert stream[-2:] == ["UNAUTHENTICATED: The token was withdrawn.", "complete"]
    assert stays["type"] == "next"


async def test_an_issuer_that_is_out_of_reach_ends_nothing(sqlite: str, tmp_path: Path) -> None:
    key = an_ec_key("k")
    issuer, watch, token = Issuer(published(key)), Watch(), believed(key, role="service_manager")
    keys = IssuerKeys(issuer.fetch, watch.ticks)
    async with (
        a_site(sqlite, keys=keys, **in_production(tmp_path, published(key))) as site,
        site.socket(token) as socket,
    ):
        issuer.out, watch.at, asked = True, watch.at + 3_600, issuer.asked
        again = await site.post(ME, token)
        await say(socket, id="1", type="subscribe", payload={"query": ME})
        told = await heard(socket)

    assert issuer.asked > asked
    assert again.status_code == 200
    assert told["type"] == "next"


# ---- claims


KEYCLOAK = """
policies:
  access.claims:
    subject: [employee]
    role:
      claim: [realm_access, roles]
      values:
        - {value: kefu-supervisor, role: supervisor}
        - {value: kefu-agent, role: agent}
    department:
      claim: ["https://firm.example/org"]
      values:
        - {value: "SH-01", department: desk}
"""


async def test_claims_mean_what_the_policy_says_and_the_first_of_its_values_counts(sqlite: str, tmp_path: Path) -> None:
    key, file = an_ec_key("k"), tmp_path / "house.yaml"
    file.write_text(KEYCLOAK)
    theirs: dict[str, Any] = {
        "sub": "3fa85f64", "employee": "anna", "role": "admin", "https://firm.example/org": "SH-01",
        "realm_access": {"roles": ["offline_access", "kefu-agent", "kefu-supervisor"]},
    }  # fmt: skip
    both, none = believed(key, **theirs), believed(key, **(theirs | {"realm_access": {"roles": ["offline_access"]}}))
    async with a_site(sqlite, **in_production(tmp_path, published(key))) as site:
        before = await site.post(ME, both)
        ran = await asyncio.to_thread(kefu, "policy", "apply", str(file), "--why", "IdP", database_url=sqlite)
        assert ran.status == 0, ran.err
        after = await _soon(site, both, "supervisor")
        refused = [await site.post(ME, none, **way) for way in WAYS]

    assert before.json()["data"]["me"] == {"role": "admin", "subject": "3fa85f64", "department": None}
    assert after == {"role": "supervisor", "subject": "anna", "department": "desk"}
    assert [each.status_code for each in refused] == [401, 401]
    assert refused[0].json()["errors"][0]["message"] == (
        "the token needs a realm_access.roles, one that is given a role here"
    )


async def _soon(site: Site, token: str, role: str) -> dict[str, str]:
    """Who the token stands for, once the new version is in force: within two seconds."""
    async with asyncio.timeout(10):
        while True:
            said = (await site.post(ME, token)).json()
            if said.get("data", {}).get("me", {}).get("role") == role:
                return dict(said["data"]["me"])
            await asyncio.sleep(0.05)


# ---- what strangers see in production


SCHEMA = "{ __schema { queryType { name } } }"
GUESS = "{ tikets(first: 1) { nodes { id } } }"


@pytest.mark.parametrize("http", OURS)
async def test_in_production_the_schema_is_shown_to_nobody_unless_it_is_switched_on_and_never_to_strangers(
    sqlite: str, tmp_path: Path, http: object
) -> None:
    key = an_ec_key("k")
    token = believed(key, role="auditor")
    for introspection, shown in ((None, False), (True, True)):
        house = in_production(tmp_path, published(key)) | {"introspection": introspection}
        async with a_site(sqlite, http=http, **house) as site:
            await site.post(ME, token)
            for way in WAYS:
                strangers = [await site.post(query, **way) for query in (SCHEMA, GUESS)]
                known = [await site.post(query, token, **way) for query in (SCHEMA, GUESS)]

                assert "errors" in strangers[0].json()
                assert "Did you mean" not in strangers[1].text
                assert ("data" in known[0].json()) is shown
                assert ("Did you mean" in known[1].text) is shown


async def test_over_a_socket_strangers_see_as_little(sqlite: str, tmp_path: Path) -> None:
    house = in_production(tmp_path, published(an_ec_key("k"))) | {"introspection": True}
    async with a_site(sqlite, **house) as site, site.socket() as socket:
        for query in (SCHEMA, GUESS):
            await say(socket, id="1", type="subscribe", payload={"query": query})
            told = await heard(socket)
            assert told["type"] == "error"
            assert "Did you mean" not in str(told)


# ---- headers and origins


@pytest.mark.parametrize("http", OURS)
async def test_browsers_are_told_to_come_back_by_tls_in_production_only(
    sqlite: str, tmp_path: Path, http: object
) -> None:
    production = in_production(tmp_path, published(an_ec_key("k")))
    said = []
    for house in ({}, production, production | {"hsts_seconds": 0}, {"hsts_seconds": 60}):
        async with a_site(sqlite, http=http, **house) as site:
            answers = [*[await site.post(ME, **way) for way in WAYS], await site.client.get("/healthz")]
            said.append({each.headers.get("strict-transport-security") for each in answers})
            assert {each.headers["x-content-type-options"] for each in answers} == {"nosniff"}
            assert {each.headers["cache-control"] for each in answers} == {"no-store"}
            assert {each.headers["referrer-policy"] for each in answers} == {"no-referrer"}
            assert {"frame-ancestors 'none'" in each.headers["content-security-policy"] for each in answers} == {True}

    assert said == [{None}, {"max-age=31536000"}, {None}, {"max-age=60"}]


def allowed(answer: httpx.Response) -> str | None:
    found: str | None = answer.headers.get("access-control-allow-origin")
    return found


@pytest.mark.parametrize("http", OURS)
async def test_pages_of_the_origins_named_may_read_answers_and_no_others(sqlite: str, http: object) -> None:
    async with a_site(sqlite, http=http, cors_origins=f"{PAGE}, https://app.example:8443") as site:
        token = site.token("auditor")
        await site.post(ME, token)
        for way in WAYS:
            theirs = await site.post(ME, token, origin=PAGE, **way)
            others = await site.post(ME, token, origin="https://elsewhere.example", **way)
            nobodys = await site.post(ME, token, **way)

            assert (allowed(theirs), allowed(others), allowed(nobodys)) == (PAGE, None, None)
            assert {each.headers["vary"] for each in (theirs, others, nobodys)} == {"origin"}
            assert theirs.headers["access-control-expose-headers"] == "retry-after, x-request-id"
            assert "access-control-allow-credentials" not in theirs.headers
        refused = await site.post(ME, "bad", origin=PAGE)

    assert (refused.status_code, allowed(refused)) == (401, PAGE)


async def test_browsers_that_ask_beforehand_are_told(sqlite: str) -> None:
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    async with a_site(sqlite, cors_origins=PAGE) as site:
        theirs = await site.client.options("/graphql", headers={"origin": PAGE, **asks})
        others = await site.client.options("/graphql", headers={"origin": "https://elsewhere.example", **asks})
        plain = await site.client.options("/graphql")
    async with a_site(sqlite) as site:
        without = await site.client.options("/graphql", headers={"origin": PAGE, **asks})

    assert (theirs.status_code, allowed(theirs)) == (204, PAGE)
    assert "authorization" in theirs.headers["access-control-allow-headers"]
    assert "POST" in theirs.headers["access-control-allow-methods"]
    assert theirs.headers["access-control-max-age"] == "600"
    assert allowed(others) is None
    assert (plain.status_code, allowed(plain)) == (405, None)
    assert (without.status_code, allowed(without)) == (405, None)


async def test_every_page_may_read_when_that_is_what_the_setting_says(sqlite: str) -> None:
    async with a_site(sqlite, cors_origins="*") as site:
        answers = [await site.post(ME, origin=PAGE, **way) for way in WAYS]

    assert [(allowed(each), each.headers.get("vary")) for each in answers] == [("*", None)] * 2


async def test_a_socket_is_open_to_the_origins_named_to_our_own_and_to_programs(sqlite: str) -> None:
    async with a_site(sqlite, websocket_origins=PAGE) as site:
        for origin in (PAGE, f"https://{site.address}", None):
            async with site.socket(origin=origin) as socket:
                await say(socket, type="ping")
                assert (await heard(socket))["type"] == "pong"
        with pytest.raises(InvalidStatus) as refused:
            async with site.socket(origin="https://elsewhere.example"):
                pass

    assert refused.value.response.status_code == 403


async def test_sockets_are_open_to_every_page_in_development_and_to_those_of_cors_in_production(
    sqlite: str, tmp_path: Path
) -> None:
    production = in_production(tmp_path, published(an_ec_key("k"))) | {"cors_origins": PAGE}
    async with a_site(sqlite) as site, site.socket(origin="https://elsewhere.example"):
        pass
    async with a_site(sqlite, **production) as site:
        async with site.socket(origin=PAGE):
            pass
        with pytest.raises(InvalidStatus):
            async with site.socket(origin="https://elsewhere.example"):
                pass


# ----


async def closing(socket: object) -> tuple[int | None, str | None]:
    """How it is closed, whatever comes before."""
    try:
        while True:
            await heard(socket)  # type: ignore[arg-type]  # a client's connection
    except ConnectionClosed as closed:
        return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, None)


async def streamed(site: Site, token: str) -> list[str]:
    """What an event stream says until it ends: kinds of payloads, and errors in words."""
    said: list[str] = []
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"} | THE_APPLICATION
    async with site.client.stream("POST", "/graphql", json={"query": LIVE}, headers=headers) as stream:
        event = ""
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: {"):
                payload = orjson.loads(line.removeprefix("data: "))
                errors = payload.get("errors")
                said.append(f"{errors[0]['extensions']['code']}: {errors[0]['message']}" if errors else event)
            elif line.startswith("data:") and event == "complete":
                said.append(event)
    return said

"""Whom we believe, and whom we do not."""

import asyncio
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, RSAKey

from app.claims import BadToken, Claims
from app.jwks import IssuerKeys
from app.settings import Settings, read_settings
from app.tokens import Tokens, bearer, issue
from domain.viewer import Role
from tests.app.keys import (
    NOON,
    Issuer,
    Key,
    an_ec_key,
    an_ed_key,
    an_rsa_key,
    published,
    published_at,
    signed,
)

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

SECRET = "a secret of the tests"
HOUR = timedelta(hours=1)


class Watch:
    def __init__(self) -> None:
        self.at = NOON
        self.ticks = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.ticks


def settings(**given: object) -> Settings:
    return read_settings(**{"dev_secret": SECRET, **given})


def tokens(watch: Watch | None = None, issuer: Issuer | None = None, **given: object) -> Tokens:
    watch = watch or Watch()
    keys = IssuerKeys(issuer.fetch, watch.monotonic) if issuer else None
    return Tokens(settings(**given), keys, watch.now)


def ours(role: Role = Role.AGENT, **given: object) -> str:
    return issue(settings(**given), role, "anna", "desk", HOUR, at=NOON)


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes = b"") -> str:
    """For what no library would sign."""
    text = ".".join(encoded(json.dumps(each).encode()) for each in (header, claims))
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}"


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


GOOD = {"sub": "anna", "role": "admin", "exp": int((NOON + HOUR).timestamp())}


async def refusal(verifying: Tokens, token: str) -> str:
    with pytest.raises(BadToken) as bad:
        await verifying.verify(token)
    for part in token.split("."):
        assert len(part) < 10 or part not in str(bad.value)
    return str(bad.value)


@pytest.mark.parametrize("role", Role)
async def test_a_token_of_ours_says_who_what_where_and_until_when(role: Role) -> None:
    assert await tokens().verify(ours(role)) == Claims("anna", role, "desk", NOON + HOUR)


async def test_a_token_ends_to_the_second_also_one_that_was_believed_before() -> None:
    watch = Watch()
    verifying = tokens(watch)
    token = ours()

    watch.at = NOON + HOUR - timedelta(seconds=1)
    await verifying.verify(token)
    watch.at = NOON + HOUR

    assert "expired" in await refusal(verifying, token)
    assert "expired" in await refusal(tokens(watch), token)


async def test_the_issuers_clock_may_be_a_minute_ahead_and_no_more() -> None:
    key = OctKey.import_key(SECRET)
    near, far = int(NOON.timestamp()) + 60, int(NOON.timestamp()) + 62

    await tokens().verify(signed(key, "HS256", nbf=near, iat=near))

    assert await refusal(tokens(), signed(key, "HS256", nbf=far))
    assert await refusal(tokens(), signed(key, "HS256", iat=far))


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": None},
        {"exp": "soon"},
        {"exp": 1e300},
        {"role": "root"},
        {"role": None},
        {"role": ["agent"]},
        {"sub": ""},
        {"sub": 5},
        {"sub": "x" * 101},
        {"sub": "a\nb"},
        {"department": 7},
        {"department": ""},
    ],
)
async def test_a_claim_that_is_missing_or_malformed_is_refused(wrong: dict[str, Any]) -> None:
    assert await refusal(tokens(), signed(OctKey.import_key(SECRET), "HS256", **wrong))


async def test_a_token_without_an_end_is_refused() -> None:
    endless = jwt.encode({"alg": "HS256"}, {"sub": "anna", "role": "agent"}, OctKey.import_key(SECRET))

    assert "exp" in await refusal(tokens(), endless)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS384", "HS512", "PS256", "RS256", ""])
async def test_without_keys_of_an_issuer_only_our_own_way_of_signing_is_accepted(algorithm: str) -> None:
    assert "signed" in await refusal(tokens(), by_hand({"alg": algorithm, "typ": "JWT"}, GOOD))


async def test_a_token_that_was_tampered_with_or_signed_by_somebody_else_is_refused() -> None:
    header, _, signature = ours().split(".")
    claims = by_hand({}, GOOD).split(".")[1]

    assert "signature" in await refusal(tokens(), f"{header}.{claims}.{signature}")
    assert "signature" in await refusal(tokens(), signed(OctKey.import_key("another secret"), "HS256"))


@pytest.mark.parametrize("nonsense", ["", "a", "..", "a.b.c", "e30.e30.", "é" * 10, "x" * 9000, "bnVsbA.e30.e30"])
async def test_nonsense_is_refused_in_words(nonsense: str) -> None:
    assert await refusal(tokens(), nonsense)


async def test_in_production_a_token_of_development_is_worth_nothing(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_bytes(published(an_rsa_key("one")))
    production = read_settings(env="production", encryption_keys="k:" + "A" * 43 + "=", auth_jwks_file=file)

    assert await refusal(Tokens(production, now=Watch().now), ours())


@pytest.mark.parametrize(
    ("algorithm", "make"),
    [("RS256", an_rsa_key), ("ES256", an_ec_key), ("EdDSA", an_ed_key), ("Ed25519", an_ed_key)],
)
async def test_the_issuers_tokens_are_believed_by_its_published_keys(
    algorithm: str, make: Callable[[str], Key]
) -> None:
    key, issuer = make("one"), Issuer(b"")
    issuer.text = published(key)

    assert (await tokens(issuer=issuer).verify(signed(key, algorithm))).sub == "anna"
    assert await refusal(tokens(issuer=issuer), signed(make("one"), algorithm))


async def test_a_published_key_never_serves_as_a_shared_secret() -> None:
    key = an_rsa_key("one")
    shared = json.dumps({"keys": [{"kty": "oct", "kid": "s", "k": "c2VjcmV0IG9mIHNvbWVib2R5"}]}).encode()

    for secret in (key.as_pem(private=False), published(key)):
        confused = by_hand({"alg": "HS256", "kid": "one"}, GOOD, secret)
        assert "signature" in await refusal(tokens(issuer=Issuer(published(key))), confused)
    theirs = by_hand({"alg": "HS256", "kid": "s"}, GOOD, b"secret of somebody")
    assert "signature" in await refusal(tokens(issuer=Issuer(shared)), theirs)


async def test_a_key_only_verifies_its_own_algorithm() -> None:
    key = an_ec_key("one")
    token = signed(an_rsa_key("one"), "RS256")

    assert "publish" in await refusal(tokens(issuer=Issuer(published(key))), token)


async def test_keys_that_are_too_short_for_others_or_to_encrypt_are_left_out() -> None:
    good = an_rsa_key("good")
    with pytest.warns(SecurityWarning, match="2048"):
        short = RSAKey.generate_key(1024, {"kid": "short"})
    odd = json.loads(published(good, short))
    odd["keys"] += [
        {**good.as_dict(private=False), "kid": "enc", "use": "enc"},
        {**good.as_dict(private=False), "kid": "ps", "alg": "PS256"},
        {"kty": "RSA", "kid": "broken"},
        "nonsense",
        {"kty": ["RSA"]},
    ]
    issuer = Issuer(json.dumps(odd).encode())

    await tokens(issuer=issuer).verify(signed(good, "RS256"))
    for kid in ("enc", "ps", "broken", "short"):
        assert "publish" in await refusal(tokens(issuer=issuer), signed(good, "RS256", header={"kid": kid}))


async def test_a_token_that_names_no_key_is_taken_when_there_is_only_one_it_could_be() -> None:
    one, other = an_ec_key("one"), an_ec_key("other")
    unnamed = signed(nameless(one), "ES256")

    await tokens(issuer=Issuer(published(one, an_rsa_key("rsa")))).verify(unnamed)
    assert await refusal(tokens(issuer=Issuer(published(one, other))), unnamed)


def nameless(key: ECKey) -> ECKey:
    return ECKey.import_key({name: value for name, value in key.as_dict(private=True).items() if name != "kid"})


async def test_after_a_rotation_new_tokens_are_believed_at_once_and_old_ones_no_longer() -> None:
    old, new = an_ec_key("old"), an_ec_key("new")
    issuer, watch = Issuer(published(old)), Watch()
    verifying = tokens(watch, issuer)
    await verifying.verify(signed(old, "ES256"))

    watch.ticks += 61
    issuer.text = published(new)
    await verifying.verify(signed(new, "ES256"))

    assert "publish" in await refusal(verifying, signed(old, "ES256"))
    assert issuer.asked == 2


async def test_who_comes_while_the_issuer_is_asked_waits_for_its_keys_as_well() -> None:
    key, issuer = an_ec_key("one"), Issuer(b"")
    issuer.text = published(key)
    verifying = tokens(Watch(), issuer)

    found = await asyncio.gather(*(verifying.verify(signed(key, "ES256")) for _ in range(5)))

    assert len(found) == 5
    assert issuer.asked == 1


async def test_a_flood_of_unknown_keys_asks_the_issuer_once_a_minute() -> None:
    key, issuer, watch = an_ec_key("one"), Issuer(b""), Watch()
    issuer.text = published(key)
    verifying = tokens(watch, issuer)

    for _ in range(3):
        for kid in range(20):
            await refusal(verifying, signed(key, "ES256", header={"kid": f"unknown-{kid}"}))
        watch.ticks += 60

    assert issuer.asked == 3


async def test_keys_are_asked_for_again_after_five_minutes_and_kept_through_an_outage() -> None:
    key, issuer, watch = an_ec_key("one"), Issuer(b""), Watch()
    issuer.text = published(key)
    verifying = tokens(watch, issuer)
    token = signed(key, "ES256")
    await verifying.verify(token)

    watch.ticks += 299
    await verifying.verify(token)
    assert issuer.asked == 1

    issuer.out = True
    watch.ticks += 2
    await verifying.verify(token)
    watch.ticks += 59
    await verifying.verify(signed(key, "ES256", sub="bo"))
    assert issuer.asked == 2

    issuer.out = False
    issuer.text = b"not a key set"
    watch.ticks += 60
    await verifying.verify(token)
    assert issuer.asked == 3


async def test_an_issuer_that_was_never_reached_is_no_reason_to_believe_anybody() -> None:
    issuer = Issuer(b"")
    issuer.out = True

    assert await refusal(tokens(issuer=issuer), signed(an_ec_key("one"), "ES256"))


async def test_keys_come_from_an_address_and_follow_its_rotation() -> None:
    old, new = an_rsa_key("old"), an_rsa_key("new")
    issuer, watch = Issuer(published(old)), Watch()
    with published_at(issuer) as url:
        keys = IssuerKeys.of(settings(auth_jwks_url=url))
        assert keys is not None
        keys._ticks = watch.monotonic  # noqa: SLF001
        verifying = Tokens(settings(), keys, watch.now)
        await verifying.verify(signed(old, "RS256"))

        issuer.text = published(old, new)
        watch.ticks += 60
        await verifying.verify(signed(new, "RS256"))
        issuer.out = True
        watch.ticks += 400
        await verifying.verify(signed(old, "RS256", sub="bo"))

    assert issuer.asked == 3


async def test_keys_come_from_a_file(tmp_path: Path) -> None:
    key, file = an_ed_key("one"), tmp_path / "jwks.json"
    file.write_bytes(published(key))

    verifying = Tokens(settings(auth_jwks_file=file), now=Watch().now)

    assert (await verifying.verify(signed(key, "EdDSA"))).role is Role.AGENT


async def test_issuer_and_audience_are_checked_when_they_are_set() -> None:
    issuer = "https://issuer.example"
    ask: dict[str, Any] = {"auth_issuer": issuer, "auth_audience": "kefu"}
    wrong: list[dict[str, Any]] = [{}, {"iss": "https://evil.example", "aud": "kefu"}, {"iss": issuer, "aud": "other"}]
    key = OctKey.import_key(SECRET)

    await tokens(**ask).verify(ours(**ask))
    await tokens(**ask).verify(signed(key, "HS256", iss=issuer, aud=["other", "kefu"]))

    for claims in wrong:
        assert await refusal(tokens(**ask), signed(key, "HS256", **claims))


async def test_the_system_decides_when_a_token_ends_whatever_the_desks_clock_says() -> None:
    token = issue(settings(clock="manual"), Role.AGENT, "anna", None, HOUR)

    assert (await Tokens(settings(clock="manual")).verify(token)).exp > datetime.now(UTC)


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic YTpi", "abc"])
def test_authorization_takes_one_form(value: str) -> None:
    with pytest.raises(BadToken, match="Bearer"):
        bearer(value)


def test_without_authorization_there_is_no_token() -> None:
    assert bearer(None) is None
    assert bearer("bearer  abc ") == "abc"

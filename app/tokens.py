"""Signed tokens: who somebody says they are, and whether we believe it."""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from app.claims import OURS as OUR_CLAIMS
from app.claims import BadToken, Claims
from app.jwks import ALGORITHMS, IssuerKeys, PublicKey, Ring
from app.settings import Settings, WrongSetting
from domain.policy.claims import ClaimsRule
from domain.viewer import Role
from execution.context import Ending
from execution.moments import LONGEST_NAP, until
from execution.recent import Recent

LEEWAY = 60
"""Seconds that the issuer's clock may be ahead of ours; nothing is added to the end of a token."""
REMEMBERED = 10_000
LONGEST = 8192
OURS = "HS256"


def bearer(authorization: str | None) -> str | None:
    """The token in a value of `Authorization`, None without one."""
    if authorization is None:
        return None
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BadToken("Authorization takes the form `Bearer <token>`")
    return token.strip()


def mark_of(token: str) -> bytes:
    """By what a token is remembered, which is not the token."""
    return mark_of_bytes(token.encode(errors="replace"))


def mark_of_bytes(said: bytes) -> bytes:
    """The same of whatever a client said."""
    return hashlib.sha256(said).digest()


def issue(
    settings: Settings, role: Role, subject: str, department: str | None, ttl: timedelta, *, at: datetime | None = None
) -> str:
    """A token for development; WrongSetting in production, whose tokens come from the issuer."""
    secret = settings.development_secret()
    if secret is None:
        raise WrongSetting("KEFU_ENV=production takes tokens from its issuer only; kefu token is for development")
    now = at or datetime.now(UTC)
    claims: dict[str, Any] = {"sub": subject, "role": role.value, "iat": int(now.timestamp())}
    claims["exp"] = int((now + ttl).timestamp())
    if department is not None:
        claims["department"] = department
    if settings.auth_issuer is not None:
        claims["iss"] = settings.auth_issuer
    if settings.auth_audience is not None:
        claims["aud"] = settings.auth_audience
    return jwt.encode({"alg": OURS}, claims, OctKey.import_key(secret), algorithms=[OURS])


@dataclass(frozen=True, slots=True)
class Believed:
    """A token that was verified, by this key among these, and read by this rule; by no key for one of our own."""

    claims: Claims
    kid: str | None = None
    key: PublicKey | None = None
    kind: str = ""
    ring: Ring | None = None
    rule: ClaimsRule | None = None


class Tokens:
    """Verifies tokens and remembers the good ones until they end or their key is withdrawn.

    `now` is the system's time whatever the desk's clock says: a token lives in the world, not in the desk.
    """

    def __init__(
        self,
        settings: Settings,
        keys: IssuerKeys | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        secret = settings.development_secret()
        self._own_key = None if secret is None else OctKey.import_key(secret)
        self._keys = keys or IssuerKeys.of(settings)
        self._now = now
        self.rule = OUR_CLAIMS
        """How the issuer's tokens are read; whoever knows the rule in force puts it here."""
        self._expected: dict[str, Any] = {}
        if settings.auth_issuer is not None:
            self._expected["iss"] = {"essential": True, "value": settings.auth_issuer}
        if settings.auth_audience is not None:
            self._expected["aud"] = {"essential": True, "value": settings.auth_audience}
        self._believed = Recent[bytes, Believed](entries=REMEMBERED, weight=REMEMBERED)

    async def verify(self, token: str) -> Claims:
        """The claims, or BadToken."""
        return (await self.verified(token)).claims

    async def verified(self, token: str) -> Believed:
        """The claims and by what they are believed, or BadToken."""
        if len(token) > LONGEST:
            raise BadToken("the token is too long")
        mark = mark_of(token)
        believed = self._believed.get(mark)
        if believed is None or not await self._still_holds(believed):
            believed = await self._examine(token)
            self._believed.put(mark, believed, weight=1)
        if believed.claims.exp <= self._now():
            raise BadToken("the token has expired")
        return believed

    def believed(self, mark: bytes) -> Believed | None:
        """What `verify` would go by without asking anybody, by the mark of the token; None when it has to be asked."""
        known = self._believed.get(mark)
        return known if known is not None and self.holds(known) else None

    def holds(self, known: Believed) -> bool:
        """Whether that is still so; it may be without holding here, if somebody has to be asked."""
        if known.claims.exp <= self._now():
            return False
        if known.ring is None:
            return True
        return known.rule is self.rule and self._keys is not None and self._keys.fresh is known.ring

    async def ended(self, known: Believed) -> Ending:
        """Return when the token ends, or the issuer publishes the key that signed it no more."""
        if known.ring is None or self._keys is None:
            await until(known.claims.exp)
            return Ending.EXPIRED
        while (left := (known.claims.exp - self._now()).total_seconds()) > 0:
            ring = await self._keys.ring()
            if ring is not known.ring and not _same(ring.find(known.kid, known.kind), known.key):
                return Ending.WITHDRAWN
            await self._keys.moved(min(left, LONGEST_NAP))
        return Ending.EXPIRED

    async def _still_holds(self, believed: Believed) -> bool:
        return believed.ring is None or (believed.rule is self.rule and await self._ring() is believed.ring)

    async def _ring(self) -> Ring:
        return await self._keys.ring() if self._keys else Ring()

    async def _examine(self, token: str) -> Believed:
        algorithm, kid = _header(token)
        if algorithm == OURS and self._own_key is not None:
            return Believed(Claims.read(self._said(token, self._own_key, [OURS])))
        if algorithm not in ALGORITHMS or self._keys is None:
            raise BadToken("the token is not signed in a way that is accepted here")
        kind, rule = ALGORITHMS[algorithm], self.rule
        key, ring = await self._keys.find(kid, kind)
        if key is None:
            raise BadToken("the token is signed with a key that the issuer does not publish")
        return Believed(Claims.read(self._said(token, key, [algorithm]), rule), kid, key, kind, ring, rule)

    def _said(self, token: str, key: Any, algorithms: list[str]) -> dict[str, Any]:  # noqa: ANN401  any kind of key
        accepted = jws.JWSRegistry(algorithms=algorithms, strict_check_header=False)
        try:
            said = jwt.decode(token, key, algorithms=algorithms, registry=accepted).claims
        except (JoseError, ValueError):
            raise BadToken("the token's signature does not hold") from None
        now = int(self._now().timestamp())
        try:
            JWTClaimsRegistry(now=now, leeway=LEEWAY, **self._expected).validate(said)
        except ClaimError as error:
            raise BadToken(_complaint(str(error.claim))) from None
        return said


def _same(one: PublicKey | None, other: PublicKey | None) -> bool:
    return one is not None and other is not None and one.thumbprint() == other.thumbprint()


def _header(token: str) -> tuple[str, str | None]:
    first = token.partition(".")[0]
    try:
        header = json.loads(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        header = None
    match header:
        case {"alg": str(algorithm), "kid": str(kid)}:
            return algorithm, kid
        case {"alg": str(algorithm)} if "kid" not in header:
            return algorithm, None
    raise BadToken("this is not a signed token (JWT)")


_COMPLAINTS = {
    "exp": "the token has expired",
    "nbf": "the token is not valid yet",
    "iat": "the token was issued in the future",
    "iss": "the token is not from the issuer that is trusted here",
    "aud": "the token is for somebody else",
}


def _complaint(claim: str) -> str:
    return _COMPLAINTS.get(claim, "a claim of the token is missing or malformed")

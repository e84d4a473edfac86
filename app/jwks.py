"""The issuer's published keys (JWKS), fetched now and then, kept through an outage."""

import asyncio
import json
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from app.settings import Settings

ALGORITHMS: Mapping[str, str] = {"RS256": "RSA", "ES256": "P-256", "EdDSA": "Ed25519", "Ed25519": "Ed25519"}
"""Accepted algorithms by the only kind of key that may verify them; a shared secret is never among the published."""

KINDS = ("RSA", "EC", "OKP")

KEPT_SECONDS = 300.0
PATIENCE_SECONDS = 60.0
"""Between two fetches for a key we do not know, and between two tries while the issuer is out of reach."""
FETCH_SECONDS = 5.0
SHORTEST_NAP = 0.05
LARGEST = 1 << 20
SMALLEST_RSA = 2048

# Most issuers still write EdDSA, which RFC 9864 renamed to Ed25519; the key decides the curve here anyway.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)

PublicKey = RSAKey | ECKey | OKPKey
Fetch = Callable[[], Awaitable[bytes]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """The keys as they were published at one time."""

    keys: Sequence[tuple[str | None, str, PublicKey]] = field(default=())
    text: bytes = b""

    @classmethod
    def read(cls, text: bytes) -> "Ring":
        """Every key of a kind that is accepted; ValueError when it is no key set."""
        published = json.loads(text)
        if not isinstance(published, dict) or not isinstance(published.get("keys"), list):
            raise ValueError("not a JSON Web Key Set, an object with the member `keys`")  # noqa: TRY004  wrong text
        read = (_a_key(each) for each in published["keys"] if isinstance(each, dict))
        return cls([each for each in read if each is not None], text)

    def find(self, kid: str | None, kind: str) -> PublicKey | None:
        """The key of that name; without a name the only one of its kind."""
        fitting = [key for name, its, key in self.keys if its == kind and (kid is None or name == kid)]
        return fitting[0] if len(fitting) == 1 else None


class IssuerKeys:
    """Asks for the keys again after 5 minutes, or at once for an unknown one, at most once a minute."""

    def __init__(self, fetch: Fetch, ticks: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._ticks = ticks
        self._held = Ring()
        self._fresh_until = float("-inf")
        self._tried_at = float("-inf")
        self._turn = asyncio.Lock()
        self._others = asyncio.Event()
        """Set, and made anew, when other keys are held than before."""

    @classmethod
    def of(cls, settings: Settings) -> "IssuerKeys | None":
        """From KEFU_AUTH_JWKS_FILE or _URL; None with neither."""
        if settings.auth_jwks_file is not None:
            return cls(_from_file(settings.auth_jwks_file))
        if settings.auth_jwks_url is not None:
            return cls(_from_url(settings.auth_jwks_url))
        return None

    @property
    def fresh(self) -> Ring | None:
        """The keys that `ring` would give without asking anybody; None when it has to ask."""
        return self._held if self._ticks() < self._fresh_until else None

    async def ring(self) -> Ring:
        """The keys as last published, not older than 5 minutes unless the issuer is out of reach."""
        if self._ticks() >= self._fresh_until:
            await self._refresh(lambda: self._ticks() >= self._fresh_until)
        return self._held

    async def find(self, kid: str | None, kind: str) -> tuple[PublicKey | None, Ring]:
        """The key, if it is published, with the ring it hangs on."""
        ring = await self.ring()
        key = ring.find(kid, kind)
        if key is None and (self._may_try() or self._turn.locked()):  # whoever is asking may come back with it
            await self._refresh(self._may_try)
            ring = self._held
            key = ring.find(kid, kind)
        return key, ring

    async def moved(self, within: float) -> None:
        """Return when other keys are held, when it is time to ask for them, or after so many seconds at the latest."""
        stale_in = max(self._fresh_until - self._ticks(), SHORTEST_NAP)
        with suppress(TimeoutError):
            async with asyncio.timeout(min(within, stale_in)):
                await self._others.wait()

    def _may_try(self) -> bool:
        return self._ticks() - self._tried_at >= PATIENCE_SECONDS

    async def _refresh(self, still_needed: Callable[[], bool]) -> None:
        async with self._turn:
            if not still_needed():
                return
            self._tried_at = self._ticks()
            self._fresh_until = self._tried_at + PATIENCE_SECONDS
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    text = await self._fetch()
                if text != self._held.text:
                    self._held = Ring.read(text)
                    self._others.set()
                    self._others = asyncio.Event()
            except Exception as error:  # noqa: BLE001  an issuer may fail in any way; the held keys go on
                log.warning("the issuer's keys cannot be read; the ones we have are used on", why=repr(error))
                return
            self._fresh_until = self._tried_at + KEPT_SECONDS


def _a_key(published: dict[str, Any]) -> tuple[str | None, str, PublicKey] | None:
    if published.get("kty") not in KINDS or published.get("use", "sig") != "sig":
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            key = JWKRegistry.import_key(published)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    kind = _kind(key)
    named = published.get("alg")
    if kind is None or (named is not None and ALGORITHMS.get(str(named)) != kind):
        return None
    return key.kid, kind, key  # type: ignore[return-value]  # _kind has ruled out the others


def _kind(key: object) -> str | None:
    match key:
        case RSAKey():
            return "RSA" if key.public_key.key_size >= SMALLEST_RSA else None
        case ECKey() | OKPKey():
            return key.curve_name if key.curve_name in {"P-256", "Ed25519"} else None
    return None


def _from_file(path: Path) -> Fetch:
    async def fetch() -> bytes:
        return await asyncio.to_thread(path.read_bytes)

    return fetch


def _from_url(url: str) -> Fetch:
    async def fetch() -> bytes:
        import httpx  # noqa: PLC0415  heavy, and only for those who fetch

        async with httpx.AsyncClient(timeout=FETCH_SECONDS) as client, client.stream("GET", url) as response:
            response.raise_for_status()
            text = bytearray()
            async for piece in response.aiter_bytes():
                text += piece
                if len(text) > LARGEST:
                    raise ValueError("the key set is too large")
            return bytes(text)

    return fetch

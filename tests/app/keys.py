"""An issuer of tokens for the tests: keys of each kind, the set it publishes, and a server that can fail."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
Key = RSAKey | ECKey | OKPKey


def an_rsa_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


def an_ec_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


def an_ed_key(kid: str) -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid})


def published(*keys: Key) -> bytes:
    return orjson.dumps({"keys": [key.as_dict(private=False) for key in keys]})


def signed(key: Key | OctKey, algorithm: str, *, header: dict[str, str] | None = None, **claims: object) -> str:
    said: dict[str, Any] = {
        "sub": "anna",
        "role": "agent",
        "exp": int((NOON + timedelta(hours=1)).timestamp()),
        **claims,
    }
    kid = {} if key.kid is None else {"kid": key.kid}
    return jwt.encode({"alg": algorithm, **kid, **(header or {})}, said, key, algorithms=[algorithm])


class Issuer:
    """Publishes `text` and counts how often it is asked; says 503 while it is `out`."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.asked = 0
        self.out = False

    async def fetch(self) -> bytes:
        self.asked += 1
        await asyncio.sleep(0)  # as whoever is asked over a line
        if self.out:
            raise ConnectionError("the issuer is out of reach")
        return self.text


@contextmanager
def published_at(issuer: Issuer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked += 1
            self.send_response(503 if issuer.out else 200)
            self.end_headers()
            self.wfile.write(b"" if issuer.out else issuer.text)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

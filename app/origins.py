"""Which pages of other sites may talk with us: CORS for HTTP, and who may open a WebSocket."""

from collections.abc import Iterable
from urllib.parse import urlsplit

ANY = "*"
Headers = list[tuple[bytes, bytes]]

METHODS = b"GET, POST, OPTIONS"
ASKED_WITH = b"authorization, content-type, x-request-id, traceparent, tracestate"
SHOWN = b"retry-after, x-request-id"
KEPT_SECONDS = b"600"


def origins(text: str) -> frozenset[str]:
    """`https://desk.example, https://app.example:8443` or `*`; ValueError names what is none."""
    found = frozenset(filter(None, (part.strip() for part in text.split(","))))
    for each in sorted(found - {ANY}):
        said = urlsplit(each)
        if (
            said.scheme not in {"http", "https"}
            or not said.netloc
            or said.username
            or f"{said.scheme}://{said.netloc}" != each
        ):
            message = f"{each!r} is no origin such as https://desk.example or https://app.example:8443, nor *"
            raise ValueError(message)
    return found


class Origins:
    """Without any, other sites' pages read no answer of ours; sockets are open to those who may, and to our own host.

    A program that is no browser names no origin, and is asked for its token as ever.
    """

    def __init__(self, pages: Iterable[str] = (), sockets: Iterable[str] = (ANY,)) -> None:
        self._pages = frozenset(each.encode() for each in pages)
        self._any = ANY.encode() in self._pages
        self._sockets = frozenset(each.encode() for each in sockets)
        self._varying: Headers = [(b"vary", b"origin")] if self._pages and not self._any else []
        self._none: Headers = []
        self._known = {each: self._allowing(each) for each in self._pages}

    def headers(self, origin: bytes | None) -> Headers:
        """What an answer says to a page of this origin; the same list each time."""
        if not self._pages:
            return self._none
        return self._known.get(ANY.encode() if self._any else origin or b"", self._varying)

    def preflight(self, origin: bytes) -> Headers:
        """The same to a browser that asks beforehand."""
        allowed = self.headers(origin)
        if allowed is self._varying or not allowed:
            return allowed
        return [
            *(each for each in allowed if each[0] != b"access-control-expose-headers"),
            (b"access-control-allow-methods", METHODS),
            (b"access-control-allow-headers", ASKED_WITH),
            (b"access-control-max-age", KEPT_SECONDS),
        ]

    def admits(self, origin: bytes | None, host: bytes | None) -> bool:
        """Whether a page of this origin may open a socket to this host."""
        if origin is None or ANY.encode() in self._sockets or origin in self._sockets:
            return True
        return host is not None and origin.lower() in {b"https://" + host.lower(), b"http://" + host.lower()}

    def _allowing(self, origin: bytes) -> Headers:
        shown = (b"access-control-expose-headers", SHOWN)
        return [(b"access-control-allow-origin", origin), shown, *self._varying]

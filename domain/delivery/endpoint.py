"""An endpoint (回调地址): a system outside that is told by webhook, and the secret it knows us by."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from domain.delivery import events
from domain.delivery.target import is_public
from domain.reference.entry import is_code
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.text import a_reason

URL_LENGTH = 500
BOTH_SIGN_FOR = timedelta(hours=24)
"""After a rotation the previous secret signs as well for so long."""
_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}")


@dataclass(slots=True, kw_only=True)
class Endpoint(Aggregate):
    """Secrets are bytes that no event and no image holds."""

    KIND: ClassVar[str] = "webhook_endpoint"

    code: str
    url: str
    secret: bytes
    registered_at: datetime
    previous_secret: bytes | None = None
    previous_until: datetime | None = None
    retired: bool = False

    @classmethod
    def register(
        cls,
        *,
        id: UUID,  # noqa: A002
        code: str,
        url: str,
        secret: bytes,
        at: datetime,
        private_targets: bool,
    ) -> "Endpoint":
        """From here on it is told what the ladders say; `private_targets` allows http and addresses of the house."""
        if not is_code(code):
            raise Invalid("a code has 1 to 60 letters, digits, dots, dashes or underscores", field=["code"])
        url, host = a_target(url, private=private_targets)
        endpoint = cls(id=id, code=code, url=url, secret=secret, registered_at=at)
        endpoint._record(events.EndpointRegistered(at=at, code=code, host=host))
        return endpoint

    def rotate(self, secret: bytes, *, at: datetime) -> None:
        """Another secret; for a day both sign, so that the receiver can change at leisure."""
        self._in_use()
        self.previous_secret, self.previous_until = self.secret, at + BOTH_SIGN_FOR
        self.secret = secret
        self._record(events.EndpointSecretRotated(at=at, code=self.code))

    def retire(self, *, at: datetime, why: str | None) -> None:
        """Told nothing more; what still waits for it is given up."""
        reason = a_reason(why, why="say why it is retired")
        self._in_use()
        self.retired = True
        self._record(events.EndpointRetired(at=at, reason=reason, code=self.code))

    def secrets_at(self, at: datetime) -> tuple[bytes, ...]:
        """Those that sign now, the newest first."""
        if self.previous_secret is None or self.previous_until is None or at >= self.previous_until:
            return (self.secret,)
        return self.secret, self.previous_secret

    def state(self) -> dict[str, Any]:
        """What may change, without secrets."""
        return {"previous_until": self.previous_until, "retired": self.retired}

    def image(self) -> dict[str, Any]:
        """Which one it is."""
        return {"code": self.code}

    def _in_use(self) -> None:
        if self.retired:
            raise NotAllowedNow(f"the endpoint {self.code} is retired", field=["endpointId"])


def a_target(url: str, *, private: bool) -> tuple[str, str]:
    """The address and its host; Invalid when nothing may be sent there. What a name resolves to is judged later."""
    parts = urlsplit(url) if len(url) <= URL_LENGTH and url.isascii() and url.isprintable() else None
    allowed = ("https", "http") if private else ("https",)
    host = None if parts is None else parts.hostname
    if parts is None or host is None or parts.scheme not in allowed or not _HOST.fullmatch(host) or " " in url:
        raise Invalid(
            f"an address begins with {' or '.join(f'{each}://' for each in allowed)}, names a host, and has at most"
            f" {URL_LENGTH} characters of ASCII",
            field=["url"],
        )
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid("an address has neither user, password nor fragment: the signature says who sends", field=["url"])
    if not _a_port(url):
        raise Invalid("the port is 1 to 65535", field=["url"])
    if not private and _is_private(host):
        raise Invalid("the address lies within the house, or nowhere", field=["url"])
    return url, host


def _a_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return False

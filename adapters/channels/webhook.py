"""The channel to systems outside: a signed POST to the address that was judged, and to no other."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters.channels.addresses import Address, Resolve, allowed, resolve
from adapters.channels.channel import Parcel, Undelivered
from adapters.channels.signature import signed

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS, TOTAL_SECONDS = 4.0, 10.0
TRIED = 2
"""Addresses of one host that are tried when nobody answers."""
_TAKEN = range(200, 300)
_ELSEWHERE = range(300, 400)


def _system_time() -> datetime:
    return datetime.now(UTC)


class WebhookChannel:
    """Takes nothing from the environment, follows no redirect, keeps no connection, reads no answer but its status.

    The signed time is the machine's, also where the desk's clock stands: receivers compare it with their own.
    """

    def __init__(
        self,
        *,
        private_targets: bool,
        total_seconds: float = TOTAL_SECONDS,
        resolve: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = _system_time,
    ) -> None:
        self._private = private_targets
        self._total = total_seconds
        self._resolve = resolve
        self._trust = trust
        self._now = now
        self._client: httpx.AsyncClient | None = None

    async def send(self, parcel: Parcel) -> None:
        """Taken is what is answered with 2xx in time."""
        try:
            async with asyncio.timeout(self._total):
                status = await self._status(parcel)
        except TimeoutError as error:
            message = "no answer in time"
            raise Undelivered(message) from error
        if status in _ELSEWHERE:
            message = f"HTTP {status}: redirects are not followed"
            raise Undelivered(message)
        if status not in _TAKEN:
            message = f"HTTP {status}"
            raise Undelivered(message)

    async def close(self) -> None:
        """Nothing is sent any more."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _status(self, parcel: Parcel) -> int:
        import httpx  # noqa: PLC0415  heavy, and only where there are webhooks

        url = httpx.URL(parcel.url or "")
        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = allowed(await self._resolve(_host(url), port), private=self._private)
        if url.scheme != "https" and not self._private:
            message = "a webhook goes by https only, unless private targets are allowed"
            raise Undelivered(message)
        body = parcel.body.encode()
        headers = {
            "host": url.netloc.decode(),
            "content-type": "application/json",
            "user-agent": "kefu-webhooks/1",
            **signed(parcel.id, self._now(), body, parcel.secrets),
        }
        unreached: Exception | None = None
        for address in addresses[:TRIED]:
            try:
                return await self._post(url, address, headers, body)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                unreached = error
            except httpx.HTTPError as error:
                message = f"the connection broke: {type(error).__name__}"
                raise Undelivered(message) from error
        message = "nobody answers, or not as the certificate says"
        raise Undelivered(message) from unreached

    async def _post(self, url: "httpx.URL", address: Address, headers: Mapping[str, str], body: bytes) -> int:
        # The connection goes to the address that was judged; the name is for the certificate and the receiver.
        pinned = url.copy_with(host=str(address))
        told = {"sni_hostname": _host(url)}
        client = self._ready()
        request = client.build_request("POST", pinned, content=body, headers=dict(headers), extensions=told)
        response = await client.send(request, stream=True)
        await response.aclose()
        return response.status_code

    def _ready(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415  as above

        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=self._trust or True,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(self._total, connect=CONNECT_SECONDS),
                # A connection for one name must not serve another that leads to the same address.
                limits=httpx.Limits(max_keepalive_connections=0),
            )
        return self._client


def _host(url: "httpx.URL") -> str:
    """As it stands in the address: a name that was decoded might be encoded into another one by who resolves it."""
    return url.raw_host.decode("ascii")

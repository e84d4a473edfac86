"""Where somebody comes from: the address of the line, or what a proxy that we trust says of it."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

REMEMBERED = 20_000
LONGEST = 1_000
"""Bytes of `X-Forwarded-For`: what is longer was not written by a proxy in front of us."""
HOUSEHOLD = 64
"""Bits of an address of IPv6 that one household or firm has for itself."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """`10.0.0.0/8, 192.0.2.7, 2001:db8::/32`; ValueError names what is none."""
    found = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(each))
        except ValueError as error:
            message = f"{each!r} is no address or network such as 192.0.2.7 or 10.0.0.0/8"
            raise ValueError(message) from error
    return tuple(found)


class Addresses:
    """`X-Forwarded-For` is read from its end for as long as proxies of ours wrote it; anybody may write the rest."""

    def __init__(self, proxies: Sequence[Network] = ()) -> None:
        self._proxies = proxies
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._found)

    def of(self, peer: str | None, forwarded: bytes | None) -> str | None:
        """The address by which somebody is counted; None when there is none, as on a Unix socket."""
        if peer is None:
            return None
        return self._remembered(peer, forwarded if self._proxies else None)

    def _found(self, peer: str, forwarded: bytes | None) -> str:
        at = _address(peer)
        if at is None:
            return peer
        hops = [] if forwarded is None or len(forwarded) > LONGEST else forwarded.decode("latin-1").split(",")
        while hops and self._ours(at):
            before = _address(hops.pop().strip())
            if before is None:
                break
            at = before
        return _counted_by(at)

    def _ours(self, address: Address) -> bool:
        return any(address in each for each in self._proxies)


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _counted_by(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), HOUSEHOLD), strict=False))
    return str(address)

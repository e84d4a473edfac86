"""Where a name leads, judged before anything is sent, so that nobody can turn us against our own house."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from adapters.channels.channel import Undelivered
from domain.delivery.target import is_public

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


async def resolve(host: str, port: int) -> Sequence[Address]:
    """What the system's resolver says, the older protocol first: not every house has the newer one."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        message = "the host is not found"
        raise Undelivered(message) from error
    addresses = dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found)
    return sorted(addresses, key=lambda each: each.version)


def allowed(addresses: Sequence[Address], *, private: bool) -> Sequence[Address]:
    """The addresses; Undelivered when one of them is not out in the world, for then it is a trick or a mistake."""
    if not addresses:
        message = "the host is not found"
        raise Undelivered(message)
    if not private and not all(map(is_public, addresses)):
        message = "the host leads to an address within the house"
        raise Undelivered(message)
    return addresses

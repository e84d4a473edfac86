"""Which addresses are out in the world: nothing is sent to those that are ours, or that are a machine's own."""

from ipaddress import IPv4Address, IPv6Address, ip_network

_NAT64 = ip_network("64:ff9b::/96")
_NAT64_LOCAL = ip_network("64:ff9b:1::/48")
_METADATA = frozenset({IPv4Address("168.63.129.16"), IPv4Address("192.0.0.192")})
"""Public by their numbers, and yet the machine's own host: metadata services of clouds. The others are link-local."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """No private, loopback, link-local, shared, multicast, reserved or metadata address, however it is dressed up."""
    if isinstance(address, IPv6Address):
        inner = _inside(address)
        if inner is not None:
            return is_public(inner)
        if address in _NAT64_LOCAL or address.is_site_local:
            return False
    elif address in _METADATA:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The old address that a new one only wraps."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    # ::a.b.c.d was once another way to write it
    compatible = IPv4Address(int(address)) if 1 < int(address) <= 0xFFFFFFFF else None  # noqa: PLR2004  32 bits
    return address.ipv4_mapped or address.sixtofour or compatible

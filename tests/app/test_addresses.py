"""Where somebody comes from, whatever they say of it themselves."""

import pytest

from app.addresses import Addresses, networks

PROXIES = networks("10.0.0.0/8, 2001:db8:1::/48")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("198.51.100.7", b"203.0.113.9", "198.51.100.7"),  # no proxy of ours
        ("10.0.0.1", b"203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", b"192.0.2.1, 203.0.113.9", "203.0.113.9"),  # what the client wrote before it counts for nothing
        ("10.0.0.1", b"203.0.113.9, 10.2.0.1", "203.0.113.9"),
        ("10.0.0.1", b"10.0.0.3, 10.2.0.1", "10.0.0.3"),
        ("10.0.0.1", b"nonsense", "10.0.0.1"),
        ("10.0.0.1", b"nonsense, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", b"1" * 2_000, "10.0.0.1"),
        ("::ffff:10.0.0.1", b"203.0.113.9", "203.0.113.9"),
        ("2001:db8:1::5", b"2001:db8:7:8:9::1", "2001:db8:7:8::/64"),
        ("2001:db8:7:8:aaaa::1", None, "2001:db8:7:8::/64"),
        (None, b"203.0.113.9", None),
    ],
)
def test_only_proxies_of_ours_are_believed(peer: str | None, forwarded: bytes | None, found: str | None) -> None:
    assert Addresses(PROXIES).of(peer, forwarded) == found


def test_without_proxies_nobody_is_believed() -> None:
    assert Addresses().of("127.0.0.1", b"203.0.113.9") == "127.0.0.1"

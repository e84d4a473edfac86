"""What goes over the wire: signed, to the judged address only, within bounds."""

import asyncio
import base64
import hmac
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.channels.addresses import Address
from adapters.channels.channel import Parcel, Undelivered
from adapters.channels.webhook import WebhookChannel
from tests.channels.receiver import a_receiver

SECRET, OLD_SECRET = b"s" * 32, b"o" * 32
SENT_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BODY = '{"type":"alert.raised","data":{}}'


def a_parcel(url: str, *secrets: bytes) -> Parcel:
    return Parcel(UUID(int=0xD1), "alert.raised", BODY, 1, url=url, secrets=secrets or (SECRET,))


async def sent(url: str, *secrets: bytes, **given: object) -> None:
    channel = WebhookChannel(**({"private_targets": True, "now": lambda: SENT_AT} | given))  # type: ignore[arg-type]
    try:
        await channel.send(a_parcel(url, *secrets))
    finally:
        await channel.close()


async def test_a_parcel_is_posted_with_the_headers_of_standard_webhooks() -> None:
    async with a_receiver() as receiver:
        await sent(receiver.url, SECRET, OLD_SECRET)

    (request,) = receiver.requests
    assert (request.path, request.body.decode()) == ("/hook", BODY)
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert request.headers["content-type"] == "application/json"
    assert (request.id, request.headers["webhook-timestamp"]) == (str(UUID(int=0xD1)), str(int(SENT_AT.timestamp())))
    content = f"{request.id}.{int(SENT_AT.timestamp())}.{BODY}".encode()
    marks = [base64.b64encode(hmac.new(each, content, sha256).digest()).decode() for each in (SECRET, OLD_SECRET)]
    assert request.headers["webhook-signature"] == f"v1,{marks[0]} v1,{marks[1]}"


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
async def test_what_is_not_taken_is_undelivered(status: int) -> None:
    async with a_receiver(status) as receiver:
        with pytest.raises(Undelivered, match=f"^HTTP {status}$"):
            await sent(receiver.url)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with a_receiver() as elsewhere, a_receiver(status) as receiver:
        receiver.location = elsewhere.url
        with pytest.raises(Undelivered, match="redirects are not followed"):
            await sent(receiver.url)

    assert elsewhere.requests == []


async def test_a_receiver_that_hangs_is_left_in_time() -> None:
    async with a_receiver(None) as receiver:
        with pytest.raises(Undelivered, match="no answer in time"):
            await sent(receiver.url, total_seconds=0.2)


async def test_an_endless_answer_is_not_read() -> None:
    async with a_receiver(200) as receiver:
        receiver.endless = True
        async with asyncio.timeout(5):
            await sent(receiver.url)


async def test_nobody_there_is_undelivered() -> None:
    with pytest.raises(Undelivered, match="nobody answers"):
        await sent("http://127.0.0.1:1/hook")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "168.63.129.16",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1",  # noqa: S104  refused, not bound
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::127.0.0.1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
async def test_nothing_is_sent_into_the_house(address: str) -> None:
    async def resolved(host: str, port: int) -> Sequence[Address]:
        assert (host, port) == ("hooks.example.com", 443)
        return [ip_address("93.184.216.34"), ip_address(address)]

    with pytest.raises(Undelivered, match="an address within the house"):
        await sent("https://hooks.example.com/", private_targets=False, resolve=resolved)


async def test_a_literal_address_within_the_house_is_refused_too() -> None:
    async with a_receiver() as receiver:
        with pytest.raises(Undelivered, match="an address within the house"):
            await sent(receiver.url, private_targets=False)

    assert receiver.requests == []


async def test_the_connection_goes_to_the_address_that_was_judged() -> None:
    """A name that leads elsewhere when it is asked again leads nobody astray: it is asked once."""
    asked: list[str] = []

    async def resolved(host: str, _: int) -> Sequence[Address]:
        asked.append(host)
        return [ip_address("127.0.0.1")]

    async with a_receiver() as receiver:
        await sent(f"http://no-such-host.invalid:{receiver.port}/hook", resolve=resolved)

    assert asked == ["no-such-host.invalid"]
    assert receiver.requests[0].headers["host"] == f"no-such-host.invalid:{receiver.port}"


async def test_the_certificate_has_to_be_that_of_the_name(tmp_path: Path) -> None:
    server, trust = certified("hooks.example.com", tmp_path)

    async def resolved(_host: str, _port: int) -> Sequence[Address]:
        return [ip_address("127.0.0.1")]

    async with a_receiver(tls=server) as receiver:
        await sent(f"https://hooks.example.com:{receiver.port}/", resolve=resolved, trust=trust)
        with pytest.raises(Undelivered):
            await sent(f"https://other.example.com:{receiver.port}/", resolve=resolved, trust=trust)
        with pytest.raises(Undelivered):
            await sent(f"https://hooks.example.com:{receiver.port}/", resolve=resolved)

    assert len(receiver.requests) == 1


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side with a certificate of this name, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    trust = ssl.create_default_context(cadata=certificate.public_bytes(serialization.Encoding.PEM).decode())
    return server, trust


async def test_what_went_wrong_names_neither_address_nor_answer() -> None:
    async with a_receiver(500) as receiver:
        url = f"{receiver.url}?token=hidden"
        with pytest.raises(Undelivered) as caught:
            await sent(url)

    assert "hidden" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)

"""Asks Redis whether it answers, in its own protocol.

The client library takes 6 MiB, which only answers that are shared are worth.
"""

import asyncio
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit

PORT = 6379


async def ping(url: str) -> None:
    """Return when it has answered; OSError when it cannot be reached or declines. However long it takes."""
    said = urlsplit(url)
    if said.query:  # the options of the client library, which alone knows them
        await _ping_by_the_library(url)
        return
    reader, writer = await _reached(said)
    try:
        for command in _commands(said):
            writer.write(b"*%d\r\n" % len(command) + b"".join(b"$%d\r\n%s\r\n" % (len(each), each) for each in command))
            answer = await reader.readline()
            if not answer.startswith(b"+"):
                message = f"Redis says {answer.decode(errors='replace').strip() or 'nothing'} to {command[0].decode()}"
                raise ConnectionError(message)
    finally:
        writer.close()


async def _ping_by_the_library(url: str) -> None:
    from redis.asyncio import Redis  # noqa: PLC0415  heavy, and for unusual addresses only

    async with Redis.from_url(url) as redis:
        await redis.ping()


async def _reached(said: SplitResult) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if said.scheme == "unix":
        return await asyncio.open_unix_connection(unquote(said.path))
    tls = True if said.scheme == "rediss" else None
    return await asyncio.open_connection(said.hostname or "localhost", said.port or PORT, ssl=tls)


def _commands(said: SplitResult) -> Iterator[list[bytes]]:
    """As the client library would begin: who we are, and which of its databases."""
    if said.password:
        who = [unquote(said.username).encode()] if said.username else []
        yield [b"AUTH", *who, unquote(said.password).encode()]
    database = said.path.strip("/")
    if said.scheme != "unix" and database.isdigit() and database != "0":
        yield [b"SELECT", database.encode()]
    yield [b"PING"]

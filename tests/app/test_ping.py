"""Redis is asked as its client library would ask, whatever its address says of names, databases and sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.ping import ping
from tests import services


class Listening:
    """Says the same to every command, or hangs up, and remembers them."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer
        self.heard: list[list[str]] = []
        self.over = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (head := await reader.readline()).startswith(b"*"):
            words = [await self._word(reader) for _ in range(int(head[1:]))]
            self.heard.append(words)
            if self.answer is None:
                break
            writer.write(self.answer)
        writer.close()
        await writer.wait_closed()
        self.over.set()

    @staticmethod
    async def _word(reader: asyncio.StreamReader) -> str:
        length = int((await reader.readline())[1:])
        return (await reader.readexactly(length + 2))[:-2].decode()


@asynccontextmanager
async def listening(answer: bytes | None = b"+OK\r\n") -> AsyncIterator[tuple[Listening, str]]:
    one = Listening(answer)
    async with await asyncio.start_server(one.serve, "127.0.0.1", 0) as server:
        yield one, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await one.over.wait()


@pytest.mark.parametrize(
    ("before", "after", "heard"),
    [
        ("", "", [["PING"]]),
        ("", "/0", [["PING"]]),
        ("", "/3", [["SELECT", "3"], ["PING"]]),
        (":s%C3%A9cret%40@", "", [["AUTH", "sécret@"], ["PING"]]),
        ("desk:word@", "/1", [["AUTH", "desk", "word"], ["SELECT", "1"], ["PING"]]),
    ],
)
async def test_it_says_who_it_is_and_which_database_it_wants(before: str, after: str, heard: list[list[str]]) -> None:
    async with listening() as (redis, at):
        await ping(f"redis://{before}{at}{after}")

    assert redis.heard == heard


async def test_a_socket_of_the_machine_will_do(tmp_path: Path) -> None:
    redis = Listening(b"+PONG\r\n")
    async with await asyncio.start_unix_server(redis.serve, tmp_path / "redis.sock"):
        await ping(f"unix://{tmp_path}/redis.sock")
        await redis.over.wait()

    assert redis.heard == [["PING"]]


@pytest.mark.parametrize(("answer", "said"), [(b"-NOAUTH Authentication required.\r\n", "NOAUTH"), (None, "nothing")])
async def test_what_is_declined_is_no_answer_and_no_password_is_told(answer: bytes | None, said: str) -> None:
    async with listening(answer) as (_, at):
        with pytest.raises(ConnectionError, match=said) as declined:
            await ping(f"redis://:hidden@{at}")

    assert "hidden" not in str(declined.value)


async def test_over_tls_nothing_is_said_to_who_does_not_speak_it() -> None:
    heard: list[bytes] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(10_000))
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        with pytest.raises(OSError):  # noqa: PT011  there are as many words as versions of TLS
            await ping(f"rediss://:hidden@127.0.0.1:{server.sockets[0].getsockname()[1]}")

    assert heard[0][:1] == b"\x16"
    assert b"hidden" not in heard[0]


@pytest.mark.redis
@pytest.mark.parametrize("options", ["", "?socket_timeout=3"])
async def test_redis_itself_understands(options: str) -> None:
    name = f"kefu-test-{uuid4().hex}"
    address = services.REDIS_URL.partition("://")[2].partition("/")[0].rpartition("@")[2]
    async with Redis.from_url(services.REDIS_URL) as redis:
        await redis.acl_setuser(name, enabled=True, passwords=["+a word:of/its own"], commands=["+ping", "+select"])
        try:
            await ping(f"redis://{name}:a%20word%3Aof%2Fits%20own@{address}/1{options}")
            with pytest.raises(Exception, match=r"WRONGPASS|invalid username-password"):
                await ping(f"redis://{name}:another@{address}/1{options}")
        finally:
            await redis.acl_deluser(name)

"""Which of PostgreSQL, Redis and Node.js answer here, and what that means for the tests."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

import asyncpg

POSTGRES_URL = os.environ.get("KEFU_TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("KEFU_TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


async def _ask_postgres() -> None:
    connection = await asyncpg.connect(POSTGRES_URL, timeout=3)
    await connection.close()


@cache
def postgres_answers() -> bool:
    try:
        asyncio.run(_ask_postgres())
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    return True


@cache
def redis_answers() -> bool:
    url = urlsplit(REDIS_URL)
    try:
        with socket.create_connection((url.hostname or "127.0.0.1", url.port or 6379), timeout=3) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@cache
def node_answers() -> bool:
    return shutil.which("node") is not None and shutil.which("npm") is not None


SERVICES: dict[str, tuple[Callable[[], bool], str, str]] = {
    # marker: (question, name, what is left out without it)
    "postgres": (postgres_answers, "PostgreSQL", "every test on PostgreSQL; SQLite alone is tried"),
    "redis": (redis_answers, "Redis", "tests of several processes and of the shared cache"),
    "node": (node_answers, "Node.js", "the SDL lint and the GraphQL-over-HTTP audit"),
}


def report() -> list[str]:
    """One line for each service: answers, or what is skipped for want of it."""
    return [
        f"{name}: answers" if answers() else f"{name}: MISSING, so skipped: {left_out}"
        for answers, name, left_out in SERVICES.values()
    ]


def main() -> int:
    sys.stdout.write("\n".join(report()) + "\n")
    if IN_CI and not all(answers() for answers, _, _ in SERVICES.values()):
        sys.stderr.write("CI leaves nothing out: provide what is missing\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

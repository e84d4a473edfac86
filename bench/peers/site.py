"""One database for the run, with every server to compare over it; gone afterwards."""

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from app.house import migrate
from app.settings import read_settings
from bench.desk import KEYS, SERVER
from bench.issuer import Issuer
from bench.peers.data import load
from bench.peers.npm import node
from bench.peers.servers import Failed, Server, serving
from bench.peers.variants import POOL, Change, Variant
from domain.ticket.lifecycle import Status
from domain.viewer import Role


@dataclass(frozen=True, slots=True)
class Site:
    """The database as the bench sees it, and a token for those who ask for one."""

    connection: asyncpg.Connection
    url: str
    issuer: Issuer
    token: str
    tickets: Sequence[UUID]

    async def changes(self, most: int) -> list[Change]:
        """Tickets that may be changed, as they are by now."""
        rows = await self.connection.fetch(
            "select id, version, status from ticket where status = any($1) order by random() limit $2",
            [Status.IN_PROGRESS.value, Status.AWAITING_CUSTOMER.value], most,
        )  # fmt: skip
        return [Change(*row) for row in rows]

    async def backends(self) -> list[int]:
        """The process ids of PostgreSQL that work for the servers."""
        rows = await self.connection.fetch(
            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
        return [row["pid"] for row in rows]


@asynccontextmanager
async def a_site(tickets: int) -> AsyncIterator[Site]:
    """Migrated, filled, analysed."""
    name = f"kefu_bench_{uuid4().hex}"
    admin = await asyncpg.connect(SERVER)
    try:
        await admin.execute(f"create database {name}")
        url = SERVER.rsplit("/", 1)[0] + f"/{name}"
        with tempfile.TemporaryDirectory() as folder:
            issuer = Issuer(Path(folder))
            await migrate(read_settings(database_url=url, encryption_keys=KEYS, **issuer.settings))
            connection = await asyncpg.connect(url)
            try:
                await load(connection, tickets)
                rows = await connection.fetch("select id from ticket order by random() limit 20000")
                yield Site(
                    connection, url, issuer, issuer.token(Role.RISK_CONTROL, "R-0001"), [row["id"] for row in rows]
                )
            finally:
                await connection.close()
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


@asynccontextmanager
async def open_for_business(
    site: Site, variants: Sequence[Variant], packages: Path | None
) -> AsyncIterator[list[Server]]:
    """All of them, asleep; those that cannot be started are named and left out."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        servers = []
        for variant in variants:
            environment = {
                "BENCH_DATABASE_URL": site.url, "BENCH_POOL": str(POOL), "KEFU_DATABASE_URL": site.url,
                "KEFU_ENCRYPTION_KEYS": KEYS, "KEFU_POOL_SIZE": str(POOL), **site.issuer.environment,
                "PYTHONPATH": os.pathsep.join(["", *sys.path]).lstrip(os.pathsep), "NODE_ENV": "production",
                "BENCH_FOLDER": folder, **variant.environment,
            }  # fmt: skip
            command = list(variant.command)
            if packages is not None:
                command = [
                    word.replace("{node}", str(node(packages))).replace("{packages}", str(packages)) for word in command
                ]
            try:
                servers.append(await stack.enter_async_context(serving(variant.name, command, environment)))
            except Failed as failure:
                print(f"{variant.name} is left out: {failure}")
        for server in servers:
            server.sleep()
        yield servers

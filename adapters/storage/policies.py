"""Published policies, by name and version; the newest one applies to what begins now."""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from adapters.database import Database, json
from adapters.storage.rows import PolicyRow
from domain.policy.handling import DEFAULT_HANDLING, HandlingPromise
from domain.policy.intake import DEFAULT_INTAKE, IntakeRule
from domain.policy.level import DEFAULT_LEVEL_RULE, LevelRule

LEVEL = "ticket.level"
HANDLING = "ticket.handling"
INTAKE = "ticket.intake"
_BASIS = {
    LEVEL: "《证券行业客户服务管理规范》 P5.2-c",
    HANDLING: "《证券行业客户服务管理规范》 P5.2-b",
    INTAKE: "《证券行业客户服务管理规范》 P5.2-a",
}
KEPT = 2.0
"""Seconds a looked-up policy is used before it is looked up again."""


class Policies:
    """The current rules, looked up at most every two seconds."""

    def __init__(self, database: Database, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._ticks = ticks
        self._read_at = float("-inf")
        self._level = LevelRule.of(0, DEFAULT_LEVEL_RULE)
        self._handling = HandlingPromise.of(0, DEFAULT_HANDLING)
        self._intake = IntakeRule.of(0, DEFAULT_INTAKE)

    async def level(self) -> LevelRule:
        """The rule that proposes levels."""
        await self._refresh()
        return self._level

    async def handling(self) -> HandlingPromise:
        """The promise that tickets are handled by."""
        await self._refresh()
        return self._handling

    async def intake(self) -> IntakeRule:
        """Where tickets go that are opened for no department."""
        await self._refresh()
        return self._intake

    async def _refresh(self) -> None:
        if self._ticks() - self._read_at < KEPT:
            return
        self._read_at = self._ticks()
        newest = "select max(version) from policy p where p.name = policy.name"
        for row in await self._database.rows(f"select name, version, body from policy where version = ({newest})"):
            if row["name"] == LEVEL and row["version"] != self._level.version:
                self._level = LevelRule.of(row["version"], json(row["body"]))
            if row["name"] == HANDLING and row["version"] != self._handling.version:
                self._handling = HandlingPromise.of(row["version"], json(row["body"]))
            if row["name"] == INTAKE and row["version"] != self._intake.version:
                self._intake = IntakeRule.of(row["version"], json(row["body"]))


async def publish_defaults(database: Database, at: datetime) -> None:
    """Version 1 of each policy, where there is none yet."""
    for name, body in ((LEVEL, DEFAULT_LEVEL_RULE), (HANDLING, DEFAULT_HANDLING), (INTAKE, DEFAULT_INTAKE)):
        if not await PolicyRow.filter(name=name).using_db(database.connection).exists():
            await PolicyRow.create(
                using_db=database.connection, id=uuid5(NAMESPACE_OID, f"{name} 1"), name=name, version=1,
                body=dict(body), basis=_BASIS[name], author="kefu:default", published_at=at,
            )  # fmt: skip

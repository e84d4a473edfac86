"""Published policies, by name and version; the newest one applies to what begins now, older ones to what runs."""

import time
from asyncio import Lock
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from adapters.database import Database, json, plain
from adapters.reads.policies import policy_id
from adapters.storage.default_policies import ESCALATION, INTAKE, LEVEL, default_policies
from adapters.storage.rows import PolicyRow
from domain.alert.escalation import Escalation
from domain.clock.book import Book
from domain.clock.events import Terms
from domain.clock.rules import ClockRules
from domain.policy.intake import DEFAULT_INTAKE, IntakeRule
from domain.policy.level import DEFAULT_LEVEL_RULE, LevelRule

KEPT = 2.0
"""Seconds a looked-up policy is used before it is looked up again."""


class Policies:
    """The rules in force, looked up at most every two seconds; bodies are fetched once, as versions never change."""

    def __init__(self, database: Database, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._ticks = ticks
        self._read_at = float("-inf")
        self._level = LevelRule.of(0, DEFAULT_LEVEL_RULE)
        self._intake = IntakeRule.of(0, DEFAULT_INTAKE)
        self._escalations = {0: Escalation.of(0, {})}
        self._known: set[tuple[str, int]] = set()
        self._first = Lock()
        self._book = Book()
        self._clocks = ClockRules.of(self._book)

    async def level(self) -> LevelRule:
        """The rule that proposes levels."""
        await self.refresh()
        return self._level

    async def intake(self) -> IntakeRule:
        """Where tickets go that are opened for no department."""
        await self.refresh()
        return self._intake

    async def escalation(self) -> Escalation:
        """What raises alerts now, and who is told."""
        await self.refresh()
        return self._escalations[max(self._escalations)]

    async def escalation_of(self, version: int) -> Escalation:
        """The version by which an alert was raised; KeyError when there never was one."""
        await self.refresh(now=version not in self._escalations)
        return self._escalations[version]

    async def clocks(self, knowing: Iterable[Terms] = ()) -> ClockRules:
        """What promises are made, and every version that any clock runs on: what these run on among them.

        A version that is not known yet was published elsewhere just now.
        """
        await self.refresh()
        if not all(map(self._book.knows, knowing)):
            await self.refresh(now=True)
        return self._clocks

    async def refresh(self, *, now: bool = False) -> None:
        """Look for new versions, if that is due or somebody wants it `now`.

        Everybody waits for the first look: before it nothing is promised. Later ones go on with what there is.
        """
        if now:
            await self._look()
        elif not self._known:
            async with self._first:
                if not self._known:
                    await self._look()
        elif self._ticks() - self._read_at >= KEPT:
            self._read_at = self._ticks()
            await self._look()

    async def _look(self) -> None:
        found = {(row["name"], row["version"]) for row in await self._database.rows("select name, version from policy")}
        self._read_at = self._ticks()
        new = sorted(found - self._known)
        if not new:
            return
        sql = self._database.sql()
        wanted = " or ".join(f"(name = {sql(name)} and version = {sql(version)})" for name, version in new)
        rows = await self._database.rows(f"select name, version, body from policy where {wanted}", sql.values)
        for row in sorted(rows, key=lambda each: each["version"]):
            self._take(row["name"], row["version"], json(row["body"]))
        self._known |= found
        self._clocks = ClockRules.of(self._book)

    def _take(self, name: str, version: int, body: Mapping[str, Any]) -> None:
        # Looks may overlap: the one that began first may come back last.
        if name == LEVEL and version > self._level.version:
            self._level = LevelRule.of(version, body)
        elif name == INTAKE and version > self._intake.version:
            self._intake = IntakeRule.of(version, body)
        elif name == ESCALATION:
            self._escalations[version] = Escalation.of(version, body)
        self._book.add(name, version, body)


async def publish_defaults(database: Database, at: datetime) -> None:
    """Version 1 of each policy, where there is none yet."""
    there = {row["name"] for row in await database.rows("select distinct name from policy")}
    for name, (body, basis) in default_policies(at).items():
        if name not in there:
            await PolicyRow.create(
                using_db=database.connection, id=policy_id(name, 1), name=name, version=1,
                body=plain(body()), basis=basis, author="kefu:default", published_at=at,
            )  # fmt: skip

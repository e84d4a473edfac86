"""Published policies, by name and version; the newest one applies to what begins now, older ones to what runs."""

import time
from asyncio import Lock
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from adapters.database import Database, json, plain
from adapters.reads.policies import policy_id
from adapters.storage.default_policies import (
    CHANNEL_PREFERENCE,
    CLAIMS,
    CUSTOMER_LIFECYCLE,
    ESCALATION,
    FEEDBACK_REPORT,
    FEEDBACK_ROUTING,
    IMPROVEMENT_EFFECT,
    INTAKE,
    LEVEL,
    NEED_ASSESSMENT,
    NEED_RANK,
    POOR_ANSWERS,
    QUESTIONNAIRE,
    SURVEY_FRAME,
    SURVEY_RESULTS,
    UPKEEP,
    default_policies,
)
from adapters.storage.rows import PolicyRow
from domain.alert.escalation import Escalation
from domain.clock.book import Book
from domain.clock.events import Terms
from domain.clock.rules import ClockRules
from domain.feedback.report import DEFAULT_REPORT, ReportRule
from domain.feedback.routing import DEFAULT_ROUTING, RoutingRule
from domain.improvement.effect import DEFAULT_EFFECT, EffectRule
from domain.interaction.preference import DEFAULT_PREFERENCE, PreferenceRule
from domain.need.assessment import AssessmentRule
from domain.need.defaults import DEFAULT_ASSESSMENT, DEFAULT_RANK
from domain.need.rank import RankRule
from domain.need.rules import NeedRules
from domain.policy.claims import DEFAULT_CLAIMS, ClaimsRule
from domain.policy.intake import DEFAULT_INTAKE, IntakeRule
from domain.policy.level import DEFAULT_LEVEL_RULE, LevelRule
from domain.shared.errors import NotFound
from domain.survey.defaults import DEFAULT_FRAME, DEFAULT_POOR_ANSWERS, DEFAULT_RESULTS
from domain.survey.poor import PoorAnswers
from domain.survey.questionnaire import Questionnaire
from domain.survey.rules import FrameRule, ResultsRule
from domain.upkeep.rules import DEFAULT_LIFECYCLE, DEFAULT_UPKEEP, LifecycleRule, UpkeepRule

R = TypeVar("R")
Body = Mapping[str, Any]

KEPT = 2.0
"""Seconds a looked-up policy is used before it is looked up again."""


class Policies:
    """The rules in force, looked up at most every two seconds; bodies are fetched once, as versions never change."""

    def __init__(self, database: Database, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._ticks = ticks
        self._read_at = float("-inf")
        self._rules: dict[tuple[str, int], Any] = {}
        self._newest: dict[str, int] = {}
        self._known: set[tuple[str, int]] = set()
        self._first = Lock()
        self._book = Book()
        self._clocks = ClockRules.of(self._book)

    async def level(self) -> LevelRule:
        """The rule that proposes levels."""
        return await self.in_force(LEVEL, LevelRule.of, DEFAULT_LEVEL_RULE)

    async def intake(self) -> IntakeRule:
        """Where tickets go that are opened for no department."""
        return await self.in_force(INTAKE, IntakeRule.of, DEFAULT_INTAKE)

    async def escalation(self) -> Escalation:
        """What raises alerts now, and who is told."""
        return await self.in_force(ESCALATION, Escalation.of, {})

    async def escalation_of(self, version: int) -> Escalation:
        """The version by which an alert was raised; UnknownVersion when there never was one."""
        return await self.version_of(ESCALATION, version, Escalation.of)

    async def channel_preference(self) -> PreferenceRule:
        """By which channel customers are reached."""
        return await self.in_force(CHANNEL_PREFERENCE, PreferenceRule.of, DEFAULT_PREFERENCE)

    async def upkeep(self) -> UpkeepRule:
        """What clocks of customers raise as tasks."""
        return await self.in_force(UPKEEP, UpkeepRule.of, DEFAULT_UPKEEP)

    async def customer_lifecycle(self) -> LifecycleRule:
        """What moves customers on, and how their archives are kept."""
        return await self.in_force(CUSTOMER_LIFECYCLE, LifecycleRule.of, DEFAULT_LIFECYCLE)

    async def routing(self) -> RoutingRule:
        """The handbook of feedback."""
        return await self.in_force(FEEDBACK_ROUTING, RoutingRule.of, DEFAULT_ROUTING)

    async def report(self) -> ReportRule:
        """Which kinds of feedback are frequent."""
        return await self.in_force(FEEDBACK_REPORT, ReportRule.of, DEFAULT_REPORT)

    async def effect(self) -> EffectRule:
        """What it takes to say that a measure had an effect."""
        return await self.in_force(IMPROVEMENT_EFFECT, EffectRule.of, DEFAULT_EFFECT)

    async def survey_frame(self) -> FrameRule:
        """Who is in the frame of a survey, and where they met us."""
        return await self.in_force(SURVEY_FRAME, FrameRule.of, DEFAULT_FRAME)

    async def survey_results(self) -> ResultsRule:
        """What a figure needs to be shown."""
        return await self.in_force(SURVEY_RESULTS, ResultsRule.of, DEFAULT_RESULTS)

    async def poor_answers(self) -> PoorAnswers:
        """What poor answers open."""
        return await self.in_force(POOR_ANSWERS, PoorAnswers.of, DEFAULT_POOR_ANSWERS)

    async def claims(self) -> ClaimsRule:
        """What is read from an issuer's tokens."""
        return await self.in_force(CLAIMS, ClaimsRule.of, DEFAULT_CLAIMS)

    async def questionnaire(self, code: str, version: int | None = None) -> Questionnaire:
        """That version, or the newest one; NotFound when there is none."""
        name = QUESTIONNAIRE + code
        await self.refresh(now=(name, version or 1) not in self._known)
        version = self._newest.get(name, 0) if version is None else version
        if (name, version) not in self._known:
            known = ", ".join(self.questionnaire_codes()) or "none"
            raise NotFound(
                f"there is no such version of a questionnaire; published are: {known}", field=["questionnaire"]
            )
        body = self._book.body(name, version)
        return self._rule(name, version, lambda number, body: Questionnaire.of(code, number, body), body)

    def questionnaire_codes(self) -> list[str]:
        """Those that are published, as far as looked up."""
        return sorted(each.removeprefix(QUESTIONNAIRE) for each in self._newest if each.startswith(QUESTIONNAIRE))

    async def needs(self) -> NeedRules:
        """What needs are graded, assessed and ranked by."""
        return NeedRules(
            await self.in_force(NEED_ASSESSMENT, AssessmentRule.of, DEFAULT_ASSESSMENT),
            await self.in_force(NEED_RANK, RankRule.of, DEFAULT_RANK),
        )

    async def in_force(self, name: str, of: Callable[[int, Body], R], default: Body) -> R:
        """The newest version of a policy as a rule, made once; of `default` in version 0 where there is none yet."""
        await self.refresh()
        version = self._newest.get(name, 0)
        return self._rule(name, version, of, self._book.body(name, version) if version else default)

    async def version_of(self, name: str, version: int, of: Callable[[int, Body], R]) -> R:
        """That version of it; UnknownVersion when there never was one."""
        await self.refresh(now=(name, version) not in self._known)
        return self._rule(name, version, of, self._book.body(name, version))

    def _rule(self, name: str, version: int, of: Callable[[int, Body], R], body: Body) -> R:
        key = (name, version)
        if key not in self._rules:
            self._rules[key] = of(version, body)
        rule: R = self._rules[key]
        return rule

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
        for row in rows:
            # Looks may overlap: the one that began first may come back last.
            name, version = row["name"], row["version"]
            self._newest[name] = max(version, self._newest.get(name, 0))
            self._book.add(name, version, json(row["body"]))
        self._known |= found
        self._clocks = ClockRules.of(self._book)


async def publish_defaults(database: Database, at: datetime) -> None:
    """Version 1 of each policy, where there is none yet."""
    there = {row["name"] for row in await database.rows("select distinct name from policy")}
    for name, (body, basis) in default_policies(at).items():
        if name not in there:
            await PolicyRow.create(
                using_db=database.connection, id=policy_id(name, 1), name=name, version=1,
                body=plain(body()), basis=basis, author="kefu:default", published_at=at,
            )  # fmt: skip

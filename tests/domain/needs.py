"""Needs with names, as they stand and as they are judged, so that a test reads as a sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.need.assessment import Assessment, AssessmentRule, Evidence, TripleTest
from domain.need.classes import Category, Classes, Frequency, Grade, Intensity, Nature, NeedSource
from domain.need.defaults import DEFAULT_ASSESSMENT, DEFAULT_RANK
from domain.need.lifecycle import NeedAction, NeedStatus
from domain.need.link import NeedLinkKind
from domain.need.matrix import Graded
from domain.need.need import Need
from domain.need.rank import Rank, RankRule, Situation
from tests.domain.builders import ANNA, DAY, ELEVEN, MRS_WANG, NINE, NOON, TEN, THE_TICKET, as_loaded

THE_NEED, ANOTHER_NEED = UUID(int=0x9E), UUID(int=0x9F)
ASSESSMENT = AssessmentRule.of(1, DEFAULT_ASSESSMENT)
RANKING = RankRule.of(1, DEFAULT_RANK)
PASSED = TripleTest(necessary=True, feasible=True, measurable=True)


def classes(category: Category = Category.TRADING_CONSULTATION, **also: object) -> Classes:
    known: dict[str, Any] = {"nature": Nature.ADVANCED, "frequency": Frequency.LOW, "intensity": Intensity.MEDIUM}
    return Classes(category, **(known | also))


def graded(grade: Grade = Grade.MEDIUM) -> Graded:
    return Graded(grade, ("customer: row others",), rule_version=1)


def assessed_as(tests: TripleTest = PASSED, **also: object) -> Assessment:
    known: dict[str, Any] = {"cost": 3, "benefit": 3, "trades": 12, "balance": 50_000_000, "satisfaction": 4}
    return ASSESSMENT.assess(tests, Evidence(**(known | also)))


def a_situation(category: Category = Category.TRADING_CONSULTATION, **also: object) -> Situation:
    of_classes = {name: also.pop(name) for name in ("nature", "frequency", "intensity") if name in also}
    known: dict[str, Any] = {"grade": Grade.MEDIUM}
    return Situation(classes=classes(category, **of_classes), **(known | also))


def ranked_as(category: Category = Category.TRADING_CONSULTATION, **also: object) -> Rank:
    return RANKING.rank(a_situation(category, **also))


def a_need(**also: object) -> Need:
    known: dict[str, Any] = {
        "id": THE_NEED,
        "number": "N2026-000001",
        "customer_id": MRS_WANG,
        "subject": "想了解可转债的交易规则",
        "source": NeedSource.INTERVIEW,
        "classes": classes(),
        "graded": graded(),
        "by": "agent:anna",
        "at": NINE,
    }
    return Need.identify(**(known | also))


def assessed(tests: TripleTest = PASSED) -> Need:
    need = a_need()
    need.assess(assessed_as(tests), at=NINE)
    return need


def planned() -> Need:
    need = assessed()
    need.plan("安排投资顾问讲解", at=TEN)
    return need


def served() -> Need:
    need = planned()
    need.serve("已讲解并发送材料", by=ANNA, at=ELEVEN)
    return need


def confirmed() -> Need:
    need = served()
    need.confirm(satisfaction=5, at=NOON)
    return need


def declined() -> Need:
    need = a_need()
    need.decline(by_customer=True, why="客户不再需要", at=TEN)
    return need


STANDING: dict[NeedStatus, Callable[[], Need]] = {
    NeedStatus.IDENTIFIED: a_need,
    NeedStatus.ASSESSED: assessed,
    NeedStatus.PLANNED: planned,
    NeedStatus.SERVED: served,
    NeedStatus.CONFIRMED: confirmed,
    NeedStatus.DECLINED: declined,
}


def standing_in(status: NeedStatus) -> Need:
    return as_loaded(STANDING[status]())


VERBS: dict[NeedAction, Callable[[Need, datetime], None]] = {
    NeedAction.CLASSIFY: lambda n, at: n.classify(classes(Category.ACCOUNT_SECURITY), graded(Grade.HIGH), at=at),
    NeedAction.ASSIGN: lambda n, at: n.assign(department="advice", assignee_id=ANNA, at=at),
    NeedAction.ASSESS: lambda n, at: n.assess(assessed_as(cost=1), text="成本低", at=at),
    NeedAction.RANK: lambda n, at: n.rank_as(ranked_as(), at=at),
    NeedAction.PLAN: lambda n, at: n.plan("再讲一次", expected_completion=at + DAY, why="没听懂", at=at),
    NeedAction.SERVE: lambda n, at: n.serve("已讲解", by=ANNA, at=at),
    NeedAction.CONFIRM: lambda n, at: n.confirm(satisfaction=4, comment="谢谢", at=at),
    NeedAction.DECLINE: lambda n, at: n.decline(by_customer=False, why="超出业务范围", at=at),
    NeedAction.LINK: lambda n, at: n.link(NeedLinkKind.OPENED_TICKET, THE_TICKET, at=at),
}


def changed(body: Any, *path: str | int, to: object) -> Any:  # noqa: ANN401  a policy's body is JSON
    """A copy in which one place is otherwise."""
    if not path:
        return to
    here, rest = path[0], path[1:]
    if isinstance(here, int):
        return [changed(each, *rest, to=to) if number == here else each for number, each in enumerate(body)]
    return {**body, here: changed(body.get(here, {}), *rest, to=to)}


def with_classes(situation: Situation, **also: Any) -> Situation:  # noqa: ANN401
    return replace(situation, classes=replace(situation.classes, **also))

"""The queue of needs: what each one's rank depends on at a moment, and the order in which they are served (P2.3)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain.customer.customer import Customer
from domain.need.assessment import Assessment, AssessmentRule
from domain.need.market import MarketEvent
from domain.need.need import Need
from domain.need.rank import Life, Situation
from domain.need.rules import NeedRules
from domain.need.score import score_behind
from domain.need.surroundings import Behaviour, Surroundings

UNRANKED = 10**9
"""Behind every standing that a rule gives."""


def situation_of(
    need: Need, customer: Customer, *, market: Iterable[MarketEvent], abnormal_trading: bool, at: datetime
) -> Situation:
    """As it is at this moment; market events in the order in which they began."""
    concerning = sorted(
        (each for each in market if each.concerns(need.classes.category, at)),
        key=lambda each: (each.begins_at, each.id),
    )
    return Situation(
        classes=need.classes,
        grade=need.grade,
        assessment=need.assessment,
        life=Life.of(customer.stage, customer.segments),
        abnormal_trading=abnormal_trading,
        market=tuple(each.title for each in concerning),
    )


def put_in_turn(need: Need, customer: Customer, rules: NeedRules, around: Surroundings, *, at: datetime) -> None:
    """Judged and ranked by the rules in force and what is known by now; nothing is told where nothing changed."""
    if need.assessment is not None:
        need.revalue(_judged_by_now(need.assessment, rules.assessment, around.behaviour), at=at)
    situation = situation_of(
        need, customer, market=around.market, abnormal_trading=around.behaviour.abnormal_trading, at=at
    )
    need.rank_as(rules.rank.rank(situation), at=at)


def _judged_by_now(assessment: Assessment, rule: AssessmentRule, behaviour: Behaviour) -> Assessment:
    """What a person judged of the need stays; trades, balance and satisfaction are those of now."""
    cost, benefit = score_behind(assessment.cost), score_behind(assessment.benefit)
    return rule.assess(assessment.tests, behaviour.evidence(cost=cost, benefit=benefit))


def turn_of(need: Need) -> tuple[int, datetime, UUID]:
    """What the queue is sorted by, smallest first; no two needs have the same."""
    if need.ranked is None:
        return UNRANKED, need.identified_at, need.id
    return need.ranked.before(need.identified_at, need.id)

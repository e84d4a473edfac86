"""What would be told to whom and when, if nothing happens until then: the ladders run ahead, nothing is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.alert.alert import Alert
from domain.alert.escalation import Escalation, Rule
from domain.alert.lifecycle import AlertStatus
from domain.alert.recipient import Surroundings, addresses
from domain.alert.trigger import Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A level of a rule's ladder, told at that time; `trigger` is None for an alert that is raised already."""

    at: datetime
    rule: str
    level: int
    told: tuple[str, ...]
    through: tuple[str, ...]
    trigger: Trigger | None = None


def rehearse(
    policy: Escalation,
    steps: Iterable[Trigger],
    raised: Iterable[tuple[Alert, Rule]],
    around: Surroundings,
    *,
    now: datetime,
    until: datetime,
) -> list[Notice]:
    """In the order of time. `steps` are those to come, `at` their moment; `raised` are alerts with their own rules.

    A step whose alert is raised already raises none again. What should have been told before now is told now.
    """
    raised = list(raised)
    known = {(alert.occasion, alert.rule) for alert, _ in raised}
    notices = [
        notice
        for alert, rule in raised
        if alert.status is AlertStatus.RAISED and alert.next_at is not None
        for notice in _climb(rule, alert.level + 1, max(alert.next_at, now), around, None)
    ]
    for step in steps:
        for rule in policy.raised_by(step):
            if (step.occasion, rule.code) not in known:
                notices += _climb(rule, 1, max(step.at, now), around, step)
    return sorted((each for each in notices if each.at <= until), key=lambda each: (each.at, each.rule, each.level))


def _climb(rule: Rule, level: int, at: datetime, around: Surroundings, trigger: Trigger | None) -> Iterable[Notice]:
    while True:
        step = rule.level(level)
        yield Notice(
            at=at, rule=rule.code, level=level, told=addresses(step.tell, around), through=step.through, trigger=trigger
        )
        if step.acknowledge_within is None or not rule.leads_on(level):
            return
        level, at = level + 1, at + step.acknowledge_within

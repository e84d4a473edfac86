from datetime import timedelta

from domain.alert.rehearsal import rehearse
from domain.clock.commitment import StepKind
from tests.domain.alerts import AROUND, DEFAULTS, a_step, raised
from tests.domain.builders import DAY, HOUR, NINE

MINUTE = timedelta(minutes=1)
WARNED = a_step(at=NINE + HOUR, step="soon", step_kind=StepKind.WARNING)
BREACHED = a_step(at=NINE + 2 * HOUR)


def test_the_ladder_of_each_step_to_come_is_climbed_in_time() -> None:
    notices = rehearse(DEFAULTS, [BREACHED, WARNED], [], AROUND, now=NINE, until=NINE + DAY)

    assert [(each.at - NINE, each.rule, each.level, each.told) for each in notices] == [
        (HOUR, "slow_soon", 1, ("agent:S-0007",)),
        (2 * HOUR, "slow", 1, ("agent:S-0007", "role:supervisor@trading")),
        (2 * HOUR + 30 * MINUTE, "slow", 2, ("role:supervisor@desk",)),
        (3 * HOUR + 30 * MINUTE, "slow", 3, ("role:service_manager",)),
    ]


def test_what_lies_behind_the_moment_asked_for_is_not_told() -> None:
    notices = rehearse(DEFAULTS, [BREACHED], [], AROUND, now=NINE, until=NINE + 2 * HOUR + 30 * MINUTE)

    assert [each.level for each in notices] == [1, 2]


def test_an_alert_that_is_raised_goes_on_from_its_level_and_is_not_raised_again() -> None:
    rule = DEFAULTS.rule("slow")
    alert = raised(rule, trigger=BREACHED, at=BREACHED.at)

    notices = rehearse(DEFAULTS, [BREACHED], [(alert, rule)], AROUND, now=NINE, until=NINE + DAY)

    assert [(each.level, each.trigger) for each in notices] == [(2, None), (3, None)]


def test_an_acknowledged_alert_tells_nobody_else() -> None:
    rule = DEFAULTS.rule("slow")
    alert = raised(rule, trigger=BREACHED, at=BREACHED.at)
    alert.acknowledge(at=BREACHED.at, by="agent:S-0007")

    assert rehearse(DEFAULTS, [BREACHED], [(alert, rule)], AROUND, now=NINE, until=NINE + DAY) == []


def test_the_rehearsal_is_what_the_ladder_then_does() -> None:
    rule = DEFAULTS.rule("slow")
    alert = raised(rule, trigger=BREACHED, at=BREACHED.at)

    while alert.next_at is not None:
        alert.escalate(rule, AROUND, at=alert.next_at)

    rehearsed = rehearse(DEFAULTS, [BREACHED], [], AROUND, now=NINE, until=NINE + DAY)
    done = [(each.event.at, each.event.told) for each in alert.happenings]  # type: ignore[attr-defined]  # both have it
    assert [(each.at, each.told) for each in rehearsed] == done


def test_what_is_overdue_is_told_now_and_the_next_level_has_its_time() -> None:
    now = NINE + 5 * HOUR

    notices = rehearse(DEFAULTS, [BREACHED], [], AROUND, now=now, until=NINE + DAY)

    assert [each.at - now for each in notices] == [0 * HOUR, 30 * MINUTE, 90 * MINUTE]

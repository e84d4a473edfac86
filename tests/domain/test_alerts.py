from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.alert.alert import Alert
from domain.alert.events import AlertAcknowledged, AlertEscalated, AlertRaised, AlertSettled
from domain.alert.lifecycle import ALERT_LIFECYCLE, AlertAction, AlertStatus
from domain.alert.recipient import Recipient, Surroundings, addresses
from domain.shared.errors import Invalid, NotAllowedNow, ReasonRequired, SensitiveText
from tests.domain.alerts import AROUND, DEFAULTS, NOBODY, a_rule, raised
from tests.domain.builders import HOUR, NINE, TEN

SLOW = DEFAULTS.rule("slow")
MINUTE = timedelta(minutes=1)


def acknowledged(alert: Alert) -> Alert:
    alert.acknowledge(at=NINE + MINUTE, by="supervisor:S-0001")
    return alert


def resolved(alert: Alert) -> Alert:
    alert.resolve(at=NINE + MINUTE, by="supervisor:S-0001", why="已联系客户")
    return alert


STANDING: dict[AlertStatus, Callable[[Alert], Alert]] = {
    AlertStatus.RAISED: lambda alert: alert,
    AlertStatus.ACKNOWLEDGED: acknowledged,
    AlertStatus.RESOLVED: resolved,
}
VERBS: dict[AlertAction, Callable[[Alert], object]] = {
    AlertAction.ACKNOWLEDGE: acknowledged,
    AlertAction.RESOLVE: resolved,
}


def test_the_first_level_is_told_at_once() -> None:
    alert = raised(SLOW)

    assert alert.told == ("agent:S-0007", "role:supervisor@trading")
    assert (alert.level, alert.next_at) == (1, NINE + 30 * MINUTE)
    assert [type(each.event) for each in alert.happenings] == [AlertRaised]


def test_whoever_does_not_answer_in_time_is_passed_by() -> None:
    alert = raised(SLOW)

    assert not alert.escalate(SLOW, AROUND, at=NINE + 29 * MINUTE)
    assert alert.escalate(SLOW, AROUND, at=NINE + 30 * MINUTE)

    assert (alert.level, alert.told) == (2, ("role:supervisor@desk",))
    assert alert.next_at == NINE + 90 * MINUTE


def test_the_next_level_has_its_whole_time_also_when_it_is_told_late() -> None:
    alert = raised(SLOW)

    alert.escalate(SLOW, AROUND, at=NINE + 10 * HOUR)

    event = alert.happenings[-1].event
    assert isinstance(event, AlertEscalated)
    assert (event.due, event.at, alert.next_at) == (NINE + 30 * MINUTE, NINE + 10 * HOUR, NINE + 11 * HOUR)
    assert not alert.escalate(SLOW, AROUND, at=NINE + 10 * HOUR)


def test_after_the_last_level_nobody_else_is_told() -> None:
    alert = raised(SLOW)

    while alert.next_at is not None:
        alert.escalate(SLOW, AROUND, at=alert.next_at)

    assert (alert.level, alert.told) == (3, ("role:service_manager",))
    assert not alert.escalate(SLOW, AROUND, at=NINE + 1000 * HOUR)


def test_after_an_acknowledgement_nobody_else_is_told() -> None:
    alert = raised(SLOW)

    alert.acknowledge(at=TEN, by="agent:S-0007", why="正在处理")

    assert not alert.escalate(SLOW, AROUND, at=NINE + 10 * HOUR)
    assert (alert.acknowledged_at, alert.acknowledged_by, alert.acknowledged_reason) == (
        TEN,
        "agent:S-0007",
        "正在处理",
    )
    assert isinstance(alert.happenings[-1].event, AlertAcknowledged)


def test_an_alert_is_over_by_itself_when_its_clock_is() -> None:
    alert = acknowledged(raised(SLOW))

    alert.settle(at=TEN, by="kefu:alerts", because="TicketResponded")
    alert.settle(at=TEN, by="kefu:alerts", because="TicketResponded")

    assert alert.status is AlertStatus.RESOLVED
    assert [type(each.event) for each in alert.happenings].count(AlertSettled) == 1


def test_a_person_who_resolves_it_says_how() -> None:
    alert = raised(DEFAULTS.rule("complaint"))

    with pytest.raises(ReasonRequired):
        alert.resolve(at=TEN, by="supervisor:S-0001", why=" ")
    with pytest.raises(SensitiveText):
        alert.resolve(at=TEN, by="supervisor:S-0001", why="客户电话 13800138000")

    assert (alert.status, len(alert.happenings)) == (AlertStatus.RAISED, 1)


@pytest.mark.parametrize("action", VERBS)
@pytest.mark.parametrize("status", AlertStatus)
def test_what_the_table_does_not_have_is_refused_without_a_trace(status: AlertStatus, action: AlertAction) -> None:
    alert = STANDING[status](raised(SLOW))
    before = alert.state(), alert.version

    if action in ALERT_LIFECYCLE.actions_in(status):
        VERBS[action](alert)
        assert alert.version == before[1] + 1
    else:
        with pytest.raises(NotAllowedNow):
            VERBS[action](alert)
        assert (alert.state(), alert.version) == before


def test_the_log_folds_back_into_the_alert() -> None:
    alert = resolved(raised(SLOW))

    state: dict[str, object] = {}
    for each in alert.happenings:
        for name, (before, after) in each.changes.items():
            assert state.get(name) == before
            state[name] = after

    assert dict.fromkeys(alert.state()) | state == alert.state()


@pytest.mark.parametrize(
    ("word", "around", "address"),
    [
        ("assignee", AROUND, "agent:S-0007"),
        ("account_manager", AROUND, "agent:M-0001"),
        ("agent:S-0001", AROUND, "agent:S-0001"),
        ("role:supervisor@department", AROUND, "role:supervisor@trading"),
        ("role:supervisor@above", AROUND, "role:supervisor@desk"),
        ("role:risk_control", AROUND, "role:risk_control"),
        ("role:supervisor@above", Surroundings(department="desk"), "role:supervisor@desk"),
        ("role:supervisor@department", Surroundings(), "role:supervisor"),
        ("assignee", NOBODY, None),
        ("account_manager", NOBODY, None),
    ],
)
def test_recipients_are_found_where_the_ticket_is(word: str, around: Surroundings, address: str | None) -> None:
    assert Recipient.of(word).found(around) == address


def test_an_alert_for_nobody_goes_to_the_head_of_the_department() -> None:
    assert addresses([Recipient.of("assignee")], NOBODY) == ("role:supervisor@trading",)


@pytest.mark.parametrize(
    "word", ["", "boss", "assignee:x", "agent:", "agent:王 芳", "role:king", "role:supervisor@", "role:supervisor@moon"]
)
def test_a_word_that_names_nobody_is_refused(word: str) -> None:
    with pytest.raises(Invalid):
        Recipient.of(word)


@settings(deadline=None)
@given(st.lists(st.integers(1, 600), max_size=9), st.lists(st.integers(0, 2000), max_size=30))
def test_each_level_is_told_once_and_in_order_however_often_one_looks(waits: list[int], looks: list[int]) -> None:
    ladder = [{"tell": [f"agent:L-{n}"], "acknowledge_within": wait} for n, wait in enumerate(waits, 1)]
    steep = a_rule(ladder=[*ladder, {"tell": [f"agent:L-{len(waits) + 1}"]}])
    alert = raised(steep)

    for minutes in sorted(looks):
        alert.escalate(steep, AROUND, at=NINE + minutes * MINUTE)

    told = [name for each in alert.happenings for name in each.event.told]  # type: ignore[attr-defined]  # both have it
    assert told == [f"agent:L-{n}" for n in range(1, alert.level + 1)]
    times = [each.event.at for each in alert.happenings]
    assert all(later - earlier >= wait * MINUTE for earlier, later, wait in zip(times, times[1:], waits, strict=False))


class Ladder(RuleBasedStateMachine):
    """Time passes, people answer or do not, and somebody looks now and then."""

    @initialize()
    def begin(self) -> None:
        self.now = NINE
        self.alert = raised(SLOW)
        self.answered_at_level: int | None = None

    @rule(minutes=st.integers(0, 120))
    def look_later(self, minutes: int) -> None:
        self.now += minutes * MINUTE
        self.alert.escalate(SLOW, AROUND, at=self.now)

    @precondition(lambda self: self.alert.status is AlertStatus.RAISED)
    @rule()
    def acknowledge(self) -> None:
        self.alert.acknowledge(at=self.now, by="agent:S-0007")
        self.answered_at_level = self.alert.level

    @precondition(lambda self: self.alert.status is not AlertStatus.RESOLVED)
    @rule()
    def settle(self) -> None:
        self.alert.settle(at=self.now, by="kefu:alerts", because="TicketResponded")
        self.answered_at_level = self.answered_at_level or self.alert.level

    @invariant()
    def nobody_is_told_after_an_answer(self) -> None:
        assert self.answered_at_level in {None, self.alert.level}

    @invariant()
    def somebody_is_due_exactly_while_nobody_answered_and_somebody_is_left(self) -> None:
        waiting = self.alert.status is AlertStatus.RAISED and self.alert.level < len(SLOW.ladder)
        assert (self.alert.next_at is not None) == waiting

    @invariant()
    def levels_are_told_one_by_one(self) -> None:
        levels = [each.event.level for each in self.alert.happenings if isinstance(each.event, AlertEscalated)]
        assert levels == list(range(2, self.alert.level + 1))


TestLadder = Ladder.TestCase
TestLadder.settings = settings(deadline=None)

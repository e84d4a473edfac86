"""Tasks of upkeep, and what moves customers on by itself (source: P1.2-c, P1.3)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity.activity import ActivityKind
from domain.customer.customer import Customer, Stage
from domain.shared.errors import Invalid, NotAllowedNow, Refusal
from domain.upkeep.lifecycle import TaskStatus
from domain.upkeep.rules import DEFAULT_LIFECYCLE, DEFAULT_UPKEEP, LifecycleRule, UpkeepRule
from domain.upkeep.stages import Seen, move_on, silent_from
from domain.upkeep.task import BY_A_PERSON, DONE_BY, TaskKind, UpkeepTask
from tests.domain.builders import ANNA, DAY, ELEVEN, MRS_WANG, NINE, NOON, TEN, a_customer, as_loaded
from tests.domain.history import happened

RULE = LifecycleRule.of(1, DEFAULT_LIFECYCLE)
BUY, OPENING, CLOSING, IDENTITY = (
    ActivityKind.BUY, ActivityKind.OPENING, ActivityKind.CLOSING, ActivityKind.IDENTITY,
)  # fmt: skip


def a_task(**also: Any) -> UpkeepTask:  # noqa: ANN401
    known: dict[str, Any] = {
        "id": UUID(int=0x7A), "customer_id": MRS_WANG, "kind": TaskKind.SETTLE_DUPLICATE, "why": "疑似重复",
        "at": NINE, "by": "agent:anna",
    }  # fmt: skip
    return UpkeepTask.raise_(**(known | also))


def of_a_clock(**also: Any) -> UpkeepTask:  # noqa: ANN401
    known = {"kind": TaskKind.COMPLETE_RECORD, "why": None, "commitment": "record_complete", "instance": 1, "due": NOON}
    return a_task(**(known | also))


def moved(stage: Stage, *seen: tuple[ActivityKind, datetime], at: datetime = NOON, since: datetime = NINE) -> Customer:
    customer = as_loaded(a_customer(stage=stage))
    customer.stage_since = since
    move_on(customer, Seen(dict(seen)), RULE, at=at)
    return customer


def test_a_person_settles_what_a_person_reported_and_says_how() -> None:
    task = a_task()
    task.assign(department="desk", assignee_id=ANNA, at=TEN)
    task.complete(outcome="两条档案属同一人，已合并", by="agent:anna", at=ELEVEN)

    assert (task.status, task.ended_by, task.ended_at) == (TaskStatus.DONE, "agent:anna", ELEVEN)
    assert happened(task) == ["UpkeepTaskRaised", "UpkeepTaskAssigned", "UpkeepTaskDone"]
    with pytest.raises(NotAllowedNow):
        task.dismiss(why="无需处理", by="agent:anna", at=NOON)


@pytest.mark.parametrize("kind", DONE_BY)
def test_what_a_clock_asks_for_is_done_on_the_customer_and_not_on_the_task(kind: TaskKind) -> None:
    task = of_a_clock(kind=kind)

    with pytest.raises(NotAllowedNow, match=DONE_BY[kind]):
        task.complete(outcome="好了", by="agent:anna", at=TEN)
    with pytest.raises(NotAllowedNow, match="record_complete"):
        task.dismiss(why="不用", by="agent:anna", at=TEN)
    task.end_with_clock(fulfilled=True, because="RecordCompleted", by="agent:bo", at=TEN)
    task.end_with_clock(fulfilled=False, because="CustomerLeft", by="agent:bo", at=ELEVEN)

    assert (task.status, task.outcome, task.ended_at) == (TaskStatus.DONE, "RecordCompleted", TEN)


def test_people_say_what_is_wrong_and_no_task_is_due_before_it_is_raised() -> None:
    with pytest.raises(Refusal, match="say what is wrong"):
        a_task(why=" ")
    with pytest.raises(Invalid, match="in the past"):
        a_task(due=NINE)
    assert of_a_clock().reason is None
    assert BY_A_PERSON | DONE_BY.keys() == set(TaskKind)


def test_a_first_trade_settles_a_new_customer_in_whenever_it_was_told() -> None:
    late, now = moved(Stage.NEW, (BUY, NINE - 40 * DAY)), moved(Stage.NEW, (BUY, TEN))

    assert [late.stage, now.stage] == [Stage.EXISTING, Stage.EXISTING]
    assert now.happenings[-1].event.reason == "BUY on 2026-01-15"
    assert happened(moved(Stage.EXISTING, (BUY, TEN))) == []


def test_an_account_that_is_opened_and_used_and_closed_moves_its_customer_step_by_step() -> None:
    customer = moved(Stage.PROSPECT, (OPENING, TEN), (BUY, ELEVEN), (CLOSING, NOON))

    assert happened(customer) == ["AccountOpened", "CustomerSettledIn", "CustomerLeft"]
    assert customer.stage is Stage.LOST


def test_whoever_was_silent_for_twelve_months_is_dormant_until_they_trade() -> None:
    rest = moved(Stage.EXISTING, (BUY, NINE + 30 * DAY), at=NINE + 390 * DAY)
    quiet = moved(Stage.EXISTING, (BUY, NINE + 30 * DAY), at=NINE + 396 * DAY)
    before = moved(Stage.DORMANT, (BUY, NINE - DAY), at=TEN)
    back = moved(Stage.DORMANT, (BUY, TEN), at=ELEVEN)

    assert [each.stage for each in (rest, quiet, before, back)] == [
        Stage.EXISTING, Stage.DORMANT, Stage.DORMANT, Stage.EXISTING
    ]  # fmt: skip


def test_silence_is_counted_in_calendar_months() -> None:
    leap = datetime(2024, 2, 29, 1, tzinfo=UTC)
    customer = a_customer(stage=Stage.EXISTING)
    customer.stage_since = leap

    assert silent_from(customer, Seen(), RULE) == datetime(2025, 2, 28, 1, tzinfo=UTC)
    assert silent_from(a_customer(stage=Stage.LOST), Seen(), RULE) is None


def test_a_changed_identity_is_noticed_once_and_is_open_until_it_is_on_record() -> None:
    customer = moved(Stage.EXISTING, (IDENTITY, TEN))
    move_on(customer, Seen({IDENTITY: TEN}), RULE, at=NOON)
    noticed = customer.identity_changed
    customer.record_identity_change(why="核对新证件", at=NOON)
    move_on(customer, Seen({IDENTITY: TEN}), RULE, at=NOON)

    assert noticed
    assert not customer.identity_changed
    assert happened(customer) == ["IdentityChangeNoticed", "IdentityChangeRecorded"]
    with pytest.raises(NotAllowedNow):
        customer.record_identity_change(why="再记一次", at=NOON)


def test_a_record_is_completed_once_and_refreshed_from_then_on() -> None:
    customer = as_loaded(a_customer())
    with pytest.raises(NotAllowedNow, match="complete it"):
        customer.refresh_record(at=TEN)
    customer.complete_record(at=TEN)
    customer.refresh_record(at=ELEVEN)

    assert (customer.record_completed_at, customer.record_refreshed_at) == (TEN, ELEVEN)
    with pytest.raises(NotAllowedNow, match="refresh it"):
        customer.complete_record(at=NOON)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"archives": {"NEW": "FULL"}}, "DORMANT, EXISTING, LOST, PROSPECT"),
        ({"moves": [{"on": ["BUY"], "action": "FALL_SILENT"}]}, "FALL_SILENT"),
    ],
)
def test_a_lifecycle_rule_that_means_nothing_is_refused_by_name(body: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid, match=named):
        LifecycleRule.of(1, {**DEFAULT_LIFECYCLE, **body})


def test_an_upkeep_rule_raises_one_task_for_a_commitment_and_only_what_clocks_ask_for() -> None:
    twice = [*DEFAULT_UPKEEP["tasks"], DEFAULT_UPKEEP["tasks"][0]]
    with pytest.raises(Invalid, match="raises a task already"):
        UpkeepRule.of(1, {"tasks": twice})
    with pytest.raises(Invalid, match="no clock asks for RENEW_DOCUMENT"):
        UpkeepRule.of(1, {"tasks": [{"commitment": "x", "kind": "RENEW_DOCUMENT", "on": "START"}]})


@given(
    stage=st.sampled_from(Stage),
    seen=st.dictionaries(st.sampled_from(ActivityKind), st.integers(-800, 800).map(lambda days: NINE + days * DAY)),
    days=st.integers(0, 900),
)
def test_moving_on_again_at_the_same_moment_changes_nothing_more(
    stage: Stage, seen: dict[ActivityKind, datetime], days: int
) -> None:
    customer, at = as_loaded(a_customer(stage=stage)), NINE + days * DAY
    past = Seen({kind: when for kind, when in seen.items() if when <= at})
    move_on(customer, past, RULE, at=at)
    then = (customer.stage, customer.version)
    move_on(customer, past, RULE, at=at)

    assert (customer.stage, customer.version) == then

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.customer.contact import ContactKind, ContactPoint
from domain.customer.customer import CONTACT_POINTS, LIFECYCLE, Customer, CustomerAction, Segment, Stage, Tier
from domain.shared.errors import Invalid, NotAllowedNow, ReasonRequired, Refusal, SensitiveText
from tests.domain.builders import ANNA, BO, NINE, TEN, a_contact_point, a_customer, as_loaded
from tests.domain.history import happened, known, told

# From one stage to the next, by what happens; whatever is not here is refused.
STAGES = {
    (CustomerAction.OPEN_ACCOUNT, Stage.PROSPECT): Stage.NEW,
    (CustomerAction.SETTLE_IN, Stage.NEW): Stage.EXISTING,
    (CustomerAction.FALL_SILENT, Stage.NEW): Stage.DORMANT,
    (CustomerAction.FALL_SILENT, Stage.EXISTING): Stage.DORMANT,
    (CustomerAction.RETURN, Stage.DORMANT): Stage.EXISTING,
    (CustomerAction.RETURN, Stage.LOST): Stage.EXISTING,
    (CustomerAction.LEAVE, Stage.PROSPECT): Stage.LOST,
    (CustomerAction.LEAVE, Stage.NEW): Stage.LOST,
    (CustomerAction.LEAVE, Stage.EXISTING): Stage.LOST,
    (CustomerAction.LEAVE, Stage.DORMANT): Stage.LOST,
}
MOVES = {action for action, _ in STAGES}


@pytest.mark.parametrize("action", sorted(MOVES))
@pytest.mark.parametrize("stage", Stage)
def test_a_customer_moves_from_stage_to_stage_as_the_table_says(action: CustomerAction, stage: Stage) -> None:
    customer = as_loaded(a_customer(stage=stage))
    leads_to = STAGES.get((action, stage))

    if leads_to is None:
        with pytest.raises(NotAllowedNow):
            customer.change_stage(action, why="按流程", at=TEN)
        assert (customer.stage, customer.happenings) == (stage, [])
    else:
        customer.change_stage(action, why="按流程", at=TEN)
        assert customer.stage is leads_to
        assert dict(customer.happenings[-1].changes) == {"stage": (stage, leads_to)}


@pytest.mark.parametrize("stage", Stage)
def test_what_does_not_move_a_customer_may_be_done_in_every_stage(stage: Stage) -> None:
    of_the_record = {each for each in CustomerAction if "RECORD" in each.name or "IDENTITY" in each.name}
    for action in set(CustomerAction) - MOVES - (of_the_record if stage is Stage.LOST else set()):
        assert LIFECYCLE.after(action, stage) is stage
        with pytest.raises(Invalid, match="does not change the stage"):
            a_customer(stage=stage).change_stage(action, why="按流程", at=TEN)


def test_a_customer_is_new_and_ordinary_unless_said_otherwise() -> None:
    customer = a_customer(name="  阿凡提·买买提 ", external_reference=" C1 ")

    assert (customer.name, customer.external_reference) == ("阿凡提·买买提", "C1")
    assert (customer.stage, customer.tier, customer.registered_at) == (Stage.NEW, Tier.ORDINARY, NINE)
    assert happened(customer) == ["CustomerRegistered"]


WITH_REASON: dict[str, Callable[[Customer, str | None], None]] = {
    "rename": lambda c, why: c.rename("王方", why=why, at=TEN),
    "stage": lambda c, why: c.change_stage(CustomerAction.LEAVE, why=why, at=TEN),
    "tier": lambda c, why: c.change_tier(Tier.VIP, why=why, at=TEN),
    "contact point": lambda c, why: c.remove_contact_point(UUID(int=1), why=why, at=TEN),
    "account manager": lambda c, why: c.assign_account_manager(ANNA, why=why, at=TEN),
}


@pytest.mark.parametrize("verb", WITH_REASON)
def test_such_a_change_needs_a_reason_and_is_refused_without_a_trace(verb: str) -> None:
    customer = as_loaded(a_customer(contact_points=[a_contact_point()]))
    before = customer.state()

    for why, refusal in ((None, ReasonRequired), (" ", ReasonRequired), ("电话13800138000", SensitiveText)):
        with pytest.raises(refusal):
            WITH_REASON[verb](customer, why)
        assert (customer.state(), customer.happenings) == (before, [])

    WITH_REASON[verb](customer, "客户来函")

    assert [each.event.reason for each in customer.happenings] == ["客户来函"]


@pytest.mark.parametrize(
    ("also", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "名" * 201}, "name"),
        ({"name": "王\x00芳"}, "name"),
        ({"external_reference": " "}, "externalReference"),
        ({"external_reference": "C" * 101}, "externalReference"),
        ({"contact_points": [a_contact_point()] * (CONTACT_POINTS + 1)}, "contactPoints"),
    ],
)
def test_a_customer_is_not_registered_with_such_values(also: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        a_customer(**also)

    assert raised.value.field == (field,)


SAME_AGAIN: dict[str, Callable[[Customer], None]] = {
    "name": lambda c: c.rename(" 王芳 ", why="客户来函", at=TEN),
    "tier": lambda c: c.change_tier(Tier.ORDINARY, why="评级", at=TEN),
    "segments": lambda c: c.change_segments([Segment.FREQUENT, Segment.FREQUENT], at=TEN),
    "business lines": lambda c: c.change_business_lines(["fund", "fund"], at=TEN),
    "contact point": lambda c: c.add_contact_point(a_contact_point(number=2), at=TEN),
    "channel": lambda c: c.prefer_channel("phone", at=TEN),
    "account manager": lambda c: c.assign_account_manager(ANNA, why="轮岗", at=TEN),
}


@pytest.mark.parametrize("what", SAME_AGAIN)
def test_saying_the_same_of_a_customer_again_is_not_news(what: str) -> None:
    customer = a_customer(
        segments=[Segment.FREQUENT],
        business_lines=["fund"],
        contact_points=[a_contact_point()],
        preferred_channel="phone",
        account_manager_id=ANNA,
    )
    as_loaded(customer)

    SAME_AGAIN[what](customer)

    assert customer.happenings == []


def test_segments_and_business_lines_are_replaced_as_a_whole() -> None:
    customer = a_customer(segments=[Segment.FREQUENT], business_lines=["fund", "bond"])

    customer.change_segments([Segment.MATURE, Segment.HIGH_NET_WORTH], at=TEN)
    customer.change_business_lines([], at=TEN)

    assert customer.segments == {Segment.HIGH_NET_WORTH, Segment.MATURE}
    assert customer.business_lines == frozenset()


def test_a_lost_customer_gets_no_account_manager_but_may_lose_one() -> None:
    customer = a_customer(account_manager_id=ANNA)
    customer.change_stage(CustomerAction.LEAVE, why="销户", at=TEN)

    with pytest.raises(NotAllowedNow, match="let them return first"):
        customer.assign_account_manager(BO, why="轮岗", at=TEN)
    customer.assign_account_manager(None, why="销户", at=TEN)

    assert customer.account_manager_id is None


def test_a_customer_has_at_most_twenty_contact_points() -> None:
    points = [a_contact_point(f"1380013{number:04}", number) for number in range(1, CONTACT_POINTS + 2)]
    customer = a_customer(contact_points=points[:CONTACT_POINTS])

    with pytest.raises(Invalid, match="at most 20 contact points"):
        customer.add_contact_point(points[CONTACT_POINTS], at=TEN)
    customer.remove_contact_point(UUID(int=1), why="停机", at=TEN)
    customer.add_contact_point(points[CONTACT_POINTS], at=TEN)

    assert customer.contact_points == tuple(points[1:])


def test_a_contact_point_that_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(Invalid, match="no such contact point"):
        a_customer().remove_contact_point(UUID(int=9), why="停机", at=TEN)


def test_names_and_contact_points_appear_in_no_event_and_no_image() -> None:
    customer = a_customer(contact_points=[a_contact_point()])
    customer.rename("王方", why="客户来函", at=TEN)
    customer.remove_contact_point(UUID(int=1), why="停机", at=TEN)

    for happening in customer.happenings:
        told_in_clear = repr((happening.event, happening.image))
        assert "王" not in told_in_clear
        assert "13800138000" not in told_in_clear
    assert {"name", "contact_points"} == customer.SENSITIVE


def test_the_history_of_a_customer_adds_up_to_the_customer() -> None:
    customer = a_customer(contact_points=[a_contact_point()], preferred_channel="phone")
    customer.change_tier(Tier.VIP, why="资产达标", at=TEN)
    customer.prefer_channel(None, at=TEN)

    assert told(customer) == known(customer.state())


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (ContactKind.MOBILE, " 138 0013-8000 ", "13800138000"),
        (ContactKind.MOBILE, "+86 (138) 0013.8000", "+8613800138000"),
        (ContactKind.MOBILE, "＋８６ １３８００１３８０００", "+8613800138000"),
        (ContactKind.PHONE, "010-6555 1234", "01065551234"),
        (ContactKind.EMAIL, " Wang@Example.COM ", "wang@example.com"),
        (ContactKind.WECHAT, " wang_fang ", "wang_fang"),
        (ContactKind.ADDRESS, "北京市西城区金融大街 1 号", "北京市西城区金融大街 1 号"),
    ],
)
def test_a_contact_point_is_kept_in_one_spelling(kind: ContactKind, written: str, kept: str) -> None:
    assert ContactPoint.of(UUID(int=1), kind, written, "phone").value == kept


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ContactKind.MOBILE, "1380"),
        (ContactKind.MOBILE, "1380013800a"),
        (ContactKind.PHONE, "1" * 21),
        (ContactKind.EMAIL, "wang.example.com"),
        (ContactKind.EMAIL, "wang@example"),
        (ContactKind.EMAIL, "wang@example.com."),
        (ContactKind.EMAIL, "w" * 250 + "@example.com"),
        (ContactKind.WECHAT, "  "),
        (ContactKind.WECHAT, "wang\x00fang"),
        (ContactKind.ADDRESS, "路" * 201),
    ],
)
def test_a_contact_point_that_reaches_nobody_is_refused_without_repeating_it(kind: ContactKind, value: str) -> None:
    with pytest.raises(Refusal) as raised:
        ContactPoint.of(UUID(int=1), kind, value, "phone")

    assert raised.value.field == ("value",)
    assert not value.strip() or value not in raised.value.message

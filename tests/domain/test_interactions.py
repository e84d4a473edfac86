"""Contacts with customers: what is put on record, corrected, and learnt from them (source: P4.1-b, P4.1-c)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.customer import CustomerType
from domain.interaction.interaction import (
    Account,
    Interaction,
    InteractionKind,
    InteractionOutcome,
    Opened,
    OpenedKind,
)
from domain.interaction.preference import DEFAULT_PREFERENCE, Ground, PreferenceRule
from domain.shared.errors import Invalid, ReasonRequired
from domain.ticket.message import Direction

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
RULE = PreferenceRule.of(3, DEFAULT_PREFERENCE)
CHANNELS = ("app", "email", "online_chat", "phone")


def an_account(**given: Any) -> Account:  # noqa: ANN401  any field of it
    values: dict[str, Any] = {
        "kind": InteractionKind.CALL, "channel": "phone", "direction": Direction.INBOUND,
        "outcome": InteractionOutcome.ANSWERED, "began_at": NINE, "length": TEN_MINUTES,
    }  # fmt: skip
    return Account(**values | given)


def recorded(account: Account | None = None, at: datetime = NINE + TEN_MINUTES) -> Interaction:
    return Interaction.record(
        id=UUID(int=1), customer_id=UUID(int=2), account=account or an_account(), agent_id=UUID(int=3),
        department="desk", at=at, by="agent:anna", summary="问了费率",
    )  # fmt: skip


def test_a_call_is_put_on_record_once_it_is_over() -> None:
    with pytest.raises(Invalid, match="once it is over"):
        recorded(at=NINE + timedelta(minutes=9))

    assert recorded().version == 1


@pytest.mark.parametrize("length", [timedelta(seconds=-1), timedelta(days=1, seconds=1)])
def test_a_call_lasts_up_to_a_day(length: timedelta) -> None:
    with pytest.raises(Invalid, match="0 to 86400 seconds"):
        recorded(an_account(length=length), at=NINE + timedelta(days=2))


def test_what_was_told_wrongly_is_corrected_with_a_reason_and_the_rest_stays() -> None:
    interaction = recorded()

    interaction.correct(at=NINE + timedelta(hours=1), why="未接通", outcome=InteractionOutcome.NOT_REACHED)

    assert interaction.account == an_account(outcome=InteractionOutcome.NOT_REACHED)
    assert interaction.happenings[-1].changes == {
        "outcome": (InteractionOutcome.ANSWERED, InteractionOutcome.NOT_REACHED)
    }


def test_no_reason_corrects_nothing_and_nothing_wrong_is_no_event() -> None:
    interaction = recorded()

    with pytest.raises(ReasonRequired):
        interaction.correct(at=NINE + timedelta(hours=1), why=" ", outcome=InteractionOutcome.NOT_REACHED)
    interaction.correct(at=NINE + timedelta(hours=1), why="核对", outcome=InteractionOutcome.ANSWERED)

    assert (interaction.version, interaction.account) == (1, an_account())


def test_a_corrected_length_still_ends_in_the_past() -> None:
    interaction = recorded()

    with pytest.raises(Invalid, match="once it is over"):
        interaction.correct(at=NINE + TEN_MINUTES, why="更正时长", length=timedelta(hours=2))

    assert interaction.account.length == TEN_MINUTES


def test_what_came_out_of_a_call_is_linked_once() -> None:
    interaction = recorded()
    ticket = Opened(OpenedKind.TICKET, UUID(int=9))

    interaction.opens(ticket, at=NINE + TEN_MINUTES)
    interaction.opens(ticket, at=NINE + TEN_MINUTES)

    assert (interaction.opened, interaction.version) == (frozenset({ticket}), 2)


def test_the_summary_is_neither_in_the_state_nor_in_the_image() -> None:
    interaction = recorded()

    assert "费率" not in repr((interaction.state(), interaction.image()))


def preferred(said: str | None = None, kind: CustomerType = CustomerType.INDIVIDUAL, **used: int) -> tuple[str, str]:
    found = RULE.prefer(kind, said, used, CHANNELS)
    return ",".join(found.channels), found.ground


def test_without_any_contact_the_customers_type_decides() -> None:
    assert preferred() == ("phone,online_chat", Ground.CUSTOMER_TYPE)
    assert preferred(kind=CustomerType.INSTITUTION) == ("email,phone", Ground.CUSTOMER_TYPE)


def test_what_the_customer_said_comes_before_what_they_do() -> None:
    assert preferred("email", app=50) == ("email,phone,online_chat", Ground.SAID)


def test_five_contacts_of_which_three_came_by_one_channel_teach_us() -> None:
    assert preferred(app=3, email=2) == ("app,email,phone,online_chat", Ground.LEARNT)


def test_four_contacts_or_none_that_stands_out_teach_nothing() -> None:
    assert preferred(app=4)[1] is Ground.CUSTOMER_TYPE
    assert preferred(app=3, email=3)[1] is Ground.CUSTOMER_TYPE


def test_a_channel_that_is_no_longer_in_use_is_not_recommended() -> None:
    assert preferred("fax", fax=9) == ("phone,online_chat", Ground.CUSTOMER_TYPE)


def test_the_reason_has_the_numbers() -> None:
    found = RULE.prefer(CustomerType.INDIVIDUAL, None, {"app": 6, "phone": 2}, CHANNELS)

    assert found.reason == "6 of 8 interactions within 365 days came by app"
    assert (found.counted, found.rule_version) == (8, 3)


@given(
    st.sampled_from(list(CustomerType)),
    st.none() | st.sampled_from(CHANNELS),
    st.dictionaries(st.sampled_from((*CHANNELS, "fax")), st.integers(1, 50)),
)
def test_a_preference_names_channels_in_use_once_each_and_what_was_said_first(
    kind: CustomerType, said: str | None, used: dict[str, int]
) -> None:
    found = RULE.prefer(kind, said, used, CHANNELS)

    assert set(found.channels) <= set(CHANNELS)
    assert len(set(found.channels)) == len(found.channels) > 0
    assert said in {None, found.channels[0]}
    assert found.counted == sum(used.values())

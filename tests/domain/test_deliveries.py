from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.delivery.backoff import LONGEST, pause_after
from domain.delivery.delivery import RETRIED_FOR, DeliveryState, Outcome
from domain.delivery.endpoint import a_target
from domain.shared.errors import Invalid
from tests.domain.builders import NINE

DICE = st.floats(0, 1, exclude_max=True)


@settings(deadline=None)
@given(st.integers(1, 10_000), DICE)
def test_pauses_grow_and_stay_within_bounds(attempts: int, dice: float) -> None:
    pause = pause_after(attempts, dice)

    assert timedelta(seconds=3.75) <= pause <= LONGEST * 1.25
    assert pause_after(attempts + 1, dice) >= pause


@settings(deadline=None)
@given(st.lists(DICE, min_size=100, max_size=100))
def test_it_is_tried_for_a_day_at_the_least_and_given_up_soon_after(dice: list[float]) -> None:
    at, attempts = NINE, 0
    while True:
        attempts += 1
        outcome = Outcome.of("HTTP 500", attempts=attempts, at=at, retry_until=NINE + RETRIED_FOR, dice=dice[attempts])
        if outcome.next_try_at is None:
            break
        at = outcome.next_try_at

    assert outcome.state is DeliveryState.DEAD
    assert RETRIED_FOR <= at - NINE <= RETRIED_FOR + LONGEST * 1.25


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks.example.com", "ftp://hooks.example.com", "http://hooks.example.com", "https://", "https:///path",
        "https://user:word@hooks.example.com", "https://hooks.example.com/#part", "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/", "https://exa mple.com/", "https://例子.com/", "https://x/" + "a" * 500,
        "https://10.0.0.1/", "https://169.254.169.254/latest", "https://printer.local/", "https://[::ffff:7f00:1]/",
        "https://hooks.example.com/\n", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere_or_home_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        a_target(url, private=False)


def test_an_address_out_in_the_world_is_taken() -> None:
    url = "https://hooks.example.com:8443/kefu?team=1"

    assert a_target(url, private=False) == (url, "hooks.example.com")

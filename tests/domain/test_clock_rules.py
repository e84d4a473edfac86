"""Which rules are in force, by which calendar a promise counts, and which events no clock listens to."""

from typing import Any

import pytest

from domain.calendar.days import DayCalendar
from domain.calendar.span import WEEKDAYS
from domain.clock.book import CHOICE, COMMITMENTS, DAYS, SERVICE, Book, UnknownVersion
from domain.clock.defaults import DEFAULT_COMMITMENTS
from domain.clock.events import Terms
from domain.clock.rules import ClockRules
from domain.shared.errors import Invalid
from tests.domain.calendars import STATUTORY, at

WEEK = {day: ["09:00-11:30", "13:00-17:30"] for day in WEEKDAYS[:5]}


def service_body(code: str = "desk", days: int = 1, **changed: object) -> dict[str, Any]:
    body = {"code": code, "zone": "Asia/Shanghai", "week": WEEK, "working_days": "CN", "day_versions": {"CN": days}}
    return body | changed


def a_book(*more: tuple[str, int, dict[str, Any]]) -> Book:
    book = Book({(COMMITMENTS, 1): {"commitments": list(DEFAULT_COMMITMENTS)}, (CHOICE, 1): {"default": "desk"}})
    book.add(DAYS + "CN", 1, STATUTORY.body())
    book.add(SERVICE + "desk", 1, service_body())
    for name, version, body in more:
        book.add(name, version, body)
    return book


def changed(code: str, **values: object) -> dict[str, Any]:
    return {"commitments": [dict(each) | (values if each["code"] == code else {}) for each in DEFAULT_COMMITMENTS]}


def test_the_newest_version_is_in_force_and_older_ones_stay_readable() -> None:
    short = changed("first_response", duration={"amount": 10, "unit": "WALL_CLOCK_MINUTES"})
    rules = ClockRules.of(a_book((COMMITMENTS, 2, short)))

    assert rules.policy.version == 2
    assert rules.policy.named("first_response").duration.amount == 10
    assert rules.book.commitment(Terms("first_response", 1, "desk", 1)).duration.amount == 30


def test_a_version_that_was_published_elsewhere_is_not_known_here_yet() -> None:
    book = a_book()
    newer = Terms("first_response", 2, "desk", 1)

    assert book.knows(Terms("first_response", 1, "desk", 1))
    assert not book.knows(newer)
    assert not book.knows(Terms("first_response", 1, "desk", 2))
    with pytest.raises(UnknownVersion):
        book.commitment(newer)


def test_an_empty_house_promises_nothing() -> None:
    rules = ClockRules.of(Book())

    assert rules.policy.commitments == ()
    assert not rules.concerns("TicketOpened", None, "ACCEPTED")
    assert rules.calendar_for({}) == ("desk", 0)


def test_the_tier_was_promised_to_the_customer_and_goes_before_the_department() -> None:
    choice = {"default": "desk", "by_department": {"branch": "branch"}, "by_tier": {"VIP": "always"}}
    rules = ClockRules.of(
        a_book(
            (CHOICE, 2, choice),
            (SERVICE + "branch", 1, service_body("branch")),
            (SERVICE + "branch", 2, service_body("branch")),
            (SERVICE + "always", 1, service_body("always")),
        )
    )

    assert rules.calendar_for({"department": "branch", "tier": "VIP"}) == ("always", 1)
    assert rules.calendar_for({"department": "branch", "tier": "ORDINARY"}) == ("branch", 2)
    assert rules.calendar_for({"department": "desk"}) == ("desk", 1)


def test_a_version_of_a_calendar_always_means_the_same_days() -> None:
    closed = STATUTORY.body()
    closed["exceptions"] = [*closed["exceptions"], {"day": "2026-10-12", "counts": False, "reason": "台风"}]
    book = a_book((DAYS + "CN", 2, closed), (SERVICE + "desk", 2, service_body(days=2)))

    monday = at("2026-10-12 00:00").date()
    assert book.service_calendar("desk", 1).working_days.counts(monday)
    assert not book.service_calendar("desk", 2).working_days.counts(monday)


def test_opening_hours_follow_the_make_up_days_where_the_calendar_says_so() -> None:
    plain = a_book().service_calendar("desk", 1)
    followed = a_book((SERVICE + "desk", 2, service_body(make_up_hours=["10:00-12:00"]))).service_calendar("desk", 2)
    make_up_day, holiday = at("2026-10-10 00:00").date(), at("2026-10-05 00:00").date()

    assert [str(span) for span in followed.spans(make_up_day)] == ["10:00-12:00"]
    assert followed.spans(holiday) == ()
    assert plain.spans(make_up_day) == ()
    assert plain.spans(holiday) != ()
    assert followed.confirmed_through == STATUTORY.confirmed_through


def test_a_day_calendar_is_stored_and_read_again_equal() -> None:
    assert DayCalendar.of(STATUTORY.body()) == STATUTORY


@pytest.mark.parametrize(
    "broken", [{"kind": "FEAST"}, {"weekdays": ["MOONDAY"]}, {"exceptions": [{"day": "2026-02-30"}]}]
)
def test_a_day_calendar_that_means_nothing_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        DayCalendar.of(STATUTORY.body() | broken)


def test_what_moves_no_clock_concerns_nobody() -> None:
    rules = ClockRules.of(a_book())

    assert rules.concerns("TicketOpened", None, "ACCEPTED")
    assert rules.concerns("TicketResumed", "AWAITING_CUSTOMER", "IN_PROGRESS")
    assert rules.concerns("TicketAwaitsCustomer", "IN_PROGRESS", "AWAITING_CUSTOMER")
    assert not rules.concerns("NoteAdded", "IN_PROGRESS", "IN_PROGRESS")
    assert not rules.concerns("NoteAdded", "AWAITING_CUSTOMER", "AWAITING_CUSTOMER")


def test_a_clock_of_an_older_version_still_listens_to_what_that_version_names() -> None:
    rules = ClockRules.of(a_book((COMMITMENTS, 2, {"commitments": []})))

    assert rules.policy.commitments == ()
    assert rules.concerns("TicketResolved", "IN_PROGRESS", "RESOLVED")
    assert rules.concerns("TicketResumed", "AWAITING_CUSTOMER", "IN_PROGRESS")


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ((COMMITMENTS, 2, changed("plan", when={"channel": ["phone"]})), False),
        ((COMMITMENTS, 2, changed("plan", when={"tier": ["VIP"]})), True),
        ((CHOICE, 2, {"default": "desk", "by_tier": {"VIP": "desk"}}), True),
    ],
)
def test_the_customers_record_is_read_only_where_a_rule_asks_for_it(
    more: tuple[str, int, dict[str, Any]], needed: bool
) -> None:
    assert ClockRules.of(a_book(more)).needs_customer is needed


def test_a_customer_is_asked_about_as_long_as_any_version_asks() -> None:
    tiered = changed("first_response", when={"tier": ["VIP"]})
    rules = ClockRules.of(
        a_book((COMMITMENTS, 2, tiered), (COMMITMENTS, 3, {"commitments": list(DEFAULT_COMMITMENTS)}))
    )

    assert rules.policy.version == 3
    assert rules.needs_customer

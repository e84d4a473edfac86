"""What a policy may say, what differs between two bodies, and what a proposal becomes."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.clock.book import CHOICE, COMMITMENTS, DAYS, SERVICE
from domain.clock.defaults import DEFAULT_COMMITMENTS
from domain.policy.checks import House, checked
from domain.policy.difference import Difference, difference
from domain.policy.draft import PolicyDraft
from domain.reference.entry import Family
from domain.shared.errors import ChangedMeanwhile, Invalid, NotAllowedNow, NotFound, ReasonRequired
from tests.domain.calendars import STATUTORY
from tests.domain.test_clock_rules import a_book, service_body

WORDS = {
    Family.DEPARTMENT: {"desk"},
    Family.CHANNEL: {"phone"},
    Family.BUSINESS_LINE: {"funds"},
    Family.KIND: {"account"},
}
HOUSE = House(a_book(), WORDS)
NOON = datetime(2026, 10, 9, 4, tzinfo=UTC)
ALL = {"commitments": list(DEFAULT_COMMITMENTS)}


def draft(name: str = COMMITMENTS, body: object = None, house: House = HOUSE, base: int | None = None) -> PolicyDraft:
    return PolicyDraft.begin(
        id=UUID(int=1), name=name, body=ALL if body is None else body, basis=None, base=base, author="supervisor:su",
        why="试行", house=house, at=NOON,
    )  # fmt: skip


def one(**changed: object) -> dict[str, Any]:
    return {"commitments": [dict(DEFAULT_COMMITMENTS[0]) | changed]}


def test_what_a_new_house_begins_with_may_be_proposed_again_as_it_is() -> None:
    assert checked(COMMITMENTS, ALL, HOUSE) == ALL
    assert checked(DAYS + "CN", STATUTORY.body(), HOUSE) == STATUTORY.body()
    assert checked(SERVICE + "desk", service_body(), HOUSE) == service_body()


def test_numbers_and_truths_in_conditions_are_the_words_that_they_were_written_as() -> None:
    found = checked(COMMITMENTS, one(when={"level": [1, "2"], "complaint": [True]}), HOUSE)

    assert found["commitments"][0]["when"] == {"level": ["1", "2"], "complaint": ["true"]}


def test_what_is_null_is_not_there() -> None:
    assert "cancelled_on" not in checked(COMMITMENTS, one(cancelled_on=None), HOUSE)["commitments"][0]


@pytest.mark.parametrize(
    ("name", "body", "path"),
    [
        (COMMITMENTS, None, ()),
        (COMMITMENTS, {}, ("commitments",)),
        (
            COMMITMENTS,
            one(duration={"amount": True, "unit": "WORKING_DAYS"}),
            ("commitments", "0", "duration", "amount"),
        ),
        (COMMITMENTS, one(duration={"amount": 9_999, "unit": "WORKING_DAYS"}), ("commitments", "0", "amount")),
        (COMMITMENTS, one(basis="两\n行"), ("commitments", "0", "basis")),
        (COMMITMENTS, one(paused_in=["WAITING"]), ("commitments", "0", "paused_in", "0")),
        (COMMITMENTS, one(starts_on=[]), ("commitments", "0", "starts_on")),
        (COMMITMENTS, one(starts_on=["SourceRowRecorded"]), ("commitments", "0", "starts_on", "0")),
        (COMMITMENTS, one(when={"segment": ["rich"]}), ("commitments", "0", "when", "segment", "0")),
        (CHOICE, {"default": "desk", "by_department": {"moon": "desk"}}, ("by_department", "moon")),
        (DAYS + "CN", STATUTORY.body() | {"code": "XX"}, ("code",)),
        (SERVICE + "desk", service_body(working_days="YY"), ("working_days",)),
        (
            SERVICE + "desk",
            service_body(overrides=[{"day": "2026-01-01", "kind": "HOLIDAY"}]),
            ("overrides", "0", "reason"),
        ),
        ("ticket.level", {"default_severity": 3, "complaint": {"scope": 0}}, ("complaint",)),
        ("ticket.level", {"default_severity": 3, "complaint": {"scope": float("nan")}}, ("complaint", "scope")),
        ("ticket.intake", {"by_kind": {"fee": "desk"}}, ("by_kind", "fee")),
    ],
)
def test_a_body_that_means_nothing_is_refused_at_its_place(name: str, body: object, path: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        checked(name, body, HOUSE)

    assert refused.value.field == path


def test_a_body_has_a_largest_size() -> None:
    days = [
        f"{year}-{month:02}-{day:02}" for year in range(2000, 2008) for month in range(1, 13) for day in range(1, 29)
    ]
    body = {"kind": "WORKING", "exceptions": [{"day": day, "counts": True, "reason": "调" * 60} for day in days]}

    with pytest.raises(Invalid, match="at most 262144"):
        checked(DAYS + "CN", body, HOUSE)


@pytest.mark.parametrize("name", ["clock", "calendar.days.", "calendar.days.a/b", "ticket.handling", "", "x" * 100])
def test_what_is_no_policy_is_said_with_those_that_there_are(name: str) -> None:
    with pytest.raises(NotFound, match=r"calendar\.days\.CODE"):
        checked(name, {}, HOUSE)


def test_a_difference_names_items_by_their_code_or_day_and_the_rest_by_their_place() -> None:
    before = {"steps": [{"code": "a", "x": 1}, {"code": "b", "x": 2}], "days": [{"day": "2026-01-01"}], "same": 1}
    after = {"steps": [{"code": "c"}, {"code": "b", "x": 3}], "days": [], "same": 1, "list": ["p"]}

    assert list(difference(before, after)) == [
        Difference("steps[a]", {"code": "a", "x": 1}, None),
        Difference("steps[b].x", 2, 3),
        Difference("steps[c]", None, {"code": "c"}),
        Difference("days[2026-01-01]", {"day": "2026-01-01"}, None),
        Difference("list", None, ["p"]),
    ]
    assert list(difference(before, before)) == []


def test_a_proposal_is_published_once_and_only_onto_the_version_it_starts_from() -> None:
    proposal = draft()
    proposal.publish(by="service_manager:sm", why="批准", house=HOUSE, at=NOON)

    assert [(name, version) for name, version, _ in proposal.publications] == [(COMMITMENTS, 2)]
    assert [type(each.event).__name__ for each in proposal.happenings] == ["PolicyDrafted", "PolicyPublished"]
    with pytest.raises(NotAllowedNow):
        proposal.publish(by="service_manager:sm", why="批准", house=HOUSE, at=NOON)
    with pytest.raises(NotAllowedNow):
        proposal.discard(by="service_manager:sm", why="不要", at=NOON)
    later = House(HOUSE.book.with_more((COMMITMENTS, 2, ALL)), WORDS)
    with pytest.raises(ChangedMeanwhile):
        draft(base=1).publish(by="service_manager:sm", why="批准", house=later, at=NOON)


def test_what_is_refused_leaves_no_trace() -> None:
    proposal = draft()

    with pytest.raises(ReasonRequired):
        proposal.publish(by="service_manager:sm", why=" ", house=HOUSE, at=NOON)
    with pytest.raises(Invalid):
        draft(base=7)

    assert (proposal.status, proposal.version, proposal.publications) == ("OPEN", 1, ())


def test_a_new_calendar_of_days_is_published_alone_and_one_in_use_with_its_users() -> None:
    new = draft(DAYS + "SZSE", {"kind": "TRADING"})
    used = draft(DAYS + "CN", STATUTORY.body())
    for each in (new, used):
        each.publish(by="admin:root", why="通知", house=HOUSE, at=NOON)

    assert [(name, version) for name, version, _ in new.publications] == [("calendar.days.SZSE", 1)]
    assert [(name, version) for name, version, _ in used.publications] == [
        ("calendar.days.CN", 2), ("calendar.service.desk", 2),
    ]  # fmt: skip
    assert used.publications[1][2]["day_versions"] == {"CN": 2}


def test_whoever_writes_versions_of_days_gets_the_newest_all_the_same() -> None:
    proposal = draft(SERVICE + "desk", service_body(days=1) | {"day_versions": {"CN": 77}})
    proposal.publish(by="admin:root", why="通知", house=HOUSE, at=NOON)

    assert proposal.publications[0][2]["day_versions"] == {"CN": 1}

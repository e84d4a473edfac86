"""The rules of the house are read, proposed, compared and published as clients ask for it."""

from typing import Any

import pytest

from app.house import OpenHouse
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import RISK, answer, codes
from tests.graphql.mutating import ADMIN, ask, count, declined, done
from tests.live.desk import followed

__all__ = ["house"]

MANAGER = Viewer(Role.SERVICE_MANAGER, "sm")
SUPERVISOR = Viewer(Role.SUPERVISOR, "su", "desk", frozenset({"desk"}))
DRAFT = "draft { id version name base status author reason decidedBy actions publishedVersion differenceCount } "
DIFFERENCE = "draft { id difference(first: 100) { path before after } } "
NAME = "clock.commitments"


async def body_of(house: OpenHouse, name: str) -> Any:  # noqa: ANN401  JSON is whatever it is
    said = await answer(house, "query ($name: String!) { policy(name: $name) { body } }", RISK, name=name)
    return said["data"]["policy"]["body"]


async def shortened(house: OpenHouse) -> dict[str, Any]:
    """All commitments, with the first response promised within 15 minutes."""
    body = await body_of(house, NAME)
    body["commitments"][0]["duration"]["amount"] = 15
    assert body["commitments"][0]["code"] == "first_response"
    return dict(body)


async def drafted(house: OpenHouse, **given: object) -> str:
    values = {"name": NAME, "body": await shortened(house), "reason": "旺季提速", **given}
    return str((await done(house, "draftPolicy", SUPERVISOR, shown=DRAFT, **values))["id"])


async def test_a_change_is_proposed_by_one_and_published_by_another_with_their_reasons(house: OpenHouse) -> None:
    body = await shortened(house)

    draft = await done(house, "draftPolicy", SUPERVISOR, shown=DRAFT, name=NAME, body=body, reason="旺季提速")
    source = "mutation ($input: PublishPolicyInput!) { publishPolicy(input: $input) { policy { version author reason"
    source += " current } draft { status decidedBy publishedVersion actions version } userErrors { message } } }"
    said = await answer(house, source, MANAGER, input={"draftId": draft["id"], "reason": "季度会议批准"})
    published = said["data"]["publishPolicy"]
    rules = await house.house.policies.clocks()

    assert (draft["base"], draft["status"], draft["author"]) == (1, "OPEN", "supervisor:su")
    assert draft["actions"] == ["PUBLISH", "DISCARD"]
    assert published["policy"] == {
        "version": 2, "author": "service_manager:sm", "reason": "季度会议批准", "current": True,
    }  # fmt: skip
    assert published["draft"] == {
        "status": "PUBLISHED", "decidedBy": "service_manager:sm", "publishedVersion": 2, "actions": [], "version": 2,
    }  # fmt: skip
    assert rules.policy.named("first_response").duration.amount == 15
    assert rules.book.policy(1).named("first_response").duration.amount == 30


async def test_who_changed_what_and_why_stands_in_the_log(house: OpenHouse) -> None:
    draft_id = await drafted(house)
    await done(
        house, "publishPolicy", MANAGER, shown="draft { id } policy { version } ", draftId=draft_id, reason="批准"
    )
    source = "{ events(first: 10) { nodes { type aggregate author reason facts } } }"

    async with followed(house) as desk:
        said = await answer(house, source, RISK, live=desk.live)
        others = await answer(
            house, "{ events(first: 10) { nodes { aggregate } } }", Viewer(Role.CUSTOMER, "C-1"), live=desk.live
        )

    told = [each for each in said["data"]["events"]["nodes"] if each["aggregate"] == "policy"]
    assert [(each["type"], each["author"], each["reason"]) for each in told] == [
        ("PolicyDrafted", "supervisor:su", "旺季提速"),
        ("PolicyPublished", "service_manager:sm", "批准"),
    ]
    assert told[1]["facts"]["published"] == [f"{NAME} 2"]
    assert others["data"]["events"]["nodes"] == []


async def test_a_proposal_says_place_by_place_what_it_changes(house: OpenHouse) -> None:
    body = await shortened(house)
    body["commitments"] = [each for each in body["commitments"] if each["code"] != "plan"]

    draft = await done(house, "draftPolicy", SUPERVISOR, shown=DIFFERENCE, name=NAME, body=body, reason="试行")

    changed, gone = draft["difference"]
    assert changed == {"path": "commitments[first_response].duration.amount", "before": 30, "after": 15}
    assert (gone["path"], gone["before"]["code"], gone["after"]) == ("commitments[plan]", "plan", None)


async def test_a_proposal_that_starts_from_an_older_version_is_not_published(house: OpenHouse) -> None:
    first, second = await drafted(house), await drafted(house)
    shown = "draft { id } policy { version } "
    await done(house, "publishPolicy", MANAGER, shown=shown, draftId=first, reason="批准")

    payload = await ask(house, "publishPolicy", MANAGER, shown=shown, draftId=second, reason="批准")
    published = await count(house, "policy")
    discarded = await done(house, "discardPolicyDraft", SUPERVISOR, shown=DRAFT, draftId=second, reason="已过时")
    again = await declined(house, "discardPolicyDraft", SUPERVISOR, draftId=second, reason="已过时")

    (error,) = payload["userErrors"]
    assert (error["code"], error["field"]) == ("CHANGED_MEANWHILE", ["draftId"])
    assert "is at version 2, and this draft starts from 1" in error["message"]
    assert published == await count(house, "policy")
    assert discarded["status"] == "DISCARDED"
    assert again == ("NOT_ALLOWED_NOW", [])


async def test_new_days_publish_the_calendars_that_count_by_them_anew(house: OpenHouse) -> None:
    days = await body_of(house, "calendar.days.CN")
    days["exceptions"].append({"day": "2026-10-12", "counts": False, "reason": "台风停工"})
    old = (await house.house.policies.clocks()).book.service_calendar("desk", 1)

    draft_id = await drafted(house, name="calendar.days.CN", body=days)
    await done(house, "publishPolicy", ADMIN, shown="policy { version } draft { id } ", draftId=draft_id, reason="通知")
    rules = await house.house.policies.clocks()
    new = rules.book.service_calendar("desk", rules.calendars["desk"])

    monday = next(day for day in new.working_days.exceptions if day.isoformat() == "2026-10-12")
    assert rules.calendars["desk"] == 2
    assert (old.working_days.counts(monday), new.working_days.counts(monday)) == (True, False)
    assert (bool(old.spans(monday)), new.spans(monday)) == (True, ())


def changed(path: str, value: object) -> Any:  # noqa: ANN401  a function of any body
    def change(body: Any) -> Any:  # noqa: ANN401  JSON is whatever it is
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place = body
        for step in way:
            place = place[step]
        place[last] = value
        return body

    return change


WRONG = [
    (NAME, "commitments.1.duration.unit", "HOURS", 'commitments[1].duration.unit is "HOURS"; it must be one of WALL'),
    (NAME, "commitments.1.duration.amount", 0, "commitments[1].duration.amount is 0; it must be a whole number"),
    (NAME, "commitments.1.basis", " ", "commitments[1].basis"),
    (NAME, "commitments.1.basi", "x", "commitments[1].basi is no field here; there are code, aggregate"),
    (
        NAME,
        "commitments.1.starts_on",
        ["TicketOpend"],
        'commitments[1].starts_on[0] is "TicketOpend"; it must be an event',
    ),
    (
        NAME,
        "commitments.1.when",
        {"kind": ["nonsense"]},
        'commitments[1].when.kind[0] is "nonsense"; it must be a kind in use',
    ),
    (NAME, "commitments.1.when", {"mood": ["bad"]}, 'commitments[1].when.mood is "mood"; it must be one of level'),
    (NAME, "commitments.1.code", "first_response", "two commitments have one code"),
    (NAME, "commitments.1.steps.1.minutes", -1, "commitments[1]: step 'breach': nothing is violated before"),
    ("clock.calendars", "default", "night", 'default is "night"; it must be a published service calendar: desk'),
    ("clock.calendars", "by_tier", {"GOLD": "desk"}, "by_tier.GOLD"),
    ("calendar.days.CN", "exceptions.0.day", "2026-02-30", 'exceptions[0].day is "2026-02-30"; it must be a date'),
    ("calendar.days.CN", "exceptions.1.day", "2014-01-01", 'exceptions[1].day is "2014-01-01"; it must be named once'),
    ("calendar.service.desk", "zone", "Asia/Peking", "there is no time zone 'Asia/Peking'"),
    ("calendar.service.desk", "week", {}, "is never open on any weekday"),
    ("calendar.service.desk", "week.MONDAY", ["18:00-09:00"], "does not end after it begins"),
    ("calendar.service.desk", "working_days", "XSHG", 'working_days is "XSHG"; it must be a calendar of WORKING days'),
    ("ticket.intake", "department", "moon", 'department is "moon"; it must be a department in use: desk'),
    ("alert.escalation", "rules.0.ladder.0.tell", ["boss"], "rules[0]: 'boss' names nobody; write assignee"),
    ("alert.escalation", "rules.1.step_kind", ["SOON"], 'rules[1].step_kind[0] is "SOON"; it must be one of WARNING'),
    ("alert.escalation", "rules.1.commitment", ["tea"], 'rules[1].commitment[0] is "tea"; it must be a commitment'),
    ("alert.escalation", "rules.2.facts", {"kind": ["tea"]}, 'rules[2].facts.kind[0] is "tea"; it must be a kind in'),
    ("alert.escalation", "rules.2.at_least", 2, "rules[2]: rule 'complaint': nothing is counted"),
    ("access.claims", "role.claim", [], "role.claim is a list of 0; it must be a list of 1 to 5"),
    (
        "access.claims",
        "role.values",
        [{"value": "boss", "role": "king"}],
        'role.values[0].role is "king"; it must be one of customer',
    ),
    (
        "access.claims",
        "role.values",
        [{"value": "x", "role": "agent"}, {"value": "x", "role": "admin"}],
        'role.values[1].value is "x"; it must be named once',
    ),
    (
        "access.claims",
        "department.values",
        [{"value": "SH-01", "department": "moon"}],
        'department.values[0].department is "moon"; it must be a department in use',
    ),
    ("ticket.level", "default_severity", 9, "default_severity is 9; it must be a whole number from 1 to 5"),
]


@pytest.mark.parametrize(("name", "path", "value", "message"), WRONG)
async def test_a_body_that_means_nothing_is_refused_with_the_place_and_what_would_be_right(
    house: OpenHouse, name: str, path: str, value: object, message: str
) -> None:
    body = changed(path, value)(await body_of(house, name))

    payload = await ask(house, "draftPolicy", ADMIN, shown=DRAFT, name=name, body=body, reason="试行")

    (error,) = payload["userErrors"]
    assert message in error["message"]
    assert (error["code"], error["field"][0], payload["draft"]) == ("INVALID", "body", None)
    assert await count(house, "policy_draft") == 0


async def test_a_calendar_that_stays_closed_for_a_year_is_refused(house: OpenHouse) -> None:
    body = await body_of(house, "calendar.days.CN")
    body["exceptions"] = [
        {"day": f"{year}-{month:02}-{day:02}", "counts": False, "reason": "停业"}
        for year in (2026, 2027) for month in range(1, 13) for day in range(1, 29)
    ]  # fmt: skip
    body["weekdays"] = ["MONDAY"]
    body["exceptions"] += [{"day": f"2026-{month:02}-{day}", "counts": False, "reason": "停业"}
                           for month in range(1, 13) for day in (29, 30) if month != 2]  # fmt: skip
    body["exceptions"] += [{"day": f"2026-{month:02}-31", "counts": False, "reason": "停业"}
                           for month in (1, 3, 5, 7, 8, 10, 12)]  # fmt: skip

    payload = await ask(house, "draftPolicy", ADMIN, shown=DRAFT, name="calendar.days.CN", body=body, reason="试行")

    assert "370 days" in payload["userErrors"][0]["message"]


async def test_policies_that_do_not_fit_together_are_not_published(house: OpenHouse) -> None:
    commitments = await shortened(house)
    commitments["commitments"][4]["duration"] = {"amount": 3, "unit": "TRADING_DAYS"}
    calendar = await body_of(house, "calendar.service.desk")
    del calendar["trading_days"]
    shown = "draft { id } policy { version } "
    first = await drafted(house, name="calendar.service.desk", body=calendar)
    second = await drafted(house, body=commitments)
    await done(house, "publishPolicy", ADMIN, shown=shown, draftId=first, reason="不再按交易日")

    payload = await ask(house, "publishPolicy", ADMIN, shown=shown, draftId=second, reason="按交易日")

    assert payload["userErrors"][0]["message"] == (
        "commitment 'tracking_begins' cannot be counted by calendar 'desk': calendar 'desk' knows no trading days"
    )


async def test_what_is_no_policy_or_says_no_reason_is_refused(house: OpenHouse) -> None:
    body = await shortened(house)

    assert await declined(house, "draftPolicy", ADMIN, name="clock.comitments", body=body, reason="x") == (
        "NOT_FOUND", ["name"],
    )  # fmt: skip
    assert await declined(house, "draftPolicy", ADMIN, name=NAME, body=body) == ("REASON_REQUIRED", ["reason"])
    assert await declined(house, "draftPolicy", ADMIN, name=NAME, body=body, base=7, reason="x") == (
        "INVALID", ["base"],
    )  # fmt: skip
    assert await declined(house, "draftPolicy", ADMIN, name=NAME, body="x", reason="x") == ("INVALID", ["body"])


async def test_who_has_which_rights_is_for_admins_to_say(house: OpenHouse) -> None:
    body = await body_of(house, "access.claims")
    body["role"]["values"] = [{"value": "staff", "role": "admin"}]
    asked = {"name": "access.claims", "body": body, "reason": "接入统一认证"}
    draft = await done(house, "draftPolicy", ADMIN, shown=DRAFT, **asked)
    decided = {"draftId": draft["id"], "reason": "批准"}

    refused = [
        await declined(house, "draftPolicy", SUPERVISOR, **asked),
        await declined(house, "draftPolicy", MANAGER, **asked),
        await declined(house, "publishPolicy", MANAGER, **decided),
        await declined(house, "discardPolicyDraft", SUPERVISOR, **decided),
    ]
    before = await house.house.policies.claims()
    await done(house, "publishPolicy", ADMIN, shown="draft { id } policy { version } ", **decided)
    await house.house.policies.refresh(now=True)

    assert refused == [("FORBIDDEN", [])] * 4
    assert (before.version, (await house.house.policies.claims()).version) == (1, 2)


async def test_rules_are_listed_by_name_and_versions_the_newest_first(house: OpenHouse) -> None:
    draft_id = await drafted(house)
    await done(
        house, "publishPolicy", MANAGER, shown="draft { id } policy { version } ", draftId=draft_id, reason="批准"
    )
    page = "{ totalCount pageInfo { hasNextPage endCursor } nodes { name version current } }"

    names: list[str] = []
    after = None
    while True:
        source = f"query ($after: String) {{ policies(first: 3, after: $after) {page} }}"
        said = (await answer(house, source, RISK, after=after))["data"]["policies"]
        names += [each["name"] for each in said["nodes"]]
        after = said["pageInfo"]["endCursor"]
        if not said["pageInfo"]["hasNextPage"]:
            break
    versions = await answer(house, f'{{ policies(first: 5, name: "{NAME}") {page} }}', RISK)
    drafts = await answer(house, "{ policyDrafts(first: 5, status: [OPEN]) { totalCount nodes { name } } }", RISK)

    assert names == sorted(names)
    assert len(names) == said["totalCount"]
    assert [(each["version"], each["current"]) for each in versions["data"]["policies"]["nodes"]] == [
        (2, True), (1, False),
    ]  # fmt: skip
    assert drafts["data"]["policyDrafts"]["totalCount"] == 0


@pytest.mark.parametrize(
    "source",
    [
        '{ policies(first: 1, after: "x") { totalCount } }',
        '{ policyDrafts(first: 1, after: "MDp4") { totalCount } }',
        "{ policies(first: 101) { totalCount } }",
        '{ policy(name: "clock.commitments", version: 0) { version } }',
    ],
)
async def test_a_bad_argument_says_what_would_be_right(house: OpenHouse, source: str) -> None:
    assert codes(await answer(house, source, RISK)) == ["BAD_USER_INPUT"]

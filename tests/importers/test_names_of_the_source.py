"""Words and people that a log names: found again, introduced when they are new, and never taken for one another."""

# ruff: noqa: S608  our own words, bound values

from pathlib import Path
from typing import Any

from adapters.database import Database
from adapters.importers.incidents import import_incidents
from adapters.reads.events import event_view, opened
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.reference.commands import rename_entry
from domain.reference.entry import Family
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.importers.source import a_log
from tests.importers.told import told, types

__all__ = ["house"]

ADMIN = Viewer(Role.ADMIN, "admin-1")
LATER = {"sys_updated_at": "1/3/2016 10:00"}


async def words(database: Database, family: Family) -> dict[str, str]:
    """Names by code, of those that an import introduced."""
    sql = database.sql()
    text = (
        "select code, name from reference_entry where id in (select aggregate_id from event where imported)"
        f" and family = {sql(family)}"
    )
    rows = await database.rows(text, sql.values)
    return {row["code"]: row["name"] for row in rows}


async def ticket(house: OpenHouse, number: str) -> dict[str, Any]:
    return (await told(house.house.database, only=[number])).tickets[number]


async def test_two_names_with_one_code_stay_two_words_also_when_the_import_goes_on_later(
    house: OpenHouse, tmp_path: Path
) -> None:
    both = {"number": "INC1", "category": "C++"}, {"number": "INC2", "category": "C"}
    await import_incidents(house.house, a_log(tmp_path, *both))

    await import_incidents(house.house, a_log(tmp_path, *(each | LATER for each in reversed(both))))

    found = await words(house.house.database, Family.BUSINESS_LINE)
    other = next(code for code in found if code != "c")
    assert found == {"c": "C++", other: "C"}
    assert other.startswith("c-")
    assert [(await ticket(house, each))["business_line"] for each in ("INC1", "INC2")] == ["c", other]


async def test_spellings_of_one_name_are_one_word(house: OpenHouse, tmp_path: Path) -> None:
    log = a_log(tmp_path, *({"number": each, "assignment_group": each} for each in ("Group 56", "GROUP  56")))

    await import_incidents(house.house, log)

    assert await words(house.house.database, Family.DEPARTMENT) == {"group-56": "Group 56"}


async def test_a_name_that_gives_the_code_of_a_word_of_ours_is_that_word(house: OpenHouse, tmp_path: Path) -> None:
    log = a_log(
        tmp_path, {"number": "INC1", "contact_type": "Phone"}, {"number": "INC2", "contact_type": "mini_program"}
    )

    await import_incidents(house.house, log)

    assert await words(house.house.database, Family.CHANNEL) == {}
    assert [(await ticket(house, each))["channel"] for each in ("INC1", "INC2")] == ["phone", "mini_program"]


async def test_an_entry_renamed_here_is_still_found_by_its_old_name(house: OpenHouse, tmp_path: Path) -> None:
    await import_incidents(house.house, a_log(tmp_path, {"assignment_group": "Group 56"}))
    desk = SqlDesk(house.house, ADMIN)
    await rename_entry(desk, Family.DEPARTMENT, "group-56", name="GROUP-56")

    await import_incidents(house.house, a_log(tmp_path, {"assignment_group": "Group 56"} | LATER))

    assert await words(house.house.database, Family.DEPARTMENT) == {"group-56": "GROUP-56"}


async def test_names_too_long_for_us_are_told_apart_by_all_of_their_letters(house: OpenHouse, tmp_path: Path) -> None:
    names = ["x" * 150 + "a", "x" * 150 + "b"]
    log = a_log(tmp_path, *({"number": each[-4:], "category": each, "caller_id": each} for each in names))

    await import_incidents(house.house, log)

    found = await words(house.house.database, Family.BUSINESS_LINE)
    assert sorted(found.values()) == ["x" * 100] * 2
    references = await house.house.database.rows("select external_reference from customer")
    assert len({row["external_reference"] for row in references}) == 2


async def test_a_name_that_cannot_be_printed_is_shown_as_far_as_it_can(house: OpenHouse, tmp_path: Path) -> None:
    log = a_log(tmp_path, {"category": "基金\u200b销售", "assigned_to": "\u200b", "subcategory": "\u200b"})

    await import_incidents(house.house, log)

    assert list((await words(house.house.database, Family.BUSINESS_LINE)).values()) == ["基金 销售"]
    agents = await house.house.database.rows("select name, external_reference from agent")
    assert len(agents) == 1
    assert agents[0]["name"] == agents[0]["external_reference"]


async def test_departments_come_below_the_root_so_that_a_supervisor_of_the_desk_sees_them(
    house: OpenHouse, tmp_path: Path
) -> None:
    await import_incidents(house.house, a_log(tmp_path, {"assignment_group": "Group 56"}))

    await house.house.directory.refresh(now=True)
    assert "group-56" in house.house.directory.below("desk")


async def test_what_the_source_does_not_know_is_unknown_and_nothing_else(house: OpenHouse, tmp_path: Path) -> None:
    unknown = dict.fromkeys(
        [
            "contact_type",
            "category",
            "subcategory",
            "assignment_group",
            "assigned_to",
            "caller_id",
            "impact",
            "priority",
        ],
        "?",
    )

    await import_incidents(house.house, a_log(tmp_path, unknown | {"number": "INC1"}, unknown | {"number": "INC2"}))

    found = await ticket(house, "INC1")
    assert (found["channel"], found["kind"], found["customer_id"]) == ("unknown", "unknown", "unknown")
    assert (found["business_line"], found["department"], found["assignee_id"]) == (None, None, None)
    assert (found["level"], found["subject"]) == (3, "导入的工单")
    assert (await types(house.house.database))["CustomerRegistered"] == 1
    assert await words(house.house.database, Family.KIND) == {"unknown": "未知"}


async def test_a_subject_says_what_it_is_about_and_holds_no_personal_data(house: OpenHouse, tmp_path: Path) -> None:
    log = a_log(
        tmp_path,
        {"number": "INC1", "category": "Category 55", "subcategory": "Subcategory 170"},
        {"number": "INC2", "category": "请回电 13800138000"},
    )

    await import_incidents(house.house, log)

    subjects = [(await ticket(house, each))["subject"] for each in ("INC1", "INC2")]
    assert subjects == ["Category 55 · Subcategory 170", "导入的工单"]


async def test_the_names_of_people_are_sealed_under_keys_of_their_own(house: OpenHouse, tmp_path: Path) -> None:
    await import_incidents(house.house, a_log(tmp_path, {"caller_id": "Caller 7", "assigned_to": "Resolver 17"}))

    rows = await house.house.database.rows(
        "select * from event where aggregate in ('agent', 'customer') order by position"
    )
    views = [event_view(row) for row in rows]
    assert all("name" not in view.facts.get("changes", {}) for view in views)
    house.house.vault.forget()
    sealed = [words["changes"]["name"] for words in await opened(house.house.vault, views)]
    assert sorted(after for _, after in sealed) == ["Caller 7", "Resolver 17"]


async def test_a_count_of_reopenings_out_of_all_reason_is_unknown(house: OpenHouse, tmp_path: Path) -> None:
    summary = await import_incidents(house.house, a_log(tmp_path, {"reopen_count": "999999999"}))

    assert "reopen_count: unreadable '999999999'" in str(summary)
    assert (await ticket(house, "INC9000001"))["cycle"] == 1


async def test_a_caller_who_becomes_known_gets_the_ticket(house: OpenHouse, tmp_path: Path) -> None:
    log = a_log(tmp_path, {"caller_id": "?"}, {"caller_id": "Caller 7"} | LATER)

    await import_incidents(house.house, log)

    assert (await ticket(house, "INC9000001"))["customer_id"] == "Caller 7"


async def test_tickets_are_numbered_by_the_year_of_their_opening_in_the_order_of_their_first_rows(
    house: OpenHouse, tmp_path: Path
) -> None:
    log = a_log(
        tmp_path,
        {"number": "INC3", "opened_at": "31/12/2015 23:59", "sys_updated_at": "1/3/2016 09:00"},
        {"number": "INC2", "opened_at": "1/1/2016 00:00", "sys_updated_at": "1/3/2016 08:00"},
        {"number": "INC1", "opened_at": "1/1/2016 00:00", "sys_updated_at": "1/3/2016 10:00"},
    )

    await import_incidents(house.house, log, at_once=2)

    numbers = [(await ticket(house, each))["number"] for each in ("INC3", "INC2", "INC1")]
    assert numbers == ["T2015-000001", "T2016-000001", "T2016-000002"]

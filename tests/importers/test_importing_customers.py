"""Customers of a file are registered once, by the domain's own verb; everybody else is accounted for."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.importers.customers import import_customers
from adapters.reads.events import event_view, opened
from adapters.storage.customers import customers_called
from adapters.storage.work import SqlDesk
from app.house import OpenHouse
from domain.customer.commands import rename_customer
from domain.customer.contact import ContactKind
from domain.customer.customer import Customer, CustomerType, Segment, Stage, Tier
from domain.reference.commands import agent_leaves, register_agent, retire_entry
from domain.reference.entry import Family
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.importers.source import csv_text
from tests.importers.told import count, told, types
from tests.live.desk import RISK

__all__ = ["house"]

ADMIN = Viewer(Role.ADMIN, "admin-1")
WANG = {
    "external_reference": "C-1",
    "kind": "individual",
    "name": "王芳",
    "stage": "existing",
    "tier": "vip",
    "segments": "frequent;high_net_worth",
    "business_lines": "margin_trading",
    "account_manager": "am-7",
    "mobile": "138 0013 8000",
    "email": "Wang.Fang@example.com",
    "wechat": "wangfang",
    "preferred_channel": "wechat",
    "opened_on": "2019-05-06",
}
COMPANY = {"external_reference": "C-2", "kind": "institution", "name": "某某公司"}


def a_file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "customers.csv"
    path.write_text(csv_text([list(WANG), *([row.get(name, "") for name in WANG] for row in rows)]), encoding="utf-8")
    return path


async def called(house: OpenHouse, reference: str) -> Customer:
    return (await customers_called(house.house.database, [reference]))[reference]


def reasons(rejects: Path) -> list[tuple[str, str]]:
    with rejects.open(encoding="utf-8", newline="") as file:
        return [(row["line"], row["reason"]) for row in csv.DictReader(file)]


async def test_a_customer_comes_in_with_everything_the_file_says(house: OpenHouse, tmp_path: Path) -> None:
    manager = await register_agent(SqlDesk(house.house, RISK), external_reference="am-7", name="安娜")

    summary = await import_customers(house.house, a_file(tmp_path, WANG, COMPANY))

    wang, company = await called(house, "C-1"), await called(house, "C-2")
    assert (wang.type, wang.name, wang.stage, wang.tier) == (CustomerType.INDIVIDUAL, "王芳", Stage.EXISTING, Tier.VIP)
    assert wang.segments == {Segment.FREQUENT, Segment.HIGH_NET_WORTH}
    assert wang.business_lines == {"margin_trading"}
    assert [(each.kind, each.value, each.channel) for each in wang.contact_points] == [
        (ContactKind.MOBILE, "+8613800138000", "phone"),
        (ContactKind.EMAIL, "wang.fang@example.com", "email"),
        (ContactKind.WECHAT, "wangfang", "official_account"),
    ]
    assert (wang.preferred_channel, wang.account_manager_id) == ("official_account", manager.id)
    assert wang.registered_at == datetime(2019, 5, 5, 16, tzinfo=UTC)
    assert (company.type, company.stage, company.tier) == (CustomerType.INSTITUTION, Stage.NEW, Tier.ORDINARY)
    assert str(summary) == "rows read 2 = registered 2 + rejected 0"


async def test_what_is_personal_is_sealed_and_the_event_is_marked_imported(house: OpenHouse, tmp_path: Path) -> None:
    await import_customers(house.house, a_file(tmp_path, WANG))

    (row,) = await house.house.database.rows("select * from event where type = 'CustomerRegistered'")
    view = event_view(row)
    assert (view.imported, view.author) == (True, "kefu:import")
    assert not any(word in str((view.facts, view.image)) for word in ("王芳", "13800138000", "wangfang", "example"))
    house.house.vault.forget()
    (words,) = await opened(house.house.vault, [view])
    assert words["changes"]["name"] == [None, "王芳"]


async def test_a_second_run_changes_nothing_and_says_so(house: OpenHouse, tmp_path: Path) -> None:
    file = a_file(tmp_path, WANG, COMPANY)
    await import_customers(house.house, file)
    before = await told(house.house.database)

    again = await import_customers(house.house, file)

    assert await told(house.house.database) == before
    assert str(again).splitlines() == [
        "rows read 2 = registered 0 + rejected 0 + already there 2",
        "nobody is new: nothing has changed",
    ]


async def test_who_is_there_stays_as_they_are_and_the_difference_is_named_without_the_values(
    house: OpenHouse, tmp_path: Path
) -> None:
    await import_customers(house.house, a_file(tmp_path, WANG))
    wang = await called(house, "C-1")
    await rename_customer(SqlDesk(house.house, RISK), wang.id, name="王方", why="身份证更正")
    rejects = tmp_path / "rejects.csv"

    summary = await import_customers(
        house.house, a_file(tmp_path, WANG | {"mobile": "13900139000", "stage": ""}), rejects_path=rejects
    )

    assert (summary.registered, summary.there, summary.different) == (0, 0, 1)
    assert reasons(rejects) == [("2", "already there and left as it is; differs in name, mobile")]
    assert (await called(house, "C-1")).name == "王方"


async def test_words_and_account_managers_that_are_not_there_are_introduced(house: OpenHouse, tmp_path: Path) -> None:
    rows = (
        WANG | {"business_lines": "期权;margin_trading"},
        COMPANY | {"business_lines": "期权", "account_manager": "am-7"},
    )

    summary = await import_customers(house.house, a_file(tmp_path, *rows))

    assert "created: business lines 1, agents 1" in str(summary)
    assert (await called(house, "C-1")).business_lines == {"期权", "margin_trading"}
    kinds = await types(house.house.database)
    assert kinds == {"EntryDefined": 1, "AgentRegistered": 1, "CustomerRegistered": 2}


async def test_what_is_no_longer_in_use_is_given_to_nobody(house: OpenHouse, tmp_path: Path) -> None:
    desk = SqlDesk(house.house, ADMIN)
    await retire_entry(desk, Family.BUSINESS_LINE, "margin_trading", why="业务停办")
    anna = await register_agent(desk, external_reference="am-7", name="安娜")
    await agent_leaves(desk, anna.id, why="离职")
    rejects = tmp_path / "rejects.csv"
    rows = WANG | {"account_manager": ""}, COMPANY | {"account_manager": "am-7"}

    await import_customers(house.house, a_file(tmp_path, *rows), rejects_path=rejects)

    assert reasons(rejects) == [
        ("2", "business_lines: 'margin_trading' is retired"),
        ("3", "account_manager: 'am-7' is no longer assignable"),
    ]
    assert await count(house.house.database, "customer") == 0


async def test_a_row_that_is_refused_leaves_no_word_behind(house: OpenHouse, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    tomorrow = (house.house.now() + timedelta(days=2)).date().isoformat()
    rows = (
        WANG | {"name": "王\u200b芳", "business_lines": "期权"},
        COMPANY | {"business_lines": "期权", "opened_on": tomorrow},
        COMPANY | {"kind": "robot"},
    )

    summary = await import_customers(house.house, a_file(tmp_path, *rows), rejects_path=rejects)

    assert reasons(rejects) == [
        ("2", "name: a name has 1 to 200 printable characters"),
        ("3", f"opened_on: {tomorrow} lies in the future"),
        ("4", "kind: 'robot' is none of individual, institution"),
    ]
    assert (summary.read, summary.rejected) == (3, 3)
    assert await types(house.house.database) == {}


async def test_a_dry_run_writes_nothing_and_says_what_would_happen(house: OpenHouse, tmp_path: Path) -> None:
    rows = WANG | {"business_lines": "期权"}, COMPANY | {"business_lines": "期权"}
    file, before = a_file(tmp_path, *rows), await told(house.house.database)

    rehearsed = await import_customers(house.house, file, dry_run=True, at_once=1)

    assert await told(house.house.database) == before
    done = await import_customers(house.house, file, at_once=1)
    assert str(rehearsed).splitlines()[1:] == str(done).splitlines()


async def test_stopped_between_two_stretches_it_goes_on_with_the_next(house: OpenHouse, tmp_path: Path) -> None:
    rows = [COMPANY | {"external_reference": f"C-{place}"} for place in range(10)]
    file = a_file(tmp_path, *rows)

    class Stopped(Exception):  # noqa: N818
        pass

    def stop_after_six(done: int, _: int | None) -> None:
        if done >= 6:
            raise Stopped

    with pytest.raises(Stopped):
        await import_customers(house.house, file, progress=stop_after_six, at_once=3)
    assert await count(house.house.database, "customer") == 6
    rung: list[None] = []
    summary = await import_customers(replace(house.house, ring=lambda: rung.append(None)), file, at_once=3)

    assert (summary.registered, summary.there, len(rung)) == (4, 6, 2)
    assert await count(house.house.database, "sealing_key") == await count(house.house.database, "customer") == 10

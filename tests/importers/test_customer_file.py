"""Customers come from a csv with documented columns; a bad row is told, the others come in."""

from datetime import date
from pathlib import Path

import pytest

from adapters.importers.customer_file import read_customers
from adapters.importers.customer_row import CustomerRow
from adapters.importers.rejects import Reject
from adapters.importers.source_file import UnreadableFile
from tests.importers.source import csv_text


def customers(folder: Path, *rows: dict[str, str]) -> list[CustomerRow | Reject]:
    names = list(dict.fromkeys(["external_reference", "kind", "name", *(name for row in rows for name in row)]))
    some = {"external_reference": "C-1", "kind": "individual", "name": "王芳"}
    path = folder / "customers.csv"
    path.write_text(csv_text([names, *([{**some, **row}.get(n, "") for n in names] for row in rows)]), encoding="utf-8")
    return list(read_customers(path))


def test_a_full_row_is_read_with_numbers_in_international_form(tmp_path: Path) -> None:
    (row,) = customers(
        tmp_path,
        {
            "kind": "Institution",
            "stage": "existing",
            "tier": "VIP",
            "segments": "frequent; high_net_worth;frequent",
            "business_lines": "brokerage;margin",
            "account_manager": "A-7",
            "mobile": "138 0013 8000",
            "phone": "010-62781234",
            "email": "wang.fang@example.com",
            "wechat": "wangfang",
            "preferred_channel": "wechat",
            "opened_on": "2019-05-06",
        },
    )

    assert row == CustomerRow(
        line=2,
        external_reference="C-1",
        kind="institution",
        name="王芳",
        stage="existing",
        tier="vip",
        segments=("frequent", "high_net_worth"),
        business_lines=("brokerage", "margin"),
        account_manager="A-7",
        mobile="+8613800138000",
        phone="+861062781234",
        email="wang.fang@example.com",
        wechat="wangfang",
        preferred_channel="wechat",
        opened_on=date(2019, 5, 6),
    )


def test_only_reference_kind_and_name_are_needed(tmp_path: Path) -> None:
    (row,) = customers(tmp_path, {})

    assert isinstance(row, CustomerRow)
    assert (row.stage, row.tier, row.segments, row.mobile) == ("new", "ordinary", (), None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"external_reference": " "}, "external_reference: missing"),
        ({"name": ""}, "name: missing"),
        ({"name": "x" * 201}, "name: longer than 200 characters"),
        ({"kind": ""}, "kind: missing"),
        ({"kind": "robot"}, "kind: 'robot' is none of individual, institution"),
        ({"stage": "old"}, "stage: 'old' is none of prospect, new, existing, dormant, lost"),
        ({"segments": "mature;rich"}, "segments: 'rich' is none of high_net_worth, frequent, special, mature"),
        ({"mobile": "12"}, "mobile: not a valid phone number"),
        ({"mobile": "call me"}, "mobile: not a phone number"),
        ({"phone": "010-62781234 ext. 8"}, "phone: a number with an extension cannot be kept"),
        ({"email": "a@b"}, "email: not an e-mail address"),
        ({"preferred_channel": "email"}, "preferred_channel: 'email', but the row gives none"),
        ({"opened_on": "6/5/2019"}, "opened_on: '6/5/2019' is not a date such as 2016-03-31"),
    ],
)
def test_a_bad_row_is_rejected_with_the_column(tmp_path: Path, row: dict[str, str], reason: str) -> None:
    (reject,) = customers(tmp_path, row)

    assert isinstance(reject, Reject)
    assert (reject.line, reject.reason) == (2, reason)


def test_a_reference_met_before_is_rejected_with_the_line_it_was_met_on(tmp_path: Path) -> None:
    first, second, other = customers(tmp_path, {"name": "王,芳"}, {"name": "李强"}, {"external_reference": "C-2"})

    assert isinstance(first, CustomerRow)
    assert isinstance(other, CustomerRow)
    assert second == Reject(3, "external_reference: 'C-1' is already on line 2", "C-1,individual,李强")


def test_a_wrong_header_is_refused_before_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("external_reference,kind,name,age,colour\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="unknown columns: 'age', 'colour'"):
        read_customers(path)

    path.write_text("kind,age\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="missing columns: external_reference, name"):
        read_customers(path)

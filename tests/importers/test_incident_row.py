"""What a row means to the desk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.importers.source_row import SourceRow, SourceState
from adapters.importers.source_time import instant
from tests.importers.source import a_row


def test_times_are_day_first_on_shanghais_clock(tmp_path: Path) -> None:
    row = a_row(tmp_path, opened_at="29/2/2016 01:16", sys_updated_at="1/3/2016 00:00")

    assert row.opened_at == datetime(2016, 2, 28, 17, 16, tzinfo=UTC)
    assert row.updated_at == instant("2016-03-01") == datetime(2016, 2, 29, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority", "level"),
    [
        ("1 - High", "1 - High", "1 - Critical", 1),
        ("2 - Medium", "3 - Low", "4 - Low", 4),
        ("3 - Low", "3 - Low", "?", 5),
        ("?", "3 - Low", "2 - High", 2),
        ("1 - High", "", "3 - Moderate", 3),
        ("4 - None", "1 - High", "3 - Moderate", 3),
        ("?", "?", "?", None),
        ("?", "?", "9 - Odd", None),
    ],
)
def test_the_level_comes_from_impact_and_urgency_or_else_from_priority(
    tmp_path: Path, impact: str, urgency: str, priority: str, level: int | None
) -> None:
    assert a_row(tmp_path, impact=impact, urgency=urgency, priority=priority).level == level


def test_a_resolution_without_a_time_is_known_once_the_incident_is_closed_for_good(tmp_path: Path) -> None:
    untimed = {"resolved_at": "?", "incident_state": "Closed"}

    assert a_row(tmp_path, **untimed, sys_updated_at="5/3/2016 12:00").resolver == "Resolved by 149"
    assert a_row(tmp_path, **untimed, sys_updated_at="5/3/2016 11:59").resolver is None
    assert a_row(tmp_path, resolved_at="?", incident_state="Resolved").resolver is None


def test_names_too_long_or_with_a_nul_are_unknown_and_noted(tmp_path: Path) -> None:
    row = a_row(tmp_path, category="x" * 201, subcategory="a\x00b")

    assert (row.business_line, row.kind, len(row.notes)) == (None, None, 2)


def test_an_instant_may_name_its_zone_and_must_be_one() -> None:
    assert instant("2016-03-31T08:00:00+00:00") == instant("2016-03-31 16:00")
    with pytest.raises(ValueError, match="neither a date"):
        instant("yesterday")
    with pytest.raises(ValueError, match="neither a date"):
        instant("0001-01-01")


def test_each_column_goes_to_its_own_place(tmp_path: Path) -> None:
    row = a_row(
        tmp_path,
        incident_state="Closed",
        sys_updated_at="6/3/2016 12:00",
        sys_mod_count="3",
        reopen_count="2",
        made_sla="false",
    )

    assert row._replace(digest=b"") == SourceRow(
        line=2,
        digest=b"",
        number="INC9000001",
        state=SourceState.CLOSED,
        updated_at=instant("2016-03-06 12:00"),
        opened_at=instant("2016-03-01 09:00"),
        mod_count=3,
        reopen_count=2,
        made_sla=False,
        caller="Caller 7",
        channel="Phone",
        business_line="Category 55",
        kind="Subcategory 170",
        level=3,
        department="Group 56",
        assignee="Resolver 17",
        updated_by="Updated by 21",
        resolver="Resolved by 149",
        resolved_at=instant("2016-03-02 10:00"),
        closed_at=instant("2016-03-05 12:00"),
        closed_code="code 5",
    )

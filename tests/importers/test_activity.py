"""Trading activity from a file: what is new is recorded once, what is wrong is kept aside with its line and reason."""

from pathlib import Path

import pytest

from adapters.importers.activity import import_activity
from adapters.importers.source_file import UnreadableFile
from app.house import OpenHouse
from tests.engines import house
from tests.storage.test_needs import a_customer
from tests.storage.test_tickets import a_desk

__all__ = ["house"]

HEADER = "customer,time,kind,amount_minor,reference\n"
GOOD = (
    HEADER + "C1,2026-03-02T09:31:05,buy,150000,r-1\nC1,2026-03-02T09:31:05,BUY,150000,r-2\nC2,2026-03-03,BALANCE,0,\n"
)


async def customers(house: OpenHouse) -> None:
    for reference in ("C1", "C2"):
        await a_customer(a_desk(house), external_reference=reference)


def a_file(folder: Path, text: str) -> Path:
    path = folder / "activity.csv"
    path.write_text(text)
    return path


async def pieces(house: OpenHouse) -> list[tuple[str, int]]:
    rows = await house.house.database.rows("select kind, amount from activity order by at, amount, reference")
    return [(row["kind"], int(row["amount"])) for row in rows]


async def test_each_row_is_recorded_once_however_often_the_file_comes(house: OpenHouse, tmp_path: Path) -> None:
    await customers(house)
    path = a_file(tmp_path, GOOD)

    first = await import_activity(house.house, path)
    again = await import_activity(house.house, path)

    assert (first.read, first.recorded, first.repeated, first.rejects) == (3, 3, 0, [])
    assert (again.recorded, again.repeated) == (0, 3)
    assert str(again).endswith("nothing is new: nothing has changed")
    assert await pieces(house) == [("BUY", 150000), ("BUY", 150000), ("BALANCE", 0)]


async def test_an_import_that_is_cut_short_goes_on_where_it_was(house: OpenHouse, tmp_path: Path) -> None:
    await customers(house)
    await import_activity(house.house, a_file(tmp_path, "".join(GOOD.splitlines(keepends=True)[:2])))

    rest = await import_activity(house.house, a_file(tmp_path, GOOD), at_once=1)

    assert (rest.recorded, rest.repeated) == (2, 1)
    assert len(await pieces(house)) == 3


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(house: OpenHouse, tmp_path: Path) -> None:
    await customers(house)

    summary = await import_activity(house.house, a_file(tmp_path, GOOD + "C1,2026-03-02T09:31:05,BUY,150000,r-1\n"),
                                    dry_run=True)  # fmt: skip

    assert (summary.recorded, summary.repeated) == (3, 1)
    assert str(summary).startswith("dry run")
    assert await pieces(house) == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("C9,2026-03-02,BUY,1,", "customer: there is no customer 'C9'; import customers first"),
        (",2026-03-02,BUY,1,", "customer: missing"),
        ("C1,yesterday,BUY,1,", "time: 'yesterday' is not an ISO time such as 2026-03-02T09:31:05"),
        ("C1,2026-03-02,GIVE,1,", "kind: 'GIVE' is none of buy, sell, subscribe, redeem, deposit, withdraw, balance,"),
        ("C1,2026-03-02,BUY,1.5,", "amount_minor: '1.5' is not a whole number of minor units such as fen"),
        ("C1,2026-03-02,BUY,-1,", "amount_minor: '-1' is not"),
        ("C1,2999-01-01,BUY,1,", ""),
        ("C1,2026-03-02,BUY", "wrong number of fields: 3, the header has 5"),
    ],
)
async def test_what_is_wrong_is_kept_aside_and_the_rest_goes_on(
    house: OpenHouse, tmp_path: Path, row: str, reason: str
) -> None:
    await customers(house)
    rejects = tmp_path / "rejects.csv"

    summary = await import_activity(
        house.house, a_file(tmp_path, GOOD.replace("C2,", f"{row}\nC2,")), rejects_path=rejects
    )

    assert (summary.recorded, summary.read) == (3, 4)
    [reject] = summary.rejects
    assert reject.line == 4
    assert reason in reject.reason
    assert "4" in rejects.read_text()


@pytest.mark.parametrize("text", ["", "customer,time\n", HEADER.replace("reference", "colour")])
async def test_a_file_that_is_none_is_refused_before_anything_is_written(
    house: OpenHouse, tmp_path: Path, text: str
) -> None:
    with pytest.raises(UnreadableFile):
        await import_activity(house.house, a_file(tmp_path, text))

    assert await pieces(house) == []

"""Where a record starts and what its text is, whatever stands in it."""

import csv
import gzip
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.importers.customer_file import read_customers
from adapters.importers.incident_log import read_log
from adapters.importers.source_file import UnreadableFile
from adapters.importers.source_record import records
from tests.importers.source import EXTRACT, csv_text

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=4)


@settings(deadline=None)  # each example writes a file
@given(st.lists(TEXTS, min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_any_quoted_text_keeps_its_fields_line_and_hash(
    rows: list[list[str]], end: str, packed: bool, marked: bool
) -> None:
    texts = [csv_text([[f'"{field}"' for field in row]]).removesuffix("\n") for row in rows]
    content = ("\ufeff" if marked else "").encode() + "".join(text + end for text in texts).encode()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(gzip.compress(content) if packed else content)
        found = list(records(path))

    starts = [1 + sum(text.count("\n") + 1 for text in texts[:position]) for position in range(len(texts))]
    assert [record.fields for record in found] == [[f'"{field}"' for field in row] for row in rows]
    assert [record.line for record in found] == starts
    assert [record.digest for record in found] == [sha256(text.encode()).digest() for text in texts]


@settings(deadline=None)  # each example writes a file
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters='"\r\n')), min_size=2), min_size=1))
def test_cutting_plain_lines_agrees_with_the_csv_reader(rows: list[list[str]]) -> None:
    content = "\n".join(",".join(row) for row in rows)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plain.csv"
        path.write_text(content, encoding="utf-8", newline="")
        found = [record.fields for record in records(path)]

    assert found == list(csv.reader(content.removeprefix("\ufeff").split("\n")))


CSV_LIKE = st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff", "号".encode(), b"a", b" "])).map(
    b"".join
)
HEADER = gzip.decompress(EXTRACT.read_bytes()).split(b"\n", 1)[0]


@settings(deadline=None)  # each example writes a file
@given(
    st.one_of(st.binary(), CSV_LIKE, CSV_LIKE.map(lambda rest: HEADER + b"\n" + rest), st.binary().map(gzip.compress)),
    st.integers(0, 10),
)
def test_no_content_whatever_is_a_crash(content: bytes, cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(content[: len(content) - cut])
        _unreadable_or_rejects(lambda: read_log(path))
        _unreadable_or_rejects(lambda: list(read_customers(path)))


def _unreadable_or_rejects(read: Callable[[], object]) -> None:
    try:
        read()
    except UnreadableFile as error:
        assert str(error)  # noqa: PT017  either outcome is fine, a sentence is not optional


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "incidents.csv.gz"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (b"number,opened_at\n1,2\n", "missing columns: incident_state, sys_mod_count, sys_updated_at, reopen_count"),
        (HEADER + b",number\n", "columns twice: 'number'"),
        (EXTRACT.read_bytes()[:4000], "the gzip is truncated"),
        (EXTRACT.read_bytes()[:4000] + b"\xff" * 3000, "the gzip is "),
        (HEADER.decode().encode("utf-16"), "is not UTF-8 text"),
        (b'"number', "is not readable as csv"),
    ],
)
def test_a_file_that_is_no_incident_log_is_refused_with_the_reason(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_log(_file(tmp_path, content))


def test_a_file_that_is_not_there_or_is_a_folder_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read_log(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableFile, match="Is a directory"):
        read_log(tmp_path)


def test_packed_or_plain_is_told_by_the_content_and_not_by_the_name(tmp_path: Path) -> None:
    plain = _file(tmp_path, gzip.decompress(EXTRACT.read_bytes()))

    assert read_log(plain).rows == read_log(EXTRACT).rows


def test_line_ends_do_not_change_who_a_row_is(tmp_path: Path) -> None:
    windows = _file(tmp_path, gzip.decompress(EXTRACT.read_bytes()).replace(b"\n", b"\r\n"))

    assert read_log(windows).rows == read_log(EXTRACT).rows

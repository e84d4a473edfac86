"""Exported weights: in and out equal, and a file that is not what it was is refused."""

from array import array
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.analysis.traits import TRAITS_VERSION
from adapters.analysis.weights import CHECKSUM, MAGIC, Head, UnusableWeights, Weights, read_weights, unpacked

HEAD = Head(
    name="small",
    made_on="2026-11-24",
    learnt_from="0" * 64,
    examples=3,
    labels=("COMPLAINING", "SATISFIED"),
    steps=(1e-4, 1e-3, 1e-3),
    offsets=(0.0, 0.1, -0.1),
    label_mix=(1.0, 0.0, 0.0),
)
SMALL = Weights(head=HEAD, traits=["好", "差"], rows=array("h", [9, -500, 500, 9, 500, -500]))


def test_they_come_out_as_they_went_in(tmp_path: Path) -> None:
    file = tmp_path / "small.weights"
    file.write_bytes(SMALL.packed())

    read = read_weights(file)

    assert replace(read, digest="") == SMALL
    assert read.version == f"small-2026-11-24-{read.digest[:12]}"


def test_other_content_is_another_version() -> None:
    other = replace(SMALL, rows=array("h", [9, -500, 500, 9, 500, -501]))

    assert unpacked(SMALL.packed(), "it").version == unpacked(SMALL.packed(), "it").version
    assert unpacked(SMALL.packed(), "it").version != unpacked(other.packed(), "it").version


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    packed = bytearray(SMALL.packed())
    packed[data.draw(st.integers(len(MAGIC), len(packed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(UnusableWeights, match=r"it: the checksum does not fit"):
        unpacked(bytes(packed), "it")


@given(st.binary())
def test_what_is_no_weights_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnusableWeights, match=r"not weights made by `kefu train`"):
        unpacked(content, "it")


@pytest.mark.parametrize(
    "head",
    [
        replace(HEAD, labels=("ONE", "TWO", "THREE")),
        replace(HEAD, topics=("fee",)),
    ],
)
def test_rows_that_do_not_fit_the_head_are_refused(head: Head) -> None:
    with pytest.raises(UnusableWeights, match=r"cannot be read \(ValueError\)"):
        unpacked(replace(SMALL, head=head).packed(), "it")


def test_weights_for_other_traits_are_refused_with_what_helps() -> None:
    older = replace(SMALL, head=replace(HEAD, traits_version=TRAITS_VERSION - 1))

    with pytest.raises(UnusableWeights, match=r"traits of version 0.*; train it again"):
        unpacked(older.packed(), "it")


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableWeights, match=r"nothing: No such file"):
        read_weights(tmp_path / "nothing")


def test_half_a_file_is_refused() -> None:
    packed = SMALL.packed()

    with pytest.raises(UnusableWeights):
        unpacked(packed[: len(packed) - CHECKSUM], "it")

"""Exported weights as a file: a line that says what it is, one of JSON, packed numbers, a checksum over it all."""

import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from adapters.analysis.traits import TRAITS_VERSION

MAGIC = b"kefu weights 1\n"
LARGEST = 64_000_000
"""Bytes, packed and unpacked: what a worker's child may be asked to hold."""
CHECKSUM = hashlib.sha256().digest_size
STEPS = 32_767
"""Numbers are kept as 16-bit steps of their lane's largest."""


class UnusableWeights(Exception):  # noqa: N818  said of the file
    """The file is no weights of ours, or not those it was; one sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is learnt beside the rows; a row has a lane for the square of its weight, each label and each topic."""

    name: str
    made_on: str
    learnt_from: str
    """SHA-256 of the examples."""
    examples: int
    labels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    steps: tuple[float, ...] = ()
    """What one step is worth, for each lane."""
    offsets: tuple[float, ...] = ()
    """Added to each lane; none for the square."""
    label_mix: tuple[float, ...] = (1.0,)
    """From the scores of labels to calibrated ones: a factor, and a constant for each label."""
    topic_mix: tuple[float, float] = (1.0, 0.0)
    """From a topic's score to its calibrated one: a factor and a constant."""
    sure_from: float = 0.0
    """Below this confidence the answer is "unsure"."""
    known_from: float = 0.0
    """So it is of a text with a smaller share of known traits."""
    traits_version: int = TRAITS_VERSION

    @property
    def lanes(self) -> int:
        """How many numbers a row has."""
        return 1 + len(self.labels) + len(self.topics)


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A row of 16-bit steps for each trait, one after the other."""

    head: Head
    traits: Sequence[str]
    rows: "array[int]" = field(repr=False)
    digest: str = ""
    """SHA-256 of the content, in a file that was read or written."""

    @property
    def version(self) -> str:
        """Names the content: two files with one version read every text alike."""
        return f"{self.head.name}-{self.head.made_on}-{self.digest[:12]}"

    def packed(self) -> bytes:
        """The file's bytes."""
        words = "\n".join(self.traits).encode()
        head = {**asdict(self.head), "traits": len(self.traits), "words": len(words)}
        line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        content = MAGIC + line + zlib.compress(words + _little(self.rows).tobytes(), 9)
        return content + hashlib.sha256(content).digest()


def read_weights(path: Path) -> Weights:
    """Raises UnusableWeights."""
    try:
        size = path.stat().st_size
        packed = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise UnusableWeights(f"{path}: {error.strerror or error}") from None
    if size > LARGEST:
        raise UnusableWeights(f"{path}: {size:,} bytes; weights have at most {LARGEST:,}")
    return unpacked(packed, str(path))


def unpacked(packed: bytes, name: str) -> Weights:
    """Raises UnusableWeights, with the name of what they came from."""
    content, checksum = packed[:-CHECKSUM], packed[-CHECKSUM:]
    if not content.startswith(MAGIC):
        raise UnusableWeights(f"{name}: these are not weights made by `kefu train`")
    if hashlib.sha256(content).digest() != checksum:
        raise UnusableWeights(f"{name}: the checksum does not fit, the file is damaged; fetch or train it again")
    line, _, body = content[len(MAGIC) :].partition(b"\n")
    try:
        told = json.loads(line)
        head = Head(**{each.name: _frozen(told[each.name]) for each in fields(Head)})
        traits, rows = _unzipped(body, told, head.lanes)
    except (ValueError, TypeError, KeyError, zlib.error) as error:
        raise UnusableWeights(f"{name}: cannot be read ({type(error).__name__})") from error
    if head.traits_version != TRAITS_VERSION:
        version = f"traits of version {head.traits_version}, and this kefu reads version {TRAITS_VERSION}"
        raise UnusableWeights(f"{name}: made for {version}; train it again")
    return Weights(head=head, traits=traits, rows=rows, digest=checksum.hex())


def _unzipped(body: bytes, told: Mapping[str, Any], lanes: int) -> "tuple[list[str], array[int]]":
    size = told["words"] + 2 * told["traits"] * lanes
    if not 0 < size <= LARGEST:
        raise ValueError(size)
    whole = zlib.decompressobj().decompress(body, size + 1)
    traits = whole[: told["words"]].decode().split("\n")
    if len(whole) != size or len(traits) != told["traits"]:
        raise ValueError(len(whole))
    rows = array("h", whole[told["words"] :])
    return traits, _little(rows)


def _little(rows: "array[int]") -> "array[int]":
    """As the file has it, on any machine."""
    if sys.byteorder == "little":
        return rows
    turned = array("h", rows)
    turned.byteswap()
    return turned


def _frozen(value: Any) -> Any:  # noqa: ANN401  of JSON
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value

"""Reads examples to learn from: a csv or csv.gz with a text and its sentiment, and topics where they are known."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.importers.source_file import UnreadableFile, physical_lines
from domain.feedback.sentiment import Sentiment
from domain.reference.entry import is_code

TEXT_COLUMNS = ("text", "comment")
LABELS = {"1": Sentiment.SATISFIED, "0": Sentiment.COMPLAINING} | {each.value: each for each in Sentiment}
LEAST = 10
"""Examples of each sentiment: fewer cannot be shared out among folds and a held-out part."""
MOST = 500_000


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts with what a person says of them. `topics` are empty where the file has no such column."""

    texts: Sequence[str]
    labels: Sequence[Sentiment]
    topics: Sequence[frozenset[str]]
    digest: str

    @property
    def told(self) -> str:
        """How many of which."""
        counts = Counter(self.labels)
        return ", ".join(f"{counts[each]:,} {each.lower()}" for each in Sentiment if counts[each])


def read_examples(path: Path) -> Examples:
    """Raises UnreadableFile, with the line and what would be right."""
    digest = hashlib.sha256()
    rows = csv.reader(_lines(path, digest), strict=True)
    texts: list[str] = []
    labels: list[Sentiment] = []
    topics: list[frozenset[str]] = []
    try:
        header = next(rows, [])
        text_at, label_at, topics_at = _columns(path, header)
        for row in rows:
            if not row:
                continue
            place = f"{path}, line {rows.line_num}"
            if len(row) != len(header):
                raise UnreadableFile(f"{place}: {len(row)} cells, and the first line names {len(header)} columns")
            if not row[text_at].strip():
                raise UnreadableFile(f"{place}: the text is empty")
            texts.append(row[text_at])
            labels.append(_label(row[label_at], place))
            topics.append(frozenset() if topics_at is None else _topics(row[topics_at], place))
            if len(texts) > MOST:
                raise UnreadableFile(f"{path}: more than {MOST:,} examples")
    except csv.Error as error:
        raise UnreadableFile(f"{path}, line {rows.line_num}: {error}") from None
    _enough(path, labels)
    return Examples(texts, labels, topics, digest.hexdigest())


def _lines(path: Path, digest: "hashlib._Hash") -> Iterator[str]:
    for number, line in enumerate(physical_lines(path), start=1):
        digest.update(line)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableFile(f"{path}, line {number}: this is not UTF-8") from None


def _columns(path: Path, header: Sequence[str]) -> tuple[int, int, int | None]:
    at: Mapping[str, int] = {name.strip().lower(): number for number, name in enumerate(header)}
    text = next((at[name] for name in TEXT_COLUMNS if name in at), None)
    if text is None or "sentiment" not in at:
        right = "the first line names the columns: sentiment, text (or comment) and, if they are known, topics"
        raise UnreadableFile(f"{path}: {right}")
    return text, at["sentiment"], at.get("topics")


def _label(cell: str, place: str) -> Sentiment:
    label = LABELS.get(cell.strip().upper())
    if label is None:
        right = ", ".join([*Sentiment, "1 (satisfied)"])
        raise UnreadableFile(f"{place}: there is no sentiment {cell[:40]!r}; there are {right} and 0 (complaining)")
    return label


def _topics(cell: str, place: str) -> frozenset[str]:
    topics = frozenset(cell.split())
    wrong = sorted(topic for topic in topics if not is_code(topic))
    if wrong:
        raise UnreadableFile(f"{place}: {wrong[0][:60]!r} is no code of a topic; topics are codes with spaces between")
    return topics


def _enough(path: Path, labels: Sequence[Sentiment]) -> None:
    counts = Counter(labels)
    if len(counts) < 2:  # noqa: PLR2004  there is nothing to tell apart
        raise UnreadableFile(f"{path}: there must be examples of two sentiments at least")
    label, count = min(counts.items(), key=lambda each: each[1])
    if count < LEAST:
        raise UnreadableFile(f"{path}: {count} examples are {label.lower()}; each sentiment needs {LEAST} at least")

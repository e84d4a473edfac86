"""Words that mean much the same, gathered in groups, so that what is learnt of one holds for the others."""

import csv
import re
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words.csv")
"""Our own list, of common words and not taken from data: their tone, and what they are about."""

TONE, ABOUT = "tone", "about"


def groups_in(text: str, kind: str) -> list[str]:
    """The groups of its words, in their order; of two words that begin together, the longer counts."""
    groups, pattern = _words(kind)
    return [groups[found] for found in pattern.findall(text)]


@cache
def _words(kind: str) -> tuple[dict[str, str], re.Pattern[str]]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    groups = {word: row["group"] for row in rows for word in row["words"].split()}
    longest_first = sorted(groups, key=len, reverse=True)
    each = [rf"\b{word}\b" if word.isascii() else re.escape(word) for word in longest_first]
    return groups, re.compile("|".join(each))

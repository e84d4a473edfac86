"""What of a text counts: its runs of characters, what stands behind a "not", the groups of its words, its length."""

import re
import unicodedata

from adapters.analysis.words import ABOUT, TONE, groups_in

TRAITS_VERSION = 1
"""Rises with every change here or in words.csv: weights are only good for the traits they were learnt on."""

ABOUT_MARK = "#about "
LONGEST = 2_000
"""Characters read of a text; what comes after is left out."""
RUNS = (1, 2, 3)

_SPACE = re.compile(r"\s+")
_REPEATED = re.compile(r"(.)\1{2,}")
_DIGITS = re.compile(r"\d+")
_CLAUSE_ENDS = re.compile(r"[,。.!?;:~、… ]+")
_NEGATION = re.compile("[不没无未别]")


def traits_of(text: str) -> set[str]:
    """A trait is there or not; how often does not count."""
    plain = _plain(text[:LONGEST])
    if not plain:
        return set()
    traits = _runs(f"^{plain}$", RUNS)
    clauses = _CLAUSE_ENDS.split(plain)
    for clause in clauses:
        traits |= {f"|{clause[:1]}", f"|{clause[:2]}", f"{clause[-1:]}|", f"{clause[-2:]}|"}
        traits |= _negated(clause)
        traits |= _grouped(clause)
    traits |= {f"{ABOUT_MARK}{group}" for group in groups_in(plain, ABOUT)}
    traits.add(f"#long {(len(plain) + 1).bit_length()}")
    traits.add(f"#clauses {min(8, len(clauses))}")
    return traits


def _plain(text: str) -> str:
    """One form for what means the same: width, case, spaces, figures, a character repeated more than twice."""
    one_width = unicodedata.normalize("NFKC", text).lower()
    spaced = _SPACE.sub(" ", one_width).strip()
    return _DIGITS.sub("0", _REPEATED.sub(r"\1\1", spaced))


def _runs(text: str, lengths: tuple[int, ...]) -> set[str]:
    return {text[start : start + length] for length in lengths for start in range(len(text) - length + 1)}


def _negated(clause: str) -> set[str]:
    """What stands behind the first "not" of a clause, marked."""
    negation = _NEGATION.search(clause)
    return set() if negation is None else {f"#not {run}" for run in _runs(clause[negation.end() :], (1, 2))}


def _grouped(clause: str) -> set[str]:
    """The groups of its words, alone, in twos and in threes, with the ends of the clause."""
    groups = ["^", *groups_in(clause, TONE), "$"]
    runs = {tuple(groups[start : start + length]) for length in (1, 2, 3) for start in range(len(groups) - length + 1)}
    return {f"#word {' '.join(run)}" for run in runs}

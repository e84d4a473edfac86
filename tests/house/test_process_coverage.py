"""docs/process-coverage.md speaks of every rule of the process and names only tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "process-coverage.md"

# The last letter of each section of the source.
SECTIONS = {
    "P1.1": "e", "P1.2": "e", "P1.3": "e",
    "P2.1": "e", "P2.2": "e", "P2.3": "e",
    "P3.1": "e", "P3.2": "e", "P3.3": "e",
    "P4.1": "d", "P4.2": "e", "P4.3": "e",
    "P5.1": "e", "P5.2": "g", "P5.3": "f",
    "P6.1": "e", "P6.2": "c", "P6.3": "c",
    "P7.1": "d", "P7.2": "d", "P7.3": "d",
}  # fmt: skip
RULES = [
    *(f"{section}-{chr(letter)}" for section, last in SECTIONS.items() for letter in range(ord("a"), ord(last) + 1)),
    "P8",
    "P0",
]
ROW = re.compile(r"^\| (P\d[\w.-]*) \|[^|]*\| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([^`:]+\.py)::([^`]+)`")


def rows() -> list[tuple[str, str]]:
    return ROW.findall(PAGE.read_text())


@cache
def names_in(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    names: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        names.add(getattr(node, "name", ""))
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{getattr(member, 'name', '')}" for member in node.body}
        if isinstance(node, ast.Assign):  # a Hypothesis machine: TestLifecycle = Machine.TestCase
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(names)


def test_every_rule_has_its_row_in_the_order_of_the_process() -> None:
    assert [rule for rule, _ in rows()] == RULES


@pytest.mark.parametrize(("rule", "covered"), rows())
def test_a_rule_names_tests_that_exist_or_says_not_built(rule: str, covered: str) -> None:
    named = TEST.findall(covered)

    assert named or covered == "not built", f"{rule}: neither a test nor 'not built'"
    assert [f"{path}::{name}" for path, name in named if name not in names_in(ROOT / path)] == []

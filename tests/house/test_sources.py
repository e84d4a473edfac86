"""No file names where packages come from; the hashes hold whatever delivers them to what was reviewed."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.services import IN_CI

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PACKAGE_LOCKS = sorted(path for path in ROOT.glob("**/package-lock.json") if "node_modules" not in path.parts)

# Written apart so that this file does not find itself.
HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("ubuntu", "com"),
        ("docker", "io"),
        ("docker", "com"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("gcr", "io"),
        ("githubusercontent", "com"),
        ("codeload", "github", "com"),
        ("crates", "io"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("huggingface", "co"),
    ]
]
OPTIONS = ["index-url", "extra-index-url", "find-links", "trusted-host"]
ADDRESSES = re.compile(
    "|".join(
        [
            *(rf"(?<![\w-]){re.escape(host)}\b" for host in HOSTS),
            *(rf"(?<![\w-])--{option}\b" for option in OPTIONS),
            *(rf"^\s*{option}\s*=" for option in OPTIONS),
            r"\b(?:git|hg|svn)\+(?:https?|ssh|file)" + "://",
            r'"resolved"\s*' + ":",
            r"^\s*registry\s*" + "=",
            r"github\.com/[\w./-]+/releases/" + "download",
        ]
    ),
    re.MULTILINE,
)


@cache
def tracked_files() -> list[Path]:
    git = shutil.which("git") or "false"
    listing = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        (pytest.fail if IN_CI else pytest.skip)(f"no git or no clone, so nothing is tracked: {listing.stderr}")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def addresses_in(path: Path) -> Iterator[str]:
    text = path.read_bytes().decode("utf-8", errors="replace")
    for found in ADDRESSES.finditer(text):
        yield f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}: {found.group().strip()}"


def test_no_tracked_file_names_a_source_of_packages() -> None:
    assert [address for path in tracked_files() for address in addresses_in(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "https://" + HOSTS[0] + "/simple",
        "--" + OPTIONS[1] + " somewhere",
        OPTIONS[3] + " = somewhere",
        '      "resolved"' + ': "somewhere"',
        "git+https" + "://somewhere",
    ],
)
def test_the_search_would_find_one(line: str) -> None:
    assert ADDRESSES.search(line)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pinned_package_has_its_hashes(lock: Path) -> None:
    requirements = lock.read_text().replace("\\\n", " ").splitlines()
    pins = [line for line in requirements if line and not line.startswith(("#", " "))]

    assert pins
    assert [pin for pin in pins if not re.match(r"[\w.-]+==[\w.!+-]+ .*--hash=sha256:[0-9a-f]{64}\b", pin)] == []


def test_the_development_lock_contains_the_runtime_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([\w.-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
    assert pins("requirements-build.txt") <= pins("requirements-dev.txt")


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.12.0", "3.13.0", "3.14.0"])
def test_the_lock_serves_every_python_we_support(python: str) -> None:
    """pip refuses a whole lock when one package, needed on that Python only, is not in it."""
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE))
    there = {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}

    needed = {
        canonicalize_name(requirement.name)
        for name in pinned
        for requirement in map(Requirement, requires(name) or [])
        if requirement.marker is None or requirement.marker.evaluate(there)
    }

    assert needed - pinned == set()


@pytest.mark.parametrize("lock", PACKAGE_LOCKS, ids=lambda path: path.parent.name)
def test_every_npm_package_has_its_hash_and_no_address(lock: Path) -> None:
    packages: dict[str, dict[str, object]] = json.loads(lock.read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}

    assert installed
    assert [name for name, package in installed.items() if "integrity" not in package or "resolved" in package] == []

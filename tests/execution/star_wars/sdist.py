"""The source distribution of the graphql-core that is locked: fetched once, by its hash, kept beside the repository."""

import os
import re
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

LOCK = Path(__file__).parents[3] / "requirements-dev.txt"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kefu-tests"
LOCKED = re.compile(r"^graphql-core==(\S+)((?:\s+(?:\\\n\s+)?--hash=sha256:[0-9a-f]{64})+)", re.MULTILINE)
PATIENCE = 90
"""Seconds that pip may take."""


class NotToBeHad(Exception):  # noqa: N818  a message for who runs the tests
    """Why there is no source distribution here."""


def locked() -> tuple[str, frozenset[str]]:
    """The version, and the hashes of its files."""
    found = LOCKED.search(LOCK.read_text())
    assert found is not None, f"{LOCK.name} does not lock graphql-core"
    return found[1], frozenset(re.findall(r"sha256:([0-9a-f]{64})", found[2]))


def source_of(*names: str) -> dict[str, str]:
    """The text of these files of its tests, by name."""
    version, hashes = locked()
    kept = CACHE / f"graphql_core-{version}.tar.gz"
    if not kept.exists():
        _fetch(version, hashes, kept)
    if sha256(kept.read_bytes()).hexdigest() not in hashes:
        raise NotToBeHad(f"{kept} is not what is locked; remove it")
    with tarfile.open(kept) as files:
        return {name: _text(files, f"graphql_core-{version}/tests/{name}.py") for name in names}


def _fetch(version: str, hashes: frozenset[str], kept: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=CACHE) as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text(f"graphql-core=={version} " + " ".join(f"--hash=sha256:{each}" for each in sorted(hashes)))
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "graphql-core"]
        command += ["--require-hashes", "--requirement", str(asked), "--dest", folder]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise NotToBeHad(f"pip has not answered for {PATIENCE} s") from None
        except subprocess.CalledProcessError as error:
            raise NotToBeHad(error.stderr.strip().splitlines()[-1]) from None
        [found] = Path(folder).glob("graphql_core-*.tar.gz")
        found.replace(kept)


def _text(files: tarfile.TarFile, name: str) -> str:
    file = files.extractfile(name)
    assert file is not None, name
    return file.read().decode()

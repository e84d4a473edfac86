"""Node.js and the packages of the peers that need it, in a cache outside the repository."""

import asyncio
import hashlib
import json
import os
import shutil
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = ("package.json", "mercurius.mjs", "postgraphile.mjs")
INSTALL_SECONDS = 300
INSTALL = ("install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")


async def packages() -> Path | None:
    """Where they are, with our servers beside them; None, and a word why, when they cannot be had."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        print("PostGraphile and Mercurius are left out: they need npm and Node.js")
        return None
    folder = _cache()
    folder.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        shutil.copy(HERE / name, folder / name)
    if node(folder).exists():
        return folder
    print(f"installing PostGraphile and Mercurius into {folder}")
    process = await asyncio.create_subprocess_exec(
        "npm", *INSTALL, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), INSTALL_SECONDS)
    except TimeoutError:
        process.kill()
        said, _ = await process.communicate()
    if process.returncode == 0 and node(folder).exists():
        return folder
    print(f"PostGraphile and Mercurius are left out: npm said {said.decode(errors='replace')[-500:]}")
    return None


def versions() -> str:
    """Exactly what is compared."""
    wanted: dict[str, str] = json.loads((HERE / "package.json").read_bytes())["dependencies"]
    return ", ".join(f"{name} {version}" for name, version in wanted.items())


def node(folder: Path) -> Path:
    """The Node.js that npm brought: PostGraphile 5 wants 22 or newer, whatever the machine has."""
    return folder / "node_modules" / "node" / "bin" / "node"


def _cache() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    checksum = hashlib.sha256((HERE / "package.json").read_bytes()).hexdigest()[:12]
    return home / "kefu-bench" / checksum

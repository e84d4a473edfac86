"""Runs the audit in the local Node.js; what it needs is installed from the lock file on first use."""

import asyncio
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


async def audit(url: str) -> list[dict[str, Any]]:
    """Give each item of the graphql-http server audit with its `status`: ok, warn, notice or error."""
    if not (HERE / "node_modules" / "graphql-http").exists():
        code, output = await _output("npm", "ci", "--prefix", str(HERE), "--no-audit", "--no-fund")
        assert code == 0, output
    _, output = await _output("node", str(HERE / "audit.mjs"), url)
    return [json.loads(line) for line in output.splitlines()]


async def _output(*command: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()

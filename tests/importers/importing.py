"""An import as a process of its own: says after each batch how far it is, and can be made to die within one.

python -m tests.importers.importing URL FILE ROWS_AT_ONCE [N: die with batch N written and not committed]
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from adapters.database import Database
from adapters.importers.incidents import import_incidents
from app.house import opened
from app.settings import engine_of
from tests.engines import settings_for

LINE = 60_000


class Mortal(Database):
    """Dies before the commit of a chosen transaction."""

    def __init__(self, name: str, lives: int) -> None:
        super().__init__(name)
        self._lives = lives

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Database]:
        async with super().transaction() as database:
            yield database
            self._lives -= 1
            if self._lives == 0:
                os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, file: str, at_once: str, lives: str = "0") -> None:
    async with opened(settings_for(url)) as house:
        mortal = replace(house.house, database=Mortal(engine_of(url), int(lives)))
        await import_incidents(mortal, Path(file), progress=say, at_once=int(at_once))


def say(done: int, of: int | None) -> None:
    """In long lines: a pipe holds one, so an import that nobody listens to waits and does not run away."""
    sys.stdout.write(f"{done} of {of}".ljust(LINE) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

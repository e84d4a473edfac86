"""Waiting for a moment rather than for a while."""

import asyncio
from datetime import UTC, datetime
from typing import NoReturn

LONGEST_NAP = 3_600.0
"""Seconds: a clock that is put right meanwhile is noticed then."""


async def never() -> NoReturn:
    """Wait for what does not come."""
    await asyncio.Event().wait()
    raise AssertionError


async def until(moment: datetime | None) -> None:
    """Return when the moment (aware) has come; never without one."""
    if moment is None:
        await never()
    while (left := (moment - datetime.now(UTC)).total_seconds()) > 0:  # noqa: ASYNC110 - the clock rings no bell
        await asyncio.sleep(min(left, LONGEST_NAP))

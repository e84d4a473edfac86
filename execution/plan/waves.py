"""Awaits what resolvers have begun, wave by wave, so that loaders see everything of a level at once."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import iscoroutine
from typing import Any

from execution.plan.unsupported import Unplanned

Put = tuple[Awaitable[Any], dict[str, Any], str, Callable[[Any, Any], Any]]
"""What is awaited, where its value goes, and how it is completed."""


async def settle(execution: Any) -> None:
    """Until nothing is pending; the first failure ends it, and nothing is left running."""
    try:
        while execution.pending:
            wave: list[Put] = execution.pending
            execution.pending = []
            for (_, into, key, complete), value in zip(wave, await _all(wave), strict=True):
                into[key] = complete(value, execution)
    except BaseException:
        forget(execution.pending)
        raise


def forget(pending: list[Put]) -> None:
    """What was never awaited is closed, or Python would complain of it."""
    for awaitable, *_ in pending:
        if iscoroutine(awaitable):
            awaitable.close()


async def _all(wave: list[Put]) -> list[Any]:
    if len(wave) == 1:
        return [await wave[0][0]]
    tasks = [asyncio.ensure_future(awaitable) for awaitable, *_ in wave]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        if any(not task.done() or task.cancelled() or task.exception() for task in tasks):
            raise Unplanned
        return [task.result() for task in tasks]
    finally:
        await _end([task for task in tasks if not task.done()])


async def _end(tasks: list[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.gather(*tasks, return_exceptions=True)

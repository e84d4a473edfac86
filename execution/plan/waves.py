"""Awaits what resolvers have begun, wave by wave, so that loaders see everything of a level at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutine
from typing import Any

from execution.later import Batch, Later
from execution.plan.unsupported import Unplanned

Put = tuple[Awaitable[Any], Any, str | int, Callable[[Any, Any], Any]]
"""What is awaited, where its value goes (a key of a dictionary, a place in a list), and how it is completed."""


async def settle(execution: Any) -> None:
    """Until nothing is pending; the first failure ends it, and nothing is left running."""
    try:
        while execution.pending:
            wave: list[Put] = execution.pending
            execution.pending = []
            for (_, into, key, complete), value in zip(wave, await _values(wave), strict=True):
                into[key] = complete(value, execution)
    except BaseException:
        forget(execution.pending)
        raise


def batch_of(pending: list[Put]) -> Batch | None:
    """Where all that is pending comes from, if that is one batch."""
    found: Batch | None = None
    for awaitable, *_ in pending:
        if type(awaitable) is not Later or (found is not None and awaitable.batch is not found):
            return None
        found = awaitable.batch
    return found


def put(execution: Any, values: Mapping[Any, Any]) -> None:
    """Where all that is pending comes from one batch: these are its values."""
    wave, execution.pending = execution.pending, []
    for later, into, key, complete in wave:
        into[key] = complete(later.then(values[later.key]), execution)


async def _values(wave: list[Put]) -> list[Any]:
    """In the order of the wave; what comes in batches is read once for each batch."""
    if len(wave) == 1:
        return [await _value(wave[0][0])]
    keys: dict[Any, list[Any]] = {}
    for awaitable, *_ in wave:
        if type(awaitable) is Later:
            keys.setdefault(awaitable.batch, []).append(awaitable.key)
    if not keys:
        return await _all([awaitable for awaitable, *_ in wave])
    alone = [awaitable for awaitable, *_ in wave if type(awaitable) is not Later]
    found = await _all([*(batch.read(asked) for batch, asked in keys.items()), *alone])
    batches = dict(zip(keys, found, strict=False))
    others = iter(found[len(keys) :])
    return [
        awaitable.then(batches[awaitable.batch][awaitable.key]) if type(awaitable) is Later else next(others)
        for awaitable, *_ in wave
    ]


async def _value(awaitable: Any) -> Any:
    if type(awaitable) is not Later:
        return await awaitable
    found = await awaitable.batch.read([awaitable.key])
    return awaitable.then(found[awaitable.key])


def forget(pending: list[Put]) -> None:
    """What was never awaited is closed, or Python would complain of it."""
    for awaitable, *_ in pending:
        if iscoroutine(awaitable):
            awaitable.close()


async def _all(awaitables: list[Awaitable[Any]]) -> list[Any]:
    if len(awaitables) == 1:
        return [await awaitables[0]]
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        # Each exception is looked at, or Python would complain of those that nobody has seen.
        if [task for task in tasks if not task.done() or task.cancelled() or task.exception()]:
            raise Unplanned
        return [task.result() for task in tasks]
    finally:
        await _end([task for task in tasks if not task.done()])


async def _end(tasks: list[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.gather(*tasks, return_exceptions=True)

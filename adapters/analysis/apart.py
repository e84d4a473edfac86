"""The analyser that a worker uses: the model lives in a child process, which is started when it is first needed."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.analysis.child import LENGTH, framed
from adapters.analysis.traits import LONGEST
from adapters.analysis.weights import UnusableWeights
from domain.feedback.analyser import Unread
from domain.feedback.sentiment import Reading, Sentiment, Topic
from domain.shared.errors import Invalid

AT_ONCE = 500
PATIENCE_SECONDS = 30.0
DIGITS = 4
"""Of a confidence; more would claim what was not measured."""


class ApartAnalyser:
    """Implements `Analyser`. One batch at a time; a child that crashed or is too slow is replaced with the next batch.

    The child is given the texts and nothing else: no settings, no keys, no database.
    """

    def __init__(
        self,
        weights: Path | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
        command: Sequence[str] = (sys.executable, "-I", "-m", "adapters.analysis.child"),
    ) -> None:
        """With the weights that ship, or others."""
        self._command = [*command, *([] if weights is None else [str(weights.resolve())])]
        self._patience = patience
        self._turn = asyncio.Lock()
        self._child: Process | None = None
        self._version = ""

    async def analyse(self, texts: Sequence[str]) -> Sequence[Reading]:
        """Raises Unread when the child crashed or took too long, UnusableWeights, Invalid."""
        if len(texts) > AT_ONCE:
            raise Invalid(f"{len(texts)} texts; at most {AT_ONCE} are read at once", field=["texts"])
        if not texts:
            return []
        async with self._turn:
            said = await self._asked([text[:LONGEST] for text in texts])
            return [_reading(each, self._version) for each in said]

    @property
    def process(self) -> int | None:
        """The child's id, while there is one."""
        return None if self._child is None else self._child.pid

    async def close(self) -> None:
        """The child ends; with the next batch there would be another."""
        async with self._turn:
            await self._end()

    async def _asked(self, texts: Sequence[str]) -> Any:  # noqa: ANN401  JSON
        """An answer that did not come whole leaves the child out of step, so it ends."""
        answered = False
        try:
            async with asyncio.timeout(self._patience):
                child = self._child or await self._start()
                said = await _ask(child, texts)
            answered = True
        except TimeoutError:
            raise Unread(f"the model did not answer within {self._patience:g} seconds") from None
        except (EOFError, ConnectionError):
            raise Unread("the model's process ended before it answered") from None
        finally:
            if not answered:
                await self._end()
        return said

    async def _start(self) -> Process:
        self._child = child = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, env={})
        hello = await _heard(child)
        if "unusable" in hello:
            raise UnusableWeights(hello["unusable"])
        self._version = hello["version"]
        return child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


async def _ask(child: Process, texts: Sequence[str]) -> Any:  # noqa: ANN401  JSON
    assert child.stdin is not None  # noqa: S101  asked for above
    child.stdin.write(framed(texts))
    await child.stdin.drain()
    return await _heard(child)


async def _heard(child: Process) -> Any:  # noqa: ANN401  JSON
    assert child.stdout is not None  # noqa: S101  asked for above
    length = await child.stdout.readexactly(LENGTH.size)
    return json.loads(await child.stdout.readexactly(*LENGTH.unpack(length)))


def _reading(said: Sequence[Any], version: str) -> Reading:
    label, confidence, topics = said
    return Reading(
        None if label is None else Sentiment(label),
        round(confidence, DIGITS),
        tuple(Topic(code, round(chance, DIGITS)) for code, chance in topics),
        version,
    )

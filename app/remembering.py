"""Where this process keeps answers to give them again, as the settings say."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.answers.changes import Changes
from adapters.answers.memory import Answers, Shared
from adapters.news.live import Live
from app.house import OpenHouse
from app.metrics import Metrics
from app.settings import Settings

_PURPOSE = b"answers"
_PACKAGES = ("adapters", "app", "domain", "execution", "resolvers", "schema")


@asynccontextmanager
async def remembering(opening: OpenHouse, live: Live, metrics: Metrics) -> AsyncIterator[Answers | None]:
    """The answers, for as long as the block lasts; None when none are kept. The log is followed already."""
    settings, house = opening.settings, opening.house
    if settings.cache == "off":
        yield None
        return
    async with _shared(settings, live.cursors.epoch) as shared:
        changes = Changes(house.database, house.directory, lambda: live.head)
        answers = Answers(
            changes, house.now, most_bytes=settings.cache_bytes, shared=shared, on_outcome=metrics.recalled
        )
        metrics.watch_answers(answers)
        yield answers


@asynccontextmanager
async def _shared(settings: Settings, epoch: str) -> AsyncIterator[Shared | None]:
    if settings.cache != "redis" or settings.redis_url is None:
        yield None
        return
    from adapters.answers.shared import SharedAnswers  # noqa: PLC0415  only where answers are shared

    secret = settings.wrapping_keys().key_for(_PURPOSE)
    shared = SharedAnswers(settings.redis_url, f"{epoch}:{program()}", secret)
    try:
        yield shared
    finally:
        await shared.close()


def program() -> str:
    """What we are made of: another version's answers may look otherwise, and are not ours."""
    found = hashlib.blake2b(digest_size=8)
    for package in _PACKAGES:
        for path in sorted((Path(__file__).parents[1] / package).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()

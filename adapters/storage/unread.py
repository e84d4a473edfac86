"""Feedback that no model has read yet is read, in batches, and never twice by the same look (source: P4.3-a)."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from adapters.database import sure, uuid
from adapters.reads.events import words_of
from adapters.storage.house import House
from adapters.storage.work import SqlDesk
from domain.feedback.analyser import Analyser, Unread
from domain.feedback.commands import read_sentiment
from domain.shared.errors import ChangedMeanwhile
from domain.viewer import Role, Viewer

AUTHOR = "kefu:analyser"
AT_ONCE = 100
_SEES_ALL = Viewer(Role.RISK_CONTROL, AUTHOR)

log = structlog.get_logger(__name__)


async def read_unread(house: House, analyser: Analyser, *, at_once: int = AT_ONCE) -> int:
    """The next so many, the oldest first; how many there were. What cannot be read now is left for later.

    Several workers may do it at the same time: the same reading twice changes nothing.
    """
    ids = await _unread(house, at_once)
    said = await words_of(house.database, house.vault, [(each, 1) for each in ids])
    texts = {each: str(said[each, 1]["text"]) for each in ids if said.get((each, 1), {}).get("text")}
    try:
        readings = await analyser.analyse(list(texts.values()))
    except Unread as why:
        log.warning("feedback could not be read", why=str(why), pieces=len(texts))
        return 0
    desk = SqlDesk(house, _SEES_ALL, signs=AUTHOR)
    for feedback_id, reading in zip(texts, readings, strict=True):
        try:
            await read_sentiment(desk, feedback_id, reading=reading)
        except ChangedMeanwhile:
            continue  # it is still unread, and comes again
    await _pass_over(house, [each for each in ids if each not in texts])
    return len(ids)


async def _unread(house: House, at_once: int) -> list[UUID]:
    sql = house.database.sql()
    text = f"select id from feedback where unread = {sql(value=True)} order by id limit {at_once}"
    return [sure(uuid(row["id"])) for row in await house.database.rows(text, sql.values)]


async def _pass_over(house: House, erased: Sequence[UUID]) -> None:
    """Their words are gone with their key: there is nothing to read."""
    if erased:
        sql = house.database.sql()
        text = f"update feedback set unread = {sql(value=False)} where {sql.among('id', erased)}"
        await house.database.run(text, sql.values)

"""How many have answered, pushed: at once, then whenever it changed, and no more often than the pace."""

import asyncio

from adapters.storage.rows import SurveyWaveRow
from app.house import OpenHouse
from tests.engines import house
from tests.graphql.surveyed import MANAGER, answered, clientele, launched, links
from tests.live.desk import followed, listening

__all__ = ["house"]


async def test_a_count_is_pushed_as_answers_come_in(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=20)
    sent = await links(house, wave)
    row = await SurveyWaveRow.get(code=wave["code"])

    async with followed(house, pace=0.05) as desk, listening(desk.live.responses(MANAGER, row.id)) as ear:
        first = await anext(ear)
        for each in sent[:12]:
            await answered(house, each["token"], 5)
        frames = [await anext(ear)]
        while frames[-1].count is None or frames[-1].count.answered < 12:
            frames.append(await anext(ear))

    assert first.count is not None
    assert (first.count.invited, first.count.answered) == (20, 0)
    assert len(frames) <= 12
    counts = [each.count.answered for each in frames if each.count is not None]
    assert counts == sorted(counts)


async def test_silence_is_broken_now_and_then_and_a_survey_out_of_sight_ends_at_once(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 40))
    wave = await launched(house, sampleSize=20)
    row = await SurveyWaveRow.get(code=wave["code"])

    async with followed(house, pace=0.01, heartbeat_seconds=0.05) as desk:
        async with listening(desk.live.responses(MANAGER, row.id)) as ear:
            again = [await anext(ear), await anext(ear)]
        nothing = [frame async for frame in desk.live.responses(MANAGER, desk.work.new_id())]
        async with listening(desk.live.responses(MANAGER, row.id)) as ear:
            await anext(ear)
            ending = asyncio.ensure_future(anext(ear, None))
            await desk.live.drain()
            while (last := await ending) is not None:
                ending = asyncio.ensure_future(anext(ear, None))

    assert again[0].count == again[1].count
    assert nothing == []
    assert last is None

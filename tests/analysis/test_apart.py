"""The model in a child process: crashes and slowness are refusals, and the next batch is read again."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.analysis.analyst import Analyst
from adapters.analysis.apart import AT_ONCE, ApartAnalyser
from adapters.analysis.weights import UnusableWeights
from domain.feedback.analyser import Analyser, Unread
from domain.feedback.sentiment import Sentiment
from domain.shared.errors import Invalid

RUDE = "客服态度太差了，直接挂电话"
WISH = "建议App增加一个夜间模式"

CHILD = """
import sys, time
from adapters.analysis.child import LENGTH, framed
def heard():
    return sys.stdin.buffer.read(*LENGTH.unpack(sys.stdin.buffer.read(LENGTH.size))).decode()
def say(value):
    sys.stdout.buffer.write(framed(value)); sys.stdout.buffer.flush()
say({"version": "made-up-1"})
while True:
    text = heard()
    if "crash" in text: sys.exit(3)
    if "half" in text: sys.stdout.buffer.write(b"\\xff\\x00\\x00\\x00[["); sys.exit(0)
    if "slow" in text: time.sleep(3600)
    say([["SATISFIED", 0.9, []]])
"""
MADE_UP = (sys.executable, "-c", CHILD)


@pytest.fixture
async def analyser() -> AsyncIterator[ApartAnalyser]:
    analyser = ApartAnalyser()
    yield analyser
    await analyser.close()


async def test_a_batch_comes_back_in_its_order_as_readings_of_the_model_that_ships(analyser: ApartAnalyser) -> None:
    asked: Analyser = analyser

    rude, wish, nothing = await asked.analyse([RUDE, WISH, ""])

    assert [rude.sentiment, wish.sentiment, nothing.sentiment] == [Sentiment.COMPLAINING, Sentiment.SUGGESTING, None]
    assert nothing.unsure
    assert "attitude" in {topic.code for topic in rude.topics}
    assert rude.model_version == Analyst().version


async def test_whatever_a_customer_writes_travels(analyser: ApartAnalyser) -> None:
    texts = ["", "\n\r\t\x00", "\ud800", "👨‍👩‍👧", "'\"\\", "长" * 100_000]

    assert len(await analyser.analyse(texts)) == len(texts)


async def test_nothing_to_read_starts_no_process() -> None:
    assert await ApartAnalyser(command=["/there/is/no/such/program"]).analyse([]) == []


async def test_more_than_a_batch_is_refused(analyser: ApartAnalyser) -> None:
    with pytest.raises(Invalid, match=rf"{AT_ONCE + 1} texts; at most {AT_ONCE}"):
        await analyser.analyse([""] * (AT_ONCE + 1))


@pytest.mark.parametrize("text", ["crash", "half"])
async def test_a_crash_is_said_and_the_next_batch_is_read_by_a_new_process(text: str) -> None:
    analyser = ApartAnalyser(command=MADE_UP)

    with pytest.raises(Unread, match="ended before it answered"):
        await analyser.analyse([text])
    readings = await analyser.analyse(["fine"])
    await analyser.close()

    assert [each.model_version for each in readings] == ["made-up-1"]


async def test_who_is_too_slow_is_ended_and_replaced() -> None:
    analyser = ApartAnalyser(command=MADE_UP, patience=1.0)

    with pytest.raises(Unread, match="did not answer within 1 seconds"):
        await analyser.analyse(["slow"])
    readings = await analyser.analyse(["fine"])
    await analyser.close()

    assert len(readings) == 1


async def test_a_batch_that_nobody_waits_for_any_more_does_not_answer_the_next() -> None:
    analyser = ApartAnalyser(command=MADE_UP)
    await analyser.analyse(["fine"])
    given_up = asyncio.create_task(analyser.analyse(["slow"]))
    await asyncio.sleep(0)

    given_up.cancel()
    await asyncio.wait([given_up])
    readings = await analyser.analyse(["fine"])
    await analyser.close()

    assert given_up.cancelled()
    assert len(readings) == 1


async def test_batches_asked_for_at_the_same_time_are_read_one_after_the_other(analyser: ApartAnalyser) -> None:
    answers = await asyncio.gather(*(analyser.analyse([RUDE] * count) for count in range(1, 6)))

    assert [len(each) for each in answers] == [1, 2, 3, 4, 5]


async def test_weights_that_cannot_be_used_are_said_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "mine.weights"
    file.write_text("these are none")

    with pytest.raises(UnusableWeights, match=r"mine\.weights: these are not weights"):
        await ApartAnalyser(file).analyse([RUDE])


async def test_the_child_is_given_no_settings_and_ends_when_it_is_closed(
    analyser: ApartAnalyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEFU_ENCRYPTION_KEYS", "a secret of the tests")

    await analyser.analyse([RUDE])
    environment = environment_of(analyser.process)
    await analyser.close()

    assert b"KEFU" not in environment
    assert analyser.process is None


async def test_others_go_on_while_a_batch_is_read(analyser: ApartAnalyser) -> None:
    await analyser.analyse([RUDE])
    reading = asyncio.create_task(analyser.analyse([RUDE * 40] * AT_ONCE))

    turns = 0
    while not reading.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert turns > 10


def environment_of(process: int | None) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()

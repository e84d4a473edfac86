"""Feedback is read by the model while nobody waits for it, and what people say of it stays."""

from collections.abc import Sequence

from adapters.analysis.apart import ApartAnalyser
from adapters.storage.feedbacks import load_feedback
from adapters.storage.unread import read_unread
from app.house import OpenHouse
from domain.customer.commands import register_customer
from domain.customer.customer import CustomerType
from domain.feedback import commands
from domain.feedback.analyser import Unread
from domain.feedback.commands import Classes
from domain.feedback.feedback import Feedback
from domain.feedback.sentiment import Reading, Sentiment
from domain.feedback.source import Collected
from tests.engines import house
from tests.storage.test_tickets import a_desk

__all__ = ["house"]


class Made:
    """Says the same of everything, or nothing at all."""

    def __init__(self, *, crashes: bool = False) -> None:
        self.asked: list[list[str]] = []
        self._crashes = crashes

    async def analyse(self, texts: Sequence[str]) -> Sequence[Reading]:
        self.asked.append(list(texts))
        if self._crashes:
            raise Unread("the model's process ended before it answered")
        return [Reading(Sentiment.COMPLAINING, 0.9, (), "made-1") for _ in texts]


async def said(opening: OpenHouse, *texts: str) -> list[Feedback]:
    desk = a_desk(opening)
    customer = await register_customer(
        desk, external_reference=f"C-{desk.new_id()}", type=CustomerType.INDIVIDUAL, name="王芳"
    )
    return [
        await commands.receive_feedback(
            desk, customer_id=customer.id, subject="反馈", text=text, classes=Classes(kind="product"),
            collected=Collected.SURVEY, channel="phone",
        )
        for text in texts
    ]  # fmt: skip


async def read(opening: OpenHouse, feedback: Feedback) -> Feedback:
    return (await load_feedback(opening.house.database, None, feedback.id))[0]


async def test_what_nobody_has_read_is_read_once_and_the_log_says_by_whom(house: OpenHouse) -> None:
    first, second = await said(house, "太差了", "很满意")
    analyser = Made()

    assert await read_unread(house.house, analyser) == 2
    assert await read_unread(house.house, analyser) == 0

    assert sorted(analyser.asked[0]) == ["太差了", "很满意"]
    assert [(await read(house, each)).sentiment for each in (first, second)] == [Sentiment.COMPLAINING] * 2
    rows = await house.house.database.rows("select author from event where type = 'SentimentRead'")
    assert [row["author"] for row in rows] == ["kefu:analyser"] * 2


async def test_many_are_read_in_batches(house: OpenHouse) -> None:
    await said(house, *map(str, range(5)))
    analyser = Made()

    counts = [await read_unread(house.house, analyser, at_once=2) for _ in range(4)]

    assert counts == [2, 2, 1, 0]


async def test_a_model_that_does_not_answer_leaves_everything_for_later(house: OpenHouse) -> None:
    [feedback] = await said(house, "太差了")

    assert await read_unread(house.house, Made(crashes=True)) == 0
    assert (await read(house, feedback)).reading is None
    assert await read_unread(house.house, Made()) == 1


async def test_words_that_were_erased_are_passed_over(house: OpenHouse) -> None:
    [feedback] = await said(house, "太差了")
    await house.house.database.run("delete from sealing_key")
    house.house.vault.forget()

    assert await read_unread(house.house, Made()) == 1
    assert await read_unread(house.house, Made()) == 0
    assert (await read(house, feedback)).reading is None


async def test_the_model_that_ships_reads_what_customers_say(house: OpenHouse) -> None:
    rude, wish = await said(house, "客服态度太差了，直接挂电话", "建议App增加一个夜间模式")
    analyser = ApartAnalyser()
    try:
        await read_unread(house.house, analyser)
    finally:
        await analyser.close()

    assert (await read(house, rude)).sentiment is Sentiment.COMPLAINING
    assert (await read(house, wish)).sentiment is Sentiment.SUGGESTING

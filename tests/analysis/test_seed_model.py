"""The model that ships: learnt from our phrases, it reads what a securities firm's customers write."""

import csv
from collections import Counter

import pytest

from adapters.analysis.analyst import SEED, Analyst
from adapters.analysis.training.examples import read_examples
from adapters.analysis.training.learning import learn
from adapters.analysis.weights import read_weights
from adapters.analysis.words import WORDS
from domain.feedback.sentiment import TOPICS, Sentiment

PHRASES = SEED.with_suffix(".csv")


def test_the_committed_weights_are_what_the_phrases_teach() -> None:
    committed = read_weights(SEED)
    about = committed.head

    learnt = learn(read_examples(PHRASES), name=about.name, made_on=about.made_on, seed=0)

    assert learnt.head.learnt_from == about.learnt_from, "run `make seed-weights`: the phrases have changed"
    assert list(learnt.traits) == list(committed.traits)
    assert learnt.head.label_mix == pytest.approx(about.label_mix, abs=1e-3)
    steps = max(abs(ours - theirs) for ours, theirs in zip(learnt.rows, committed.rows, strict=True))
    assert steps <= 33, (
        "run `make seed-weights`: more than a thousandth of the largest weight apart"
    )  # solvers round differently
    assert SEED.stat().st_size < 300_000


def test_the_phrases_are_many_and_of_all_sorts() -> None:
    examples = read_examples(PHRASES)
    counts = Counter(examples.labels)
    topics = Counter(topic for each in examples.topics for topic in each)

    assert len(set(examples.texts)) == len(examples.texts) >= 300
    assert min(counts[each] for each in Sentiment) >= 90
    assert len(topics) <= TOPICS
    assert min(topics.values()) >= 20
    assert sum(text.isascii() for text in examples.texts) >= 30


def test_no_word_of_the_list_stands_in_two_groups_of_a_kind() -> None:
    with WORDS.open(encoding="utf-8", newline="") as file:
        words = Counter((row["kind"], word) for row in csv.DictReader(file) for word in row["words"].split())

    assert [word for word, count in words.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "label", "topic"),
    [
        ("客服态度太差了，直接挂电话", "COMPLAINING", "attitude"),
        ("建议App增加一个夜间模式", "SUGGESTING", "system"),
        ("希望收费标准写得更清楚一些", "SUGGESTING", "fee"),
        ("谢谢客户经理，讲解很耐心，很满意", "SATISFIED", "attitude"),
        ("投诉一个星期了还没人回复", "COMPLAINING", "efficiency"),
    ],
)
def test_plain_phrases_are_read_as_they_are_meant(text: str, label: str, topic: str) -> None:
    verdict = Analyst().read([text])[0]

    assert verdict.label == label
    assert topic in dict(verdict.topics)


@pytest.mark.parametrize("text", ["", "   ", "🙂", "今天天气", "qwertz uiop", "\ud800", "\x00"])
def test_of_what_is_like_nothing_it_has_learnt_it_is_not_sure(text: str) -> None:
    assert not Analyst().read([text])[0].sure

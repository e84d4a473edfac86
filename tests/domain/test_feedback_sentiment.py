"""A model reads, may be unsure, and a person's word beats it (source: P4.3-a)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.feedback.sentiment import TOPICS, Reading, Sentiment, Topic
from domain.shared.errors import Invalid
from tests.domain.builders import NINE, ONE, TEN
from tests.domain.feedbacks import a_reading, received
from tests.domain.history import happened

readings = st.builds(
    Reading,
    st.none() | st.sampled_from(Sentiment),
    st.floats(0, 1),
    st.lists(
        st.builds(Topic, st.sampled_from(["fee", "login", "态度"]), st.floats(0, 1)), unique_by=lambda t: t.code
    ).map(tuple),
    st.sampled_from(["seed-1", "seed-2"]),
)


def test_a_reading_stands_with_its_confidence_and_the_version_of_the_model() -> None:
    feedback = received()
    feedback.read_sentiment(a_reading(confidence=0.91), at=TEN)

    event = feedback.happenings[-1].event
    assert (feedback.sentiment, feedback.topics) == (Sentiment.COMPLAINING, ("fee",))
    assert (getattr(event, "confidence", None), getattr(event, "model_version", None)) == (0.91, "seed-1")


def test_unsure_is_an_answer() -> None:
    feedback = received()
    feedback.read_sentiment(a_reading(None, 0.4), at=TEN)

    assert feedback.reading is not None
    assert (feedback.reading.unsure, feedback.sentiment) == (True, None)


def test_a_correction_says_what_the_model_had_said() -> None:
    feedback = received()
    feedback.read_sentiment(a_reading(), at=TEN)
    feedback.correct_sentiment(Sentiment.SUGGESTING, ["fee", "app"], by="agent:anna", at=ONE)

    event = feedback.happenings[-1].event
    assert (feedback.sentiment, feedback.topics) == (Sentiment.SUGGESTING, ("app", "fee"))
    assert (getattr(event, "read_as", None), getattr(event, "model_version", None)) == ("COMPLAINING", "seed-1")


@given(before=st.lists(readings, max_size=3), after=st.lists(readings, max_size=3), said=st.sampled_from(Sentiment))
def test_whatever_models_say_before_or_after_a_persons_word_stands_and_theirs_is_kept(
    before: list[Reading], after: list[Reading], said: Sentiment
) -> None:
    feedback = received()
    for each in before:
        feedback.read_sentiment(each, at=NINE)
    feedback.correct_sentiment(said, ["fee"], by="agent:anna", at=TEN)
    for each in after:
        feedback.read_sentiment(each, at=ONE)

    assert (feedback.sentiment, feedback.topics) == (said, ("fee",))
    assert feedback.reading == next(iter(reversed(before + after)), None)


def test_the_same_reading_or_correction_again_is_not_news() -> None:
    feedback = received()
    for at in (TEN, ONE):
        feedback.read_sentiment(a_reading(), at=at)
        feedback.correct_sentiment(Sentiment.SATISFIED, ["b", "a"], by="agent:anna", at=at)
        feedback.correct_sentiment(Sentiment.SATISFIED, ["a", "b"], by="agent:bo", at=at)

    assert happened(feedback) == ["FeedbackReceived", "SentimentRead", "SentimentCorrected"]


@pytest.mark.parametrize(
    ("also", "field"),
    [
        ({"confidence": 1.1}, "confidence"),
        ({"confidence": float("nan")}, "confidence"),
        ({"model_version": " "}, "modelVersion"),
        ({"topics": (Topic("fee", 0.5), Topic("fee", 0.6))}, "topics"),
        ({"topics": tuple(Topic(f"t{each}", 0.5) for each in range(TOPICS + 1))}, "topics"),
    ],
)
def test_a_reading_that_does_not_exist_is_refused(also: dict[str, Any], field: str) -> None:
    known: dict[str, Any] = {"sentiment": None, "confidence": 0.5, "topics": (), "model_version": "seed-1"}

    with pytest.raises(Invalid) as refused:
        Reading(**(known | also))

    assert refused.value.field == (field,)


@pytest.mark.parametrize(("code", "confidence"), [("", 0.5), ("a b", 0.5), ("fee", -0.1)])
def test_a_topic_is_a_code_with_a_confidence(code: str, confidence: float) -> None:
    with pytest.raises(Invalid):
        Topic(code, confidence)


def test_a_correction_with_topics_that_do_not_exist_leaves_no_trace() -> None:
    feedback = received()

    with pytest.raises(Invalid):
        feedback.correct_sentiment(Sentiment.SATISFIED, ["a b"], by="agent:anna", at=ONE)

    assert (feedback.correction, happened(feedback)) == (None, ["FeedbackReceived"])

"""Learning from examples: reproducible, calibrated and chosen inside, measured outside."""

from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from adapters.analysis.model import Model
from adapters.analysis.training.evaluation import calibration_error, measured, summary
from adapters.analysis.training.examples import read_examples
from adapters.analysis.training.learning import learn, sure_threshold
from adapters.analysis.traits import traits_of
from adapters.importers.source_file import UnreadableFile
from domain.feedback.sentiment import TOPICS
from tests.analysis.examples import written
from tests.analysis.reviews import reviews


def test_the_same_examples_and_seed_teach_the_same(tmp_path: Path) -> None:
    examples = read_examples(written(tmp_path / "some.csv"))

    first, again = (learn(examples, name="twice", made_on="2026-11-24", seed=3) for _ in range(2))

    assert first.packed() == again.packed()
    assert first.version == again.version


def test_what_was_learnt_is_told_apart_in_new_texts(tmp_path: Path) -> None:
    model = Model(learn(read_examples(written(tmp_path / "some.csv")), name="small", made_on="", seed=0))

    good, bad = model.read("昨天开户，客户经理很热情"), model.read("昨天开户，态度恶劣")

    assert (good.label, bad.label) == ("SATISFIED", "COMPLAINING")


def test_the_exported_model_says_what_its_steps_allow_of_the_learnt_one(tmp_path: Path) -> None:
    """The weights as added up in whole numbers, beside the same sum in floating point."""
    weights = learn(read_examples(written(tmp_path / "some.csv")), name="small", made_on="", seed=0)
    head, lanes = weights.head, weights.head.lanes
    rows = np.array(weights.rows).reshape(-1, lanes) * np.array(head.steps)
    at = {trait: number for number, trait in enumerate(weights.traits)}

    for text in ["昨天，很满意", "太失望了，柜台", "办得真快。不过又等了三天没人管"]:
        sums = rows[[at[trait] for trait in traits_of(text) if trait in at]].sum(axis=0)
        scores = sums[1:] / np.sqrt(sums[0]) + np.array(head.offsets[1:])
        mixed = np.exp(head.label_mix[0] * scores + np.array(head.label_mix[1:]))

        assert Model(weights).read(text).confidence == pytest.approx(float(mixed.max() / mixed.sum()), abs=1e-9)


def test_calibration_error_is_the_gap_between_saying_and_being_right() -> None:
    sure_and_right_half_the_time = np.full(100, 0.9), np.arange(100) % 2 == 0
    two_bins = np.array([0.55] * 10 + [0.95] * 30), np.array([True] * 5 + [False] * 5 + [True] * 30)

    assert calibration_error(*sure_and_right_half_the_time) == pytest.approx(0.4)
    assert calibration_error(*two_bins) == pytest.approx(0.25 * 0.05 + 0.75 * 0.05)


def test_it_is_sure_from_the_lowest_confidence_that_keeps_the_promise() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6])

    assert sure_threshold(confidence, np.array([True, True, True, False]), 0.95) == 0.7
    assert sure_threshold(confidence, np.array([True, True, True, False]), 0.75) == 0.6
    assert sure_threshold(confidence, np.array([False, True, True, True]), 0.95) == 1.0


def test_a_topic_that_every_example_has_is_said_of_every_text(tmp_path: Path) -> None:
    file = written(tmp_path / "some.csv")
    header, *rows = file.read_text().splitlines()
    file.write_text("\n".join([f"{header},topics", *(f"{row},fee" for row in rows)]))

    model = Model(learn(read_examples(file), name="small", made_on="", seed=0))

    assert [code for code, _ in model.read("昨天，很满意").topics] == ["fee"]


def test_no_more_topics_are_named_than_a_reading_takes(tmp_path: Path) -> None:
    file = written(tmp_path / "some.csv")
    header, *rows = file.read_text().splitlines()
    codes = " ".join(f"t{number}" for number in range(TOPICS + 3))
    file.write_text("\n".join([f"{header},topics", *(f"{row},{codes}" for row in rows)]))

    model = Model(learn(read_examples(file), name="small", made_on="", seed=0))

    assert len(model.read("昨天，很满意").topics) == TOPICS


def test_figures_come_with_their_spread(tmp_path: Path) -> None:
    examples = read_examples(written(tmp_path / "some.csv"))
    runs = [measured(examples, seed=seed) for seed in range(3)]

    accuracy = summary(runs)["accuracy"]

    assert accuracy["mean"] == pytest.approx(fmean(each.accuracy for each in runs))
    assert 0.75 < accuracy["least"] <= accuracy["most"] <= 1
    assert accuracy["sd"] > 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the first line names the columns: sentiment, text"),
        ("label,text\n1,好\n", "the first line names the columns"),
        ("sentiment,comment\n2,好\n", "line 2: there is no sentiment '2'"),
        ("sentiment,comment\n1,好\n1, \n", "line 3: the text is empty"),
        ("sentiment,comment\n1,好,多\n", "line 2: 3 cells, and the first line names 2 columns"),
        ("sentiment,comment,topics\n1,好,费 用/\n", "line 2: '用/' is no code of a topic"),
        ('sentiment,comment\n1,"好\n', "unexpected end of data"),
        ("sentiment,comment\n" + "1,好\n" * 20, "examples of two sentiments at least"),
        ("sentiment,comment\n" + "1,好\n" * 20 + "0,差\n", "1 examples are complaining; each sentiment needs 10"),
    ],
)
def test_a_file_that_cannot_teach_says_why(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(content)

    with pytest.raises(UnreadableFile, match=said):
        read_examples(file)


def test_what_is_not_utf_8_is_said_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "gb.csv"
    file.write_bytes("sentiment,comment\n1,好\n".encode("gb18030"))

    with pytest.raises(UnreadableFile, match=r"line 2: this is not UTF-8"):
        read_examples(file)


@pytest.mark.long
def test_ten_held_out_shares_of_the_reviews_reach_what_was_promised() -> None:
    runs = [measured(reviews(), seed=seed) for seed in range(10)]
    mean = {name: figure["mean"] for name, figure in summary(runs).items()}

    assert mean["accuracy"] >= 0.905
    assert mean["macro_f1"] >= 0.89
    assert mean["expected_calibration_error"] <= 0.03
    assert mean["accuracy_answered"] >= 0.95
    assert mean["answered"] >= 0.8
    assert mean["texts_a_second"] >= 2_000

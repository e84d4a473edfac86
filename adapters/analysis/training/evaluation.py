"""How good a way of learning is: on a held-out share, with the weights as they are exported and used."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, stdev
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

from adapters.analysis.model import Model, Verdict
from adapters.analysis.training.examples import Examples
from adapters.analysis.training.learning import Flags, Numbers, learn

HELD_OUT = 0.2
BINS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Shares are 0 to 1; `answered` is that of which it is sure."""

    seed: int
    accuracy: float
    macro_f1: float
    expected_calibration_error: float
    answered: float
    accuracy_answered: float
    topics_micro_f1: float | None
    texts_a_second: float


def measured(examples: Examples, *, seed: int) -> Measured:
    """Learns on four fifths and measures on the fifth that nothing was learnt, calibrated or chosen on; stratified."""
    numbers = list(range(len(examples.texts)))
    inner, outer = train_test_split(numbers, test_size=HELD_OUT, stratify=list(examples.labels), random_state=seed)
    model = Model(learn(_some(examples, inner), name="held-out", made_on="", seed=seed))
    held = _some(examples, outer)
    began = time.perf_counter()
    verdicts = [model.read(text) for text in held.texts]
    took = time.perf_counter() - began
    right = np.array([v.label == label for v, label in zip(verdicts, held.labels, strict=True)])
    confidence = np.array([each.confidence for each in verdicts])
    sure = np.array([each.sure for each in verdicts])
    return Measured(
        seed=seed,
        accuracy=float(right.mean()),
        macro_f1=float(f1_score([str(each) for each in held.labels], [v.label for v in verdicts], average="macro")),
        expected_calibration_error=calibration_error(confidence, right),
        answered=float(sure.mean()),
        accuracy_answered=float(right[sure].mean()) if sure.any() else 0.0,
        topics_micro_f1=_topics_f1(held, verdicts) if model.head.topics else None,
        texts_a_second=len(verdicts) / took,
    )


def calibration_error(confidence: Numbers, right: Flags) -> float:
    """15 bins of confidence of equal width: |accuracy - mean confidence| of each, weighted by how many fall into it."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    error = 0.0
    for each in range(BINS):
        inside = bins == each
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(error)


def summary(runs: Sequence[Measured]) -> dict[str, dict[str, float]]:
    """Mean and spread (standard deviation, least, most) of each figure over the seeds."""
    whole = [asdict(each) for each in runs]
    names = [name for name, value in whole[0].items() if name != "seed" and value is not None]
    return {name: _spread([each[name] for each in whole]) for name in names}


def _spread(values: Sequence[Any]) -> dict[str, float]:
    sd = stdev(values) if len(values) > 1 else 0.0
    return {"mean": fmean(values), "sd": sd, "least": min(values), "most": max(values)}


def _topics_f1(held: Examples, verdicts: Sequence[Verdict]) -> float:
    """Over all topics of all texts together."""
    said = [{code for code, _ in each.topics} for each in verdicts]
    both = sum(len(topics & wanted) for topics, wanted in zip(said, held.topics, strict=True))
    return 2 * both / max(1, sum(map(len, said)) + sum(map(len, held.topics)))


def _some(examples: Examples, numbers: Sequence[int]) -> Examples:
    def of(values: Sequence[Any]) -> list[Any]:
        return [values[number] for number in numbers]

    return Examples(of(examples.texts), of(examples.labels), of(examples.topics), examples.digest)

"""Learns a linear model over traits, calibrates it on inner folds, and chooses there from where on it is sure."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from adapters.analysis.training.examples import Examples
from adapters.analysis.traits import ABOUT_MARK, traits_of
from adapters.analysis.weights import STEPS, Head, Weights, unpacked

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

INNER_FOLDS = 5
SEEN_TWICE = 2
"""A trait of a single example teaches nothing about the next."""
STRENGTH = 5.0
"""How much the examples weigh against small weights (C of the logistic regression)."""
SURE_TARGET = 0.95
"""Accuracy among the answered that "unsure" is to bring on inner folds."""
UNLIKE = 0.01
"""The share of texts with the fewest known traits, of which it is not sure: they are like nothing it has learnt."""
SMALL = 1e-4
"""Of constants that would do equally well, those near nothing."""
EMPHASIS = 3.0
"""How much more a topic's own words count for topics than other traits."""
ALWAYS = 10.0
"""A score that leaves no doubt."""
FEW = 5
"""A topic with fewer examples is not learnt."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One linear score for each of some questions: which label, whether a topic."""

    slopes: Numbers
    offsets: Numbers

    def scores(self, x: csr_matrix) -> Numbers:
        """A row for each text."""
        return np.asarray(x @ self.slopes.T) + self.offsets


class Vocabulary:
    """The traits that are known, each with its own weight: the rarer, the heavier."""

    def __init__(self, traits: Sequence[set[str]]) -> None:
        counts: dict[str, int] = {}
        for each in traits:
            for trait in each:
                counts[trait] = counts.get(trait, 0) + 1
        self.known = sorted(trait for trait, count in counts.items() if count >= SEEN_TWICE)
        self._at = {trait: number for number, trait in enumerate(self.known)}
        self.weights = np.array([1 + math.log((1 + len(traits)) / (1 + counts[trait])) for trait in self.known])

    def matrix(self, traits: Sequence[set[str]]) -> csr_matrix:
        """A row of length one for each text, or an empty one."""
        found = [sorted(self._at[trait] for trait in each if trait in self._at) for each in traits]
        columns = np.array([column for row in found for column in row], dtype=np.int32)
        starts = np.cumsum([0, *(len(row) for row in found)])
        values = self.weights[columns]
        lengths = np.sqrt([float((self.weights[row] ** 2).sum()) or 1.0 for row in found])
        values = values / np.repeat(lengths, np.diff(starts))
        return csr_matrix((values, columns, starts), shape=(len(found), len(self.known)))


def learn(examples: Examples, *, name: str, made_on: str, seed: int) -> Weights:
    """The same examples, name, date and seed give the same weights."""
    traits = [traits_of(text) for text in examples.texts]
    names = tuple(sorted(set(examples.labels)))
    labels = np.array([[label == each for each in names] for label in examples.labels])
    topics = _frequent(examples.topics)
    about = np.array([[topic in each for topic in topics] for each in examples.topics], dtype=bool)
    apart, known = _apart(traits, labels, about, seed)
    truth = labels.argmax(axis=1)
    mix = _calibrated(apart[:, : len(names)], truth)
    slope, constant = _one_line(apart[:, len(names) :], about) if topics else (1.0, 0.0)
    chances = _chances(apart[:, : len(names)] * mix[0] + mix[1:])
    sure_from = sure_threshold(chances.max(axis=1), chances.argmax(axis=1) == truth, SURE_TARGET)
    vocabulary = Vocabulary(traits)
    lines = _lines(vocabulary, traits, labels, about)
    rows, worth = _in_steps(np.vstack([vocabulary.weights**2, lines.slopes * vocabulary.weights]).T)
    head = Head(
        name=name,
        made_on=made_on,
        learnt_from=examples.digest,
        examples=len(examples.texts),
        labels=tuple(each.value for each in names),
        topics=topics,
        steps=tuple(float(each) for each in worth),
        offsets=(0.0, *(float(each) for each in lines.offsets)),
        label_mix=tuple(float(each) for each in mix),
        topic_mix=(slope, constant),
        sure_from=sure_from,
        known_from=float(np.quantile(known, UNLIKE)),
    )
    whole = Weights(head=head, traits=vocabulary.known, rows=rows)
    return unpacked(whole.packed(), name)


def sure_threshold(confidence: Numbers, right: Flags, target: float) -> float:
    """The lowest confidence from which on the answers are so accurate together; 1 when they nowhere are."""
    order = np.argsort(-confidence, kind="stable")
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(accuracy >= target)
    return float(confidence[order][good[-1]]) if len(good) else 1.0


def _frequent(topics: Sequence[frozenset[str]]) -> tuple[str, ...]:
    named = sorted({topic for each in topics for topic in each})
    return tuple(topic for topic in named if sum(topic in each for each in topics) >= FEW)


def _apart(traits: Sequence[set[str]], labels: Flags, about: Flags, seed: int) -> tuple[Numbers, Numbers]:
    """Of each example, by a model that has not seen it: its scores, and the share of its traits that are known."""
    scores, known = np.zeros((len(traits), labels.shape[1] + about.shape[1])), np.zeros(len(traits))
    folds = StratifiedKFold(INNER_FOLDS, shuffle=True, random_state=seed)
    for inner, outer in folds.split(known, labels.argmax(axis=1)):
        seen = [traits[number] for number in inner]
        vocabulary = Vocabulary(seen)
        lines = _lines(vocabulary, seen, labels[inner], about[inner])
        x = vocabulary.matrix([traits[number] for number in outer])
        scores[outer] = lines.scores(x)
        known[outer] = np.diff(x.indptr) / [max(1, len(traits[number])) for number in outer]
    return scores, known


def _lines(vocabulary: Vocabulary, traits: Sequence[set[str]], labels: Flags, about: Flags) -> Lines:
    """What a text is about says nothing of its sentiment, and most of its topics."""
    x = vocabulary.matrix(traits)
    marks = np.array([trait.startswith(ABOUT_MARK) for trait in vocabulary.known])
    learnt = [
        _line(x, wanted, np.where(marks, emphasis, 1.0))
        for questions, emphasis in ((labels, 0.0), (about, EMPHASIS))
        for wanted in questions.T
    ]
    return Lines(np.array([slopes for slopes, _ in learnt]), np.array([offset for _, offset in learnt]))


def _line(x: csr_matrix, wanted: Flags, emphasis: Numbers) -> tuple[Numbers, float]:
    """What all of these examples say alike cannot be learnt from them, and is taken for always so."""
    if wanted.all() or not wanted.any():
        return np.zeros(x.shape[1]), ALWAYS if wanted.any() else -ALWAYS
    emphasised = x.multiply(emphasis).tocsr()
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(emphasised, wanted)
    return model.coef_[0] * emphasis, float(model.intercept_[0])


def _calibrated(scores: Numbers, labels: NDArray[np.int64]) -> Numbers:
    """The factor and the constants that make the labels of these examples likeliest."""
    rows = np.arange(len(labels))

    def surprise(mix: Numbers) -> float:
        mixed = scores * mix[0] + mix[1:]
        return float((logsumexp(mixed, axis=1) - mixed[rows, labels]).mean() + SMALL * (mix[1:] ** 2).sum())

    start = np.array([1.0, *np.zeros(scores.shape[1])])
    return np.asarray(minimize(surprise, start, method="BFGS").x)


def _one_line(scores: Numbers, wanted: Flags) -> tuple[float, float]:
    """One calibration for all topics: each alone has too few examples for its own."""
    if wanted.all():
        return 1.0, 0.0
    model = LogisticRegression(C=1.0, solver="lbfgs").fit(scores.reshape(-1, 1), wanted.reshape(-1))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _chances(scores: Numbers) -> Numbers:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _in_steps(rows: Numbers) -> tuple["array[int]", Numbers]:
    """Each lane in 16-bit steps, and what a step of it is worth."""
    largest = np.abs(rows).max(axis=0)
    worth = np.where(largest > 0, largest, 1.0) / STEPS
    return array("h", np.rint(rows / worth).astype("<i2").reshape(-1).tolist()), worth

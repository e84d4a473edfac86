"""Sentiment by one model and topics by the same, or by the one that ships when it has learnt none."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from adapters.analysis.model import Model, Verdict
from adapters.analysis.traits import traits_of
from adapters.analysis.weights import UnusableWeights, read_weights

SEED = Path(__file__).with_name("seed.weights")
"""Learnt from our own phrases of a securities firm's customers: seed.csv, beside it."""


class Analyst:
    """Reads one text after the other, in this process."""

    def __init__(self, weights: Path | None = None) -> None:
        """With the weights that ship, or others. Raises UnusableWeights."""
        self._sentiment = Model(read_weights(weights or SEED))
        if not self._sentiment.head.labels:
            raise UnusableWeights(f"{weights}: these weights know no sentiment")
        self._topics = self._sentiment if self._sentiment.head.topics else Model(read_weights(SEED))

    @property
    def version(self) -> str:
        """Of all that has a say."""
        own = self._topics is self._sentiment
        return self._sentiment.version if own else f"{self._sentiment.version} topics {self._topics.version}"

    def read(self, texts: Sequence[str]) -> list[Verdict]:
        """In their order."""
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Verdict:
        traits = traits_of(text)
        verdict = self._sentiment.judge(traits)
        if self._topics is self._sentiment:
            return verdict
        return replace(verdict, topics=self._topics.judge(traits).topics)

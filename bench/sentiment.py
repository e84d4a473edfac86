"""Reading feedback: how right on ten held-out shares of the reviews, how fast, what it costs the loop and memory."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from adapters.analysis.analyst import SEED, Analyst
from adapters.analysis.apart import AT_ONCE, ApartAnalyser
from adapters.analysis.training.evaluation import measured, summary
from adapters.analysis.training.examples import read_examples
from adapters.analysis.training.learning import learn
from adapters.analysis.traits import traits_of
from adapters.analysis.weights import Weights, read_weights
from bench.memory import Memory

REVIEWS = Path(os.environ.get("KEFU_DATA_DIR", "../shared/data")) / "reviews-zh.csv.gz"
GOALS = {
    "accuracy": "≥ 0.905",
    "macro_f1": "≥ 0.89",
    "expected_calibration_error": "≤ 0.03",
    "answered": "≥ 0.8",
    "accuracy_answered": "≥ 0.95",
    "texts_a_second": "≥ 2,000",
}
SPEAKS = "import sys, {}; print('ready', flush=True); sys.stdin.read()"


async def run() -> None:
    """Prints the figures of the reviews and of the phrases that ship, then speed, lag and memory."""
    if not REVIEWS.is_file():
        print(f"{REVIEWS} is not here; KEFU_DATA_DIR says where the reviews lie")
        return
    reviews = read_examples(REVIEWS)
    for name, examples in {"reviews": reviews, "phrases that ship": read_examples(SEED.with_suffix(".csv"))}.items():
        _right(name, summary([measured(examples, seed=seed) for seed in range(10)]), reviews=examples is reviews)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "reviews.weights"
        file.write_bytes(learn(reviews, name="reviews", made_on="", seed=0).packed())
        print(f"\nweights of all reviews: {file.stat().st_size:,} bytes; that ship: {SEED.stat().st_size:,}\n")
        await _fast(file, list(reviews.texts))
        await _memory(file)


def _right(name: str, figures: dict[str, dict[str, float]], *, reviews: bool) -> None:
    print(f"\n### {name}: a fifth held out, stratified, seeds 0-9\n")
    print("| figure | mean | sd | least | most | goal |\n| --- | --- | --- | --- | --- | --- |")
    for key, spread in figures.items():
        form = ",.0f" if key == "texts_a_second" else ".4f"
        goal = GOALS.get(key, "") if reviews else ""
        print(f"| {key.replace('_', ' ')} | {' | '.join(format(value, form) for value in spread.values())} | {goal} |")


async def _fast(file: Path, texts: Sequence[str]) -> None:
    """The same texts in batches, each way; the lag is how much longer than asked a sleep of a millisecond took."""
    analyst, apart, numbers = Analyst(file), ApartAnalyser(file), _numpy(read_weights(file))

    async def threaded(batch: Sequence[str]) -> None:
        await asyncio.to_thread(analyst.read, batch)

    async def in_child(batch: Sequence[str]) -> None:
        await apart.analyse(batch)

    async def by_numpy(batch: Sequence[str]) -> None:
        await asyncio.to_thread(numbers, batch)

    await apart.analyse(texts[:1])
    print("| way | texts/s | longest lag of the loop, ms |\n| --- | --- | --- |")
    for name, way in {"child process": in_child, "thread": threaded, "thread, sums by numpy": by_numpy}.items():
        found = [await _paced(way, texts) for _ in range(3)]
        print(f"| {name} | {max(rate for rate, _ in found):,.0f} | {min(lag for _, lag in found) * 1000:.1f} |")
    await apart.close()


async def _paced(way: Callable[[Sequence[str]], Awaitable[None]], texts: Sequence[str]) -> tuple[float, float]:
    lags: list[float] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            lags.append(time.perf_counter() - began - 0.001)

    watching = asyncio.create_task(watch())
    began = time.perf_counter()
    for start in range(0, len(texts), AT_ONCE):
        await way(texts[start : start + AT_ONCE])
    took = time.perf_counter() - began
    watching.cancel()
    return len(texts) / took, max(lags)


def _numpy(weights: Weights) -> Callable[[Sequence[str]], None]:
    """The rows of a text gathered and added by numpy; the rest of a reading left out, to its advantage."""
    rows = np.array(weights.rows, dtype=np.float32).reshape(-1, weights.head.lanes)
    at = {trait: number for number, trait in enumerate(weights.traits)}

    def read(texts: Sequence[str]) -> None:
        for text in texts:
            rows[[at[trait] for trait in traits_of(text) if trait in at]].sum(axis=0)

    return read


async def _memory(file: Path) -> None:
    print("\n| process | resident, MiB |\n| --- | --- |")
    for name, weights in {
        "child with the weights that ship": None,
        "child with the weights of the reviews": file,
    }.items():
        apart = ApartAnalyser(weights)
        await apart.analyse(["好"] * AT_ONCE)
        assert apart.process is not None
        print(f"| {name} | {Memory.of(apart.process).resident:.0f} |")
        await apart.close()
    for module in ["json", "numpy", "sklearn.linear_model"]:
        print(f"| Python with {module} and nothing else | {_resident(module):.0f} |")


def _resident(module: str) -> float:
    command = [sys.executable, "-I", "-c", SPEAKS.format(module)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603  our own
        assert process.stdout is not None
        process.stdout.readline()
        resident = Memory.of(process.pid).resident
        process.communicate()
    return resident

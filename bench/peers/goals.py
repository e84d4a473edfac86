"""What kefu is to reach beside the others, and what it reached in this run."""

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from bench.peers.measure import Series
from bench.peers.report import HAND, PEER, Key, ratios

OURS, KEEPING, IDIOMATIC = "kefu", "kefu-cached", "reference"
CONNECTIONS = 32


class Goal(NamedTuple):
    """At 32 connections, the median of the ratios of rates."""

    workload: str
    peer: str
    at_least: float
    ours: str = OURS


GOALS = (
    Goal("W1", PEER, 4), Goal("W1", HAND, 1), Goal("W2", PEER, 2.3), Goal("W2", HAND, 0.9), Goal("W2", IDIOMATIC, 20),
    Goal("W2-cached", PEER, 20, KEEPING), Goal("W3", PEER, 15), Goal("W4", PEER, 2), Goal("W4", HAND, 0.9),
)  # fmt: skip


def goals(figures: Mapping[Key, Series]) -> str:
    """A table with a line for each goal that this run can speak of; empty when there is none."""
    lines = ["### Goals", "", "| goal | found | reached |", "| --- | --- | --- |"]
    for goal in GOALS:
        found = ratios(figures, goal.workload, CONNECTIONS, goal.ours, goal.peer)
        if found:
            said = f"{goal.workload}, {CONNECTIONS} connections: at least {goal.at_least:g} x {goal.peer}"
            lines.append(_line(said, f"{median(found):.2f} x", reached=median(found) >= goal.at_least))
    for (workload, connections, name), series in figures.items():
        peer = figures.get((workload, connections, PEER))
        if name not in {OURS, KEEPING} or peer is None or not peer.runs or not series.runs:
            continue
        ours, theirs = (each.median(lambda run: run.p99) * 1e3 for each in (series, peer))
        said = f"{workload}, {connections} connections, {name}: p99 no worse than PostGraphile's"
        lines.append(_line(said, f"{ours:.1f} ms, theirs {theirs:.1f} ms", reached=ours <= theirs))
        if (workload, connections) == ("W1", 1):
            ours, theirs = (each.median(lambda run: run.p50) * 1e3 for each in (series, peer))
            said = f"{workload}, one connection: p50 no worse than PostGraphile's"
            lines.append(_line(said, f"{ours:.2f} ms, theirs {theirs:.2f} ms", reached=ours <= theirs))
    return "\n".join([*lines, ""]) if len(lines) > 4 else ""


def _line(goal: str, found: str, *, reached: bool) -> str:
    return f"| {goal} | {found} | {'yes' if reached else 'no'} |"

"""What the comparison found, as tables."""

from collections.abc import Mapping
from statistics import median

from bench.peers.measure import WORKLOADS, Figures, Series

Key = tuple[str, int, str]
"""Workload, connections, variant."""

PEER, HAND = "postgraphile", "handwritten"


def table(figures: Mapping[Key, Series], workload: str, connections: int) -> str:
    """Every variant's medians, and its ratios round by round to PostGraphile and to the hand-written route."""
    rows = [(name, series) for (of, at, name), series in figures.items() if (of, at) == (workload, connections)]
    lines = [
        f"### {workload}, {connections} connections: {WORKLOADS[workload].what}", "",
        "| variant | answers/s | x PostGraphile | x hand-written | p50 ms | p99 ms | server us | PostgreSQL us |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, series in rows:
        if not series.runs:
            lines.append(f"| {name} | no answer | | | | | | |")
            continue
        ratios = [ratio(figures, workload, connections, name, peer) for peer in (PEER, HAND)]
        cells = [
            name, f"{series.median(_rate):,.0f}{_failures(series)}", *[each or "" for each in ratios],
            f"{series.median(_p50):.2f}", f"{series.median(_p99):.1f}", f"{series.median(_server):,.0f}",
            _postgres(series),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def ratios(figures: Mapping[Key, Series], workload: str, connections: int, name: str, peer: str) -> list[float]:
    """One for each round, so that what the machine does meanwhile falls on both."""
    ours, theirs = (figures.get((workload, connections, each), Series()).runs for each in (name, peer))
    return [one.rate / other.rate for one, other in zip(ours, theirs, strict=False)]


def ratio(figures: Mapping[Key, Series], workload: str, connections: int, name: str, peer: str) -> str | None:
    """Median, smallest and largest; None for the peer itself and where it took no part."""
    found = ratios(figures, workload, connections, name, peer)
    return None if name == peer or not found else f"{median(found):.2f} ({min(found):.2f}-{max(found):.2f})"


def failures(figures: Mapping[Key, Series]) -> list[str]:
    """Whatever was not answered as it should be."""
    return [
        f"{workload}, {connections} connections, {name}: {series.failed} failed, the first one: {series.first_failure}"
        for (workload, connections, name), series in figures.items()
        if series.failed
    ]


def memory(idle: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Resident megabytes of each server, before the load and after it."""
    lines = ["### Resident memory, MB", "", "| variant | after the checks | after the load |", "| --- | --- | --- |"]
    lines += [f"| {name} | {idle[name]:.0f} | {after[name]:.0f} |" for name in after]
    return "\n".join([*lines, ""])


def load_share(figures: Mapping[Key, Series]) -> str:
    """What the load generator itself took, for an answer."""
    runs = [run for series in figures.values() for run in series.runs]
    return f"The load generator took {median(run.load_us for run in runs):.0f} us of CPU an answer (median)."


def _rate(run: Figures) -> float:
    return run.rate


def _p50(run: Figures) -> float:
    return run.p50 * 1e3


def _p99(run: Figures) -> float:
    return run.p99 * 1e3


def _server(run: Figures) -> float:
    return run.server_us


def _postgres(series: Series) -> str:
    known = [run.postgres_us for run in series.runs if run.postgres_us is not None]
    return f"{median(known):,.0f}" if known else "unknown"


def _failures(series: Series) -> str:
    return f", {series.failed} FAILED" if series.failed else ""

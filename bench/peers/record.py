"""Keeps what a full run found: the tables in bench/RESULTS.md, the chart beside it."""

from pathlib import Path

BENCH = Path(__file__).parent.parent
RESULTS, CHART = BENCH / "RESULTS.md", BENCH / "chart.svg"
HEADING = "## peers\n"


def keep(section: str, chart: str) -> None:
    """Instead of the section and the chart that were there."""
    text = RESULTS.read_text(encoding="utf-8")
    before, _, rest = text.partition(HEADING)
    following = rest.find("\n## ")
    after = "" if following < 0 else rest[following:]
    RESULTS.write_text(f"{before.rstrip()}\n\n{HEADING}\n{section.strip()}\n{after}", encoding="utf-8")
    CHART.write_text(chart, encoding="utf-8")

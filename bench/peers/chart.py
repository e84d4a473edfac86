"""The chart of the README: kefu's rate beside the others', one group of bars for each workload."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from statistics import median

from bench.peers.measure import Series
from bench.peers.report import Key

SHOWN = (
    ("kefu", "kefu", "#c2410c"),
    ("handwritten", "hand-written route", "#64748b"),
    ("postgraphile", "PostGraphile 5", "#2563eb"),
    ("mercurius", "Mercurius", "#059669"),
    ("reference", "Strawberry + Tortoise", "#a16207"),
)
TITLES = {
    "W1": "one ticket, by id", "W2": "50 tickets with events", "W3": "wallboard", "W4": "change of status",
    "cold": "a new document each time",
}  # fmt: skip
WIDTH, LABEL, BAR, GAP, HEAD = 720, 190, 15, 26, 46
STYLE = "text{font:12px system-ui,sans-serif;fill:#6e7781}.n{font-size:11px}.t{font-weight:600}"
"""One grey that reads on white and on black: a page's theme does not reach into an image."""


def chart(figures: Mapping[Key, Series], connections: int) -> str:
    """An SVG, readable on light and on dark; each group has a scale of its own, and its best is the full width."""
    parts: list[str] = []
    y = HEAD
    for workload, title in TITLES.items():
        rates = [
            (label, colour, median(run.rate for run in figures[key].runs))
            for name, label, colour in SHOWN
            if (key := (workload, connections, name)) in figures and figures[key].runs
        ]
        if not rates:
            continue
        parts.append(f'<text class="t" x="8" y="{y}">{workload if workload[0] == "W" else ""} {escape(title)}</text>')
        best = max(rate for _, _, rate in rates)
        for label, colour, rate in rates:
            y += BAR + 3
            width = max(2, round((WIDTH - LABEL - 90) * rate / best))
            parts += [
                f'<text x="{LABEL - 8}" y="{y}" text-anchor="end">{escape(label)}</text>',
                f'<rect x="{LABEL}" y="{y - 11}" width="{width}" height="{BAR - 2}" rx="2" fill="{colour}"/>',
                f'<text class="n" x="{LABEL + width + 6}" y="{y}">{rate:,.0f}/s</text>',
            ]
        y += GAP
    said = (
        f"answers a second, one process each, {connections} connections, {datetime.now(UTC):%Y-%m-%d}; longer is better"
    )
    head = f'<text x="8" y="20">{escape(said)}</text>'
    size = f'width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">', f"<title>{escape(said)}</title>"]
    return "\n".join([*lines, f"<style>{STYLE}</style>", head, *parts, "</svg>", ""])

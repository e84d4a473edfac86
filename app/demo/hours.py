"""When customers call: the hours of a desk, busy in trading time, quiet at night and at weekends."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

_HOUR = timedelta(hours=1)
_WEEKEND = 0.4
_BUSY = (
    # By the hour of the day, from midnight.
    0.06, 0.04, 0.03, 0.03, 0.03, 0.05, 0.10, 0.25,
    0.80, 1.70, 1.40, 1.10, 0.60, 1.20, 1.40, 1.10,
    0.80, 0.55, 0.40, 0.35, 0.35, 0.30, 0.20, 0.10,
)  # fmt: skip


class Hours:
    """Maps a share of all that happens between two instants, 0 to 1, to the instant by which it has happened."""

    def __init__(self, begin: datetime, end: datetime, zone: ZoneInfo) -> None:
        whole = int((end - begin) / _HOUR)
        self._edges = [*(begin.astimezone(UTC) + n * _HOUR for n in range(whole + 1)), end.astimezone(UTC)]
        pairs = list(zip(self._edges, self._edges[1:], strict=False))
        self._busy = [_busy((a + (b - a) / 2).astimezone(zone)) * ((b - a) / _HOUR) for a, b in pairs]
        self._sums = [0.0, *accumulate(self._busy)]

    def at(self, share: float) -> datetime:
        """Never before the beginning nor after the end; a larger share is never earlier."""
        wanted = min(max(share, 0.0), 1.0) * self._sums[-1]
        piece = min(bisect_right(self._sums, wanted), len(self._busy)) - 1
        into = (wanted - self._sums[piece]) / self._busy[piece] if self._busy[piece] else 1.0
        return self._edges[piece] + min(into, 1.0) * (self._edges[piece + 1] - self._edges[piece])


def _busy(local: datetime) -> float:
    return _BUSY[local.hour] * (_WEEKEND if local.isoweekday() > 5 else 1.0)  # noqa: PLR2004  Saturday and Sunday

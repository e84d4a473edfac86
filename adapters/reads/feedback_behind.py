"""Which feedback stands behind a figure of a report, as conditions over `f`: figures and lists are counted alike."""

from datetime import datetime
from typing import NamedTuple

from adapters.database import Sql
from domain.clock.clock import ClockState


class Promised(NamedTuple):
    """Feedback of which this promise was kept or fell due by then; only that of which it was `kept`, or was not."""

    commitment: str
    by: datetime
    kept: bool | None = None

    def where(self, sql: Sql) -> str:
        """In every cycle kept, or in one of them not."""
        if self.kept is None:
            return f"({self._some(sql, kept_in_time(sql))} or {self._some(sql, late_by(sql, self.by))})"
        late = self._some(sql, late_by(sql, self.by))
        return f"({self._some(sql, kept_in_time(sql))} and not {late})" if self.kept else late

    def _some(self, sql: Sql, condition: str) -> str:
        ours = f"k.aggregate_id = f.id and k.commitment = {sql(self.commitment)}"
        return f"exists (select 1 from clock k where {ours} and {condition})"


class Rated(NamedTuple):
    """Feedback of which the handling was rated; only that with a rating of `at_most` so much, or with none so poor."""

    at_most: int | None = None
    better: bool = False

    def where(self, sql: Sql) -> str:
        """In one of its cycles."""
        if self.at_most is None:
            return self._some("y.rating is not null")
        poor = self._some(f"y.rating <= {sql(self.at_most)}")
        return f"({self._some('y.rating is not null')} and not {poor})" if self.better else poor

    @staticmethod
    def _some(condition: str) -> str:
        return f"exists (select 1 from feedback_cycle y where y.feedback_id = f.id and {condition})"


Behind = Promised | Rated


def kept_in_time(sql: Sql) -> str:
    """Whether a clock `k` was kept in time."""
    return f"(k.state = {sql(ClockState.FULFILLED)} and k.stopped_at <= k.due_at)"


def late_by(sql: Sql, by: datetime) -> str:
    """Whether a clock `k` fell due before then without being kept, whatever came later."""
    return f"(k.due_at < {sql(by)} and (k.stopped_at is null or k.stopped_at > k.due_at))"

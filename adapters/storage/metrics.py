"""How each metric of the desk is read: one value for each row, as a part of a statement."""

from collections.abc import Mapping
from datetime import datetime
from math import sqrt
from typing import NamedTuple

from adapters.database import Database, Sql, sure
from domain.clock.clock import ClockState
from domain.improvement.effect import Sample

HANDLING = "initial_handling"
POOR_AT_MOST = 2
_KEPT = f"case when k.state = '{ClockState.FULFILLED.value}' and k.stopped_at <= k.due_at then 1.0 else 0.0 end"
_AGAIN = "select 1 from ticket_cycle z where z.ticket_id = y.ticket_id and z.number > y.number"
_CYCLES = "ticket_cycle y join ticket t on t.id = y.ticket_id"
_FEEDBACK = "feedback_cycle y join feedback t on t.id = y.feedback_id"
_CLOCKS = f"clock k join ticket t on t.id = k.aggregate_id and k.commitment = '{HANDLING}'"


class Reading(NamedTuple):
    """`value` of each row of `tables`, told at the time `at`; the ticket or feedback is `t`.

    `{minutes}` is the engine's own.
    """

    value: str
    at: str
    tables: str = _CYCLES


READINGS: Mapping[str, Reading] = {
    "ticket_rating": Reading("y.rating * 1.0", "y.rated_at"),
    "ticket_rated_poor": Reading(f"case when y.rating <= {POOR_AT_MOST} then 1.0 else 0.0 end", "y.rated_at"),
    "first_response": Reading("{minutes}", "y.responded_at"),
    "handling_time": Reading("{minutes} / 60.0", "y.resolved_at"),
    "reopened": Reading(f"case when exists ({_AGAIN}) then 1.0 else 0.0 end", "y.resolved_at"),
    "feedback_rating": Reading("y.rating * 1.0", "y.rated_at", _FEEDBACK),
    "feedback_rated_poor": Reading(
        f"case when y.rating <= {POOR_AT_MOST} then 1.0 else 0.0 end", "y.rated_at", _FEEDBACK
    ),
    "feedback_response": Reading("{minutes} / 60.0", "y.responded_at", _FEEDBACK),
    "feedback_handling": Reading("{minutes} / 1440.0", "y.replied_at", _FEEDBACK),
    "handled_in_time": Reading(_KEPT, "k.stopped_at", _CLOCKS),
}
"""By the codes of domain/improvement/metrics.py."""


class Sampled(NamedTuple):
    """A metric of the desk in a time, of the tickets of this department and kind, where they are named."""

    metric: str
    since: datetime
    until: datetime
    department: str | None = None
    kind: str | None = None

    @property
    def reading(self) -> Reading:
        """How it is read."""
        return READINGS[self.metric]

    def where(self, sql: Sql) -> str:
        """Which rows; what is outside of the time has no value."""
        conditions = [f"{self.reading.at} >= {sql(self.since)}", f"{self.reading.at} < {sql(self.until)}"]
        for column, code in (("department", self.department), ("kind", self.kind)):
            if code is not None:
                conditions.append(f"t.{column} = {sql(code)}")
        return " and ".join(conditions)

    @property
    def of_feedback(self) -> bool:
        """Whether it is about feedback; else it is about tickets."""
        return self.reading.tables == _FEEDBACK

    def ids(self, sql: Sql) -> str:
        """A select of the ids of the tickets, or of the feedback, behind it."""
        return f"select t.id from {self.reading.tables} where {self.where(sql)}"


async def sample_of(database: Database, sampled: Sampled) -> Sample:
    """Of all tickets, whoever may see them: numbers of the house, in which nobody is named."""
    sql, reading, number = database.sql(), sampled.reading, "::float8" if database.postgres else ""
    value = reading.value.format(minutes=_minutes(database, reading.at))
    # The deviation is of the values around their mean: squares of large numbers would lose what tells them apart.
    text = (
        f"with v as (select {value} as value from {reading.tables} where {sampled.where(sql)}),"
        " m as (select count(value) as n, avg(value) as mean from v)"
        f" select m.n, m.mean{number} as mean,"
        f" (select sum((v.value - m.mean) * (v.value - m.mean)) from v){number} as squares from m"
    )
    row = sure(await database.row(text, sql.values))
    count = int(row["n"])
    mean = float(row["mean"]) if count else None
    deviation = sqrt(max(0.0, float(row["squares"])) / (count - 1)) if count > 1 else None
    return Sample(sampled.since, sampled.until, count, mean, deviation)


def _minutes(database: Database, end: str) -> str:
    if database.postgres:
        return f"extract(epoch from {end} - y.began_at)::float8 / 60"
    return f"(julianday({end}) - julianday(y.began_at)) * 1440.0"

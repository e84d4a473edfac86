"""The figures of a feedback report, from one statement, so that they agree with one another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from adapters.database import Database, Row, Sql
from adapters.reads.feedback_behind import Promised, Rated, kept_in_time, late_by
from adapters.reads.feedbacks import FeedbackCriteria
from adapters.rights import feedbacks_of
from domain.clock.defaults import FEEDBACK_HANDLED, FEEDBACK_RESPONSE
from domain.feedback.report import Period
from domain.feedback.sentiment import Sentiment
from domain.viewer import Viewer

MOST = 100
"""Of kinds, causes and topics so many are listed, the most frequent ones."""
UNREAD, UNSURE = "UNREAD", "UNSURE"
READINGS = (*(each.value for each in Sentiment), UNSURE, UNREAD)


class Count(NamedTuple):
    """How many there are of one sort, how many in the period before, and which they are."""

    code: str | None
    value: int
    before: int
    members: FeedbackCriteria


class Counts(NamedTuple):
    """The most frequent ones, and how many sorts there are in the period."""

    listed: Sequence[Count]
    sorts: int


class Share(NamedTuple):
    """How many of how many, which all are, and which those are that it does not count."""

    value: int
    of: int
    members: FeedbackCriteria
    others: FeedbackCriteria


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackNumbers:
    """Of the feedback received in a period, as of an instant."""

    as_of: datetime
    received: Count
    kinds: Counts
    causes: Counts
    topics: Counts
    sentiments: Sequence[Count]
    """Each, also those with none."""
    responded: Share
    handled: Share
    scores: dict[int, int]
    """How many ratings there are of each score."""
    rated: FeedbackCriteria
    rated_poor: Share


async def read_report(
    database: Database,
    viewer: Viewer,
    period: Period,
    departments: tuple[str, ...] | None,
    *,
    poor_at_most: int,
    now: datetime,
) -> FeedbackNumbers:
    """Of the departments, or of all, within the viewer's scope."""
    sql = database.sql()
    text = _statement(database, sql, viewer, period, departments, poor_at_most=poor_at_most, now=now)
    found = _Found(await database.rows(text, sql.values))
    criteria = FeedbackCriteria(received_from=period.since, received_to=period.until, department=departments)
    return FeedbackNumbers(
        as_of=now,
        received=found.count("received", None, criteria),
        kinds=found.counts("kind", lambda code: replace(criteria, kind=(code,))),
        causes=found.counts("cause", lambda code: replace(criteria, cause=(code,))),
        topics=found.counts("topic", lambda code: replace(criteria, topic=code)),
        sentiments=[found.count("sentiment", code, _of_sentiment(criteria, code)) for code in READINGS],
        responded=found.promised(FEEDBACK_RESPONSE, criteria, now),
        handled=found.promised(FEEDBACK_HANDLED, criteria, now),
        scores={int(row["code"]): int(row["n"]) for row in found.of("score")},
        rated=replace(criteria, behind=Rated()),
        rated_poor=Share(
            found.number("rated", "poor"),
            found.number("rated", "poor") + found.number("rated", "better"),
            replace(criteria, behind=Rated()),
            replace(criteria, behind=Rated(poor_at_most, better=True)),
        ),
    )


class _Found:
    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)

    def of(self, part: str) -> list[Row]:
        return [row for row in self._rows if row["part"] == part]

    def number(self, part: str, code: str, column: str = "n") -> int:
        return sum(int(row[column]) for row in self._rows if (row["part"], row["code"]) == (part, code))

    def count(self, part: str, code: str | None, members: FeedbackCriteria) -> Count:
        return Count(code, self.number(part, code or ""), self.number(part, code or "", "earlier"), members)

    def counts(self, part: str, members: Callable[[str], FeedbackCriteria]) -> Counts:
        rows = self.of(part)
        listed = [Count(row["code"], int(row["n"]), int(row["earlier"]), members(row["code"])) for row in rows]
        return Counts([each for each in listed if each.value], int(rows[0]["sorts"]) if rows else 0)

    def promised(self, commitment: str, criteria: FeedbackCriteria, now: datetime) -> Share:
        kept, late = self.number(commitment, "kept"), self.number(commitment, "late")
        return Share(
            kept,
            kept + late,
            replace(criteria, behind=Promised(commitment, now)),
            replace(criteria, behind=Promised(commitment, now, kept=False)),
        )


def _of_sentiment(criteria: FeedbackCriteria, code: str) -> FeedbackCriteria:
    if code == UNREAD:
        return replace(criteria, unread=True)
    return replace(criteria, unsure=True) if code == UNSURE else replace(criteria, sentiment=(code,))


def _statement(
    database: Database, sql: Sql, viewer: Viewer, period: Period, departments: tuple[str, ...] | None, *,
    poor_at_most: int, now: datetime,
) -> str:  # fmt: skip
    """Every cell is a piece of feedback, or what it speaks of, and whether it is of the period or of the one before."""
    both = FeedbackCriteria(received_from=period.earlier, received_to=period.until, department=departments)
    where = " and ".join([feedbacks_of(viewer, sql), *both.where(sql, now)])
    promised = (
        f"select k.aggregate_id, k.commitment, max(case when {kept_in_time(sql)} then 1 else 0 end) as kept,"
        f" max(case when {late_by(sql, now)} then 1 else 0 end) as late"
        " from f join clock k on k.aggregate_id = f.id where f.recent = 1"
        f" and {sql.among('k.commitment', (FEEDBACK_RESPONSE, FEEDBACK_HANDLED))} group by 1, 2"
    )
    caused = (
        "select distinct f.id, y.cause, f.recent from f join feedback_cycle y on y.feedback_id = f.id"
        " where y.cause is not null"
    )
    poor = sql(poor_at_most)
    read = f"coalesce(f.sentiment, case when f.unread then '{UNREAD}' else '{UNSURE}' end)"
    cells = (
        "select 'received' as part, '' as code, recent from f",
        "select 'kind', kind, recent from f",
        f"select 'sentiment', {read}, recent from f",
        f"select 'topic', {_TOPIC[database.postgres]} and f.topics <> ''",
        f"select 'cause', cause, recent from ({caused}) d",
        "select commitment, case when late = 1 then 'late' else 'kept' end, 1 from p where late = 1 or kept = 1",
        "select 'score', cast(rating as text), 1 from r",
        f"select 'rated', case when min(rating) <= {poor} then 'poor' else 'better' end, 1 from r group by feedback_id",
    )
    return (
        f"with f as (select f.id, f.kind, f.sentiment, f.unread, f.topics,"
        f" case when f.received_at >= {sql(period.since)} then 1 else 0 end as recent from feedback f where {where}),"
        f" p as ({promised}),"
        " r as (select y.feedback_id, y.rating from f join feedback_cycle y on y.feedback_id = f.id"
        " where f.recent = 1 and y.rating is not null),"
        f" cells as ({' union all '.join(cells)}),"
        " counted as (select part, code, sum(recent) as n, sum(1 - recent) as earlier from cells group by part, code),"
        " placed as (select part, code, n, earlier,"
        " row_number() over (partition by part order by n desc, code) as place,"
        " sum(case when n > 0 then 1 else 0 end) over (partition by part) as sorts from counted)"
        f" select part, code, n, earlier, sorts from placed where place <= {MOST} order by part, place"
    )


_TOPIC = {
    True: "t.topic, f.recent from f, unnest(string_to_array(trim(both '|' from f.topics), '|')) as t(topic) where true",
    False: (
        "t.value, f.recent from f, json_each('[\"' || replace(trim(f.topics, '|'), '|', '\",\"') || '\"]') t where true"
    ),
}
"""By whether it is PostgreSQL. A topic is a code, in which nothing has to be escaped."""

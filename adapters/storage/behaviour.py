"""What customers' activity adds up to, as ranks and assessments ask: of any number of them in one statement."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from adapters.database import Database, Row, sure, uuid
from domain.activity.activity import CURRENCY, TRADES, ActivityKind
from domain.need.surroundings import YEAR, Behaviour


async def behaviours(
    database: Database, customers: Collection[UUID], *, at: datetime, abnormal_days: int
) -> Mapping[UUID, Behaviour]:
    """By customer: trades of a year, the last balance in our currency, the last satisfaction, warnings of those days.

    Of a customer without any activity it is not known how much they trade.
    """
    sql = database.sql()
    mine = "a.customer_id = c.id"
    by_now = f"a.at <= {sql(at)}"
    trades = f"{sql.among('a.kind', [each.value for each in TRADES])} and a.at > {sql(at - YEAR)} and {by_now}"
    balance = f"a.kind = {sql(ActivityKind.BALANCE)} and a.currency = {sql(CURRENCY)} and {by_now}"
    abnormal = (
        f"a.kind = {sql(ActivityKind.ABNORMAL)} and a.at > {sql(at - timedelta(days=abnormal_days))} and {by_now}"
    )
    said = (
        "select y.rating as score, y.rated_at as at from ticket t join ticket_cycle y on y.ticket_id = t.id"
        " where t.customer_id = c.id and y.rating is not null"
        " union all select n.satisfaction, n.ended_at from need n"
        " where n.customer_id = c.id and n.satisfaction is not null"
    )
    text = (
        f"select c.id, exists (select 1 from activity a where {mine}) as known,"
        f" (select count(*) from activity a where {mine} and {trades}) as trades,"
        f" (select a.amount from activity a where {mine} and {balance} order by a.at desc, a.id limit 1) as balance,"
        f" exists (select 1 from activity a where {mine} and {abnormal}) as abnormal,"
        f" (select score from ({said}) told order by at desc limit 1) as satisfaction"
        f" from customer c where {sql.among('c.id', customers)}"
    )
    return {sure(uuid(row["id"])): _behaviour(row) for row in await database.rows(text, sql.values)}


def _behaviour(row: Row) -> Behaviour:
    return Behaviour(
        trades=int(row["trades"]) if row["known"] else None,
        balance=row["balance"],
        satisfaction=row["satisfaction"],
        abnormal_trading=bool(row["abnormal"]),
    )

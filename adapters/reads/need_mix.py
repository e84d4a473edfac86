"""The mix of needs beside the benchmark (source: P2.1-d): shares with what they count, all of one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from adapters.database import Database, Sql, sure
from adapters.reads.needs import NeedCriteria
from adapters.rights import needs_of
from domain.need.classes import Category, Nature
from domain.viewer import Viewer


class MixPart(StrEnum):
    """Customers that the benchmark speaks of."""

    ACCOUNT_AND_TRADING = "ACCOUNT_AND_TRADING"
    COMPLEX_ADVICE = "COMPLEX_ADVICE"


MAIN = (Category.ACCOUNT_MANAGEMENT.value, Category.TRADING_CONSULTATION.value)


@dataclass(frozen=True, slots=True)
class MixMembers:
    """The customers with such needs in the viewer's scope, all of them for no part."""

    viewer: Viewer
    needs: NeedCriteria
    part: MixPart | None = None

    def where(self, sql: Sql) -> str:
        """The condition over `customer`."""
        return f"c.id in (select customer_id from ({_by_customer(self.viewer, self.needs, sql)}) mix{self._which()})"

    def _which(self) -> str:
        match self.part:
            case MixPart.ACCOUNT_AND_TRADING:
                return f" where {_MAINLY}"
            case MixPart.COMPLEX_ADVICE:
                return f" where {_ADVICE}"
            case None:
                return ""


_MAINLY = "main * 2 >= told"
_ADVICE = "advice > 0"


@dataclass(frozen=True, slots=True)
class NeedMixNumbers:
    """Counts; shares are taken where they are shown."""

    as_of: datetime
    department: str | None
    criteria: NeedCriteria
    needs: int
    by_category: Mapping[Category, int]
    customers: int
    by_part: Mapping[MixPart, int]


async def read_need_mix(
    database: Database, viewer: Viewer, department: str | None, criteria: NeedCriteria, *, now: datetime
) -> NeedMixNumbers:
    """Two statements: by customers and by needs; what is identified after `now` is in neither."""
    criteria = criteria if criteria.identified_to is not None else replace(criteria, identified_to=now)
    sql = database.sql()
    row = sure(
        await database.row(
            f"select count(*) as customers, sum(case when {_MAINLY} then 1 else 0 end) as main,"
            f" sum(case when {_ADVICE} then 1 else 0 end) as advice"
            f" from ({_by_customer(viewer, criteria, sql)}) mix",
            sql.values,
        )
    )
    sql = database.sql()
    where = " and ".join([needs_of(viewer, sql), *criteria.where(sql)])
    rows = await database.rows(f"select n.category, count(*) as n from need n where {where} group by 1", sql.values)
    found = {Category(each["category"]): int(each["n"]) for each in rows}
    return NeedMixNumbers(
        as_of=now,
        department=department,
        criteria=criteria,
        needs=sum(found.values()),
        by_category={each: found.get(each, 0) for each in Category},
        customers=int(row["customers"]),
        by_part={
            MixPart.ACCOUNT_AND_TRADING: int(row["main"] or 0),
            MixPart.COMPLEX_ADVICE: int(row["advice"] or 0),
        },
    )


def _by_customer(viewer: Viewer, criteria: NeedCriteria, sql: Sql) -> str:
    where = " and ".join([needs_of(viewer, sql), *criteria.where(sql)])
    advice = f"n.category = {sql(Category.PRODUCT_RECOMMENDATION)} and n.nature = {sql(Nature.ADVANCED)}"
    return (
        "select n.customer_id, count(*) as told,"
        f" sum(case when {sql.among('n.category', MAIN)} then 1 else 0 end) as main,"
        f" sum(case when {advice} then 1 else 0 end) as advice"
        f" from need n where {where} group by n.customer_id"
    )

"""The mix of needs beside the benchmark: every share says what it counts, and opens into what it counted."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import strawberry

from domain.customer.access import READERS as CUSTOMER_READERS
from domain.shared.scope import HOUSE_READERS, READERS
from schema.context import Info, reader_of
from schema.customer import CustomerConnection
from schema.need import NeedConnection
from schema.need_words import Category
from schema.paging import After, First
from schema.reference import Department
from schema.rights import field, governed

OF_CUSTOMERS, OF_NEEDS = "share of customers, 0 to 1", "share of needs, 0 to 1"
NO_DATA = "no need was identified within the scope and the time"

CustomerPages = Callable[[Info, Any, int, str | None], Awaitable[CustomerConnection]]
NeedPages = Callable[[Info, Any, int, str | None], Awaitable[NeedConnection]]


def share(part: int, whole: int) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def no_data(whole: int) -> str | None:
    """Why there is no share."""
    return None if whole else NO_DATA


@governed(HOUSE_READERS)
@strawberry.type(description="A share of customers beside its benchmark (客户占比; source: P2.1-d).")
class CustomerShare:
    """The whole are the customers with a need."""

    value: float | None = field("The share, 0 to 1; null when there is nothing to take it of (数值).")
    unit: str = field("What the value is (单位).")
    part: int = field("How many customers it counts (分子).")
    whole: int = field("Of how many (分母).")
    benchmark: float = field("What the source expects, 0 to 1 (基准; source: P2.1-d).")
    definition: str = field("What it says, in one sentence (口径).")
    none_because: str | None = field("Why there is no value (无值原因).")
    criteria: strawberry.Private[Any]
    pages: strawberry.Private[CustomerPages]

    @field("The customers that it counts (明细).", readers=CUSTOMER_READERS & HOUSE_READERS)
    async def members(self, info: Info, first: First, after: After = None) -> CustomerConnection:
        return await self.pages(info, self.criteria, first, after)


@governed(HOUSE_READERS)
@strawberry.type(description="The share of a category among the needs (需求占比; source: P2.1-b).")
class NeedShare:
    """The shares of all categories add up to one."""

    category: Category = field("The category (类别).")
    value: float | None = field("The share, 0 to 1; null when there is nothing to take it of (数值).")
    unit: str = field("What the value is (单位).")
    part: int = field("How many needs it counts (分子).")
    whole: int = field("Of how many (分母).")
    definition: str = field("What it says, in one sentence (口径).")
    none_because: str | None = field("Why there is no value (无值原因).")
    criteria: strawberry.Private[Any]
    pages: strawberry.Private[NeedPages]

    @field("The needs that it counts, the earliest identified first (明细).", readers=READERS)
    async def members(self, info: Info, first: First, after: After = None) -> NeedConnection:
        return await self.pages(info, self.criteria, first, after)


@governed(HOUSE_READERS)
@strawberry.type(description="The mix of needs (需求结构; source: P2.1-d); all of one instant, within the scope.")
class NeedMix:
    """Of the needs identified in the time asked for, whatever became of them."""

    as_of: datetime = field("The instant of all figures (统计时刻).")
    account_and_trading: CustomerShare = field("Customers who mainly need account management and trading consultation.")
    complex_advice: CustomerShare = field("Customers who raised a need of complex product advice.")
    by_category: list[NeedShare] = field("By category, each once (按类别).", size=len(Category))
    code: strawberry.Private[str | None]

    @field("The department, with those below it, that the figures are about; null is all in scope (部门).")
    def department(self, info: Info) -> Department | None:
        return None if self.code is None else reader_of(info).department(self.code)

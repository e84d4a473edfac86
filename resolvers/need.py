"""What is read of needs: lists, the queue, the mix, and what happens on the market."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import strawberry

from adapters.reads.customers import ORDERS as CUSTOMER_ORDERS
from adapters.reads.customers import CustomerCriteria
from adapters.reads.market import ORDERS as MARKET_ORDERS
from adapters.reads.market import MarketCriteria, market_events_page
from adapters.reads.need_mix import MixMembers, MixPart, NeedMixNumbers, read_need_mix
from adapters.reads.needs import ORDERS, NeedCriteria, needs_page, plain_words, queue_page
from domain.need.access import JUDGEMENT_READERS, MARKET_READERS
from domain.need.classes import Category
from domain.shared.scope import HOUSE_READERS, READERS
from resolvers.departments import with_those_below
from resolvers.given import a_customer, a_department, aware, bounded, exactly_one, in_words_of_the_query, maybe_row, row
from schema import need_mix as mix
from schema.context import Info, reader_of, viewer_of
from schema.customer import Customer, CustomerConnection, CustomerEdge
from schema.errors import Forbidden
from schema.market import MarketEvent, MarketEventConnection, MarketEventEdge, MarketEventOrder
from schema.need import Need, NeedConnection, NeedEdge, NeedFilter, NeedOrder
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

Id = Annotated[strawberry.ID | None, strawberry.argument(description="Its global id.")]
Number = Annotated[str | None, strawberry.argument(description="Its number for people.")]
Which = Annotated[NeedFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[
    NeedOrder | None, strawberry.argument(description="In which order; the newest first when not given.")
]
MarketOrder = Annotated[
    MarketEventOrder | None, strawberry.argument(description="In which order; the latest first when not given.")
]
Code = Annotated[
    str | None,
    strawberry.argument(description="The code of a department: it and those below it; all in scope when not given."),
]
InForce = Annotated[bool | None, strawberry.argument(description="Only those that are in force now.")]
From = Annotated[datetime | None, strawberry.argument(description="Needs identified at this instant or later.")]
To = Annotated[datetime | None, strawberry.argument(description="Needs identified before this instant.")]
BENCHMARK = {MixPart.ACCOUNT_AND_TRADING: 0.65, MixPart.COMPLEX_ADVICE: 0.15}
DEFINITIONS = {
    MixPart.ACCOUNT_AND_TRADING: "Customers of whose needs at least half are account management or trading consultation"
    " (主要需求为账户管理与交易咨询的客户占比).",
    MixPart.COMPLEX_ADVICE: "Customers with an advanced need of product recommendation (提出复杂产品建议的客户占比).",
}
OF_CATEGORY = "Needs of this category among all needs (该类别需求占比)."


@strawberry.type
class NeedQuery:
    """The root fields about needs."""

    @field("One need (需求), by exactly one of its names; null when there is none in scope.", readers=READERS)
    async def need(self, info: Info, id: Id = None, number: Number = None) -> Need | None:
        exactly_one(id=id, number=number)
        if id is not None:
            return await reader_of(info).needs.need(row("Need", id, "id"))
        page = await needs_page(
            info.context.house.database, viewer_of(info), NeedCriteria(number=number), ORDERS["UPDATED_AT"],
            first=1, after=None,
        )  # fmt: skip
        return Need.of(page.rows[0]) if page.rows else None

    @field("Needs (需求) in scope, in pages.", readers=READERS)
    async def needs(
        self, info: Info, first: First, filter: Which = None, order_by: InOrder = NeedOrder.IDENTIFIED_AT_DESC,
        after: After = None,
    ) -> NeedConnection:  # fmt: skip
        return await _needs(info, _criteria(info, filter), order_by or NeedOrder.IDENTIFIED_AT_DESC, first, after)

    @field("Needs that wait, in the order in which we serve them (需求队列; source: P2.3).", readers=JUDGEMENT_READERS)
    async def need_queue(
        self, info: Info, first: First, department: Code = None, after: After = None
    ) -> NeedConnection:
        code = await a_department(info, department)
        criteria = NeedCriteria(waiting=True, department=with_those_below(info, code))
        with in_words_of_the_query():
            page = await queue_page(
                info.context.house.database, viewer_of(info), criteria, first=within_a_page(first, "first"), after=after
            )
        nodes = [Need.of(view) for view in page.rows]
        return a_page(NeedConnection, NeedEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria)

    @field("The mix of needs beside the benchmark (需求结构; source: P2.1-d).", readers=HOUSE_READERS)
    async def need_mix(
        self, info: Info, department: Code = None, identified_from: From = None, identified_to: To = None
    ) -> mix.NeedMix:
        code = await a_department(info, department)
        criteria = NeedCriteria(
            department=with_those_below(info, code),
            identified_from=aware(identified_from, "identifiedFrom"),
            identified_to=aware(identified_to, "identifiedTo"),
        )
        house = info.context.house
        return _mix(info, await read_need_mix(house.database, viewer_of(info), code, criteria, now=house.now()))

    @field("What happens on the market (市场事件; source: P2.3-c), in pages.", readers=MARKET_READERS)
    async def market_events(
        self, info: Info, first: First, in_force: InForce = None,
        order_by: MarketOrder = MarketEventOrder.BEGINS_AT_DESC, after: After = None,
    ) -> MarketEventConnection:  # fmt: skip
        order = order_by or MarketEventOrder.BEGINS_AT_DESC
        criteria = MarketCriteria(in_force_at=info.context.house.now() if in_force else None)
        with in_words_of_the_query():
            page = await market_events_page(
                info.context.house.database, criteria, MARKET_ORDERS[order.value],
                first=within_a_page(first, "first"), after=after,
            )  # fmt: skip
        nodes = [MarketEvent.of(view) for view in page.rows]
        return a_page(
            MarketEventConnection, MarketEventEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria
        )


async def _needs(info: Info, criteria: NeedCriteria, order: NeedOrder, first: int, after: str | None) -> NeedConnection:
    with in_words_of_the_query():
        page = await needs_page(
            info.context.house.database, viewer_of(info), criteria, ORDERS[order.value],
            first=within_a_page(first, "first"), after=after,
        )  # fmt: skip
    nodes = [Need.of(view) for view in page.rows]
    return a_page(NeedConnection, NeedEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria)


def _criteria(info: Info, given: NeedFilter | None) -> NeedCriteria:
    if given is None:
        return NeedCriteria()
    role = viewer_of(info).role
    for name in ("grade", "quadrant"):
        if getattr(given, name) is not None and role not in JUDGEMENT_READERS:
            raise Forbidden(role.value, name)
    return NeedCriteria(
        status=plain_words(bounded(given.status, "status")),
        category=plain_words(bounded(given.category, "category")),
        nature=plain_words(bounded(given.nature, "nature")),
        source=plain_words(bounded(given.source, "source")),
        grade=plain_words(bounded(given.grade, "grade")),
        quadrant=plain_words(bounded(given.quadrant, "quadrant")),
        department=bounded(given.department, "department"),
        assignee_id=maybe_row("Agent", given.assignee_id, "assigneeId"),
        customer_id=a_customer(info, given.customer_id),
        identified_from=aware(given.identified_from, "identifiedFrom"),
        identified_to=aware(given.identified_to, "identifiedTo"),
    )


def _mix(info: Info, numbers: NeedMixNumbers) -> mix.NeedMix:
    def customers(part: MixPart) -> mix.CustomerShare:
        counted, whole = numbers.by_part[part], numbers.customers
        return mix.CustomerShare(
            value=mix.share(counted, whole),
            unit=mix.OF_CUSTOMERS,
            part=counted,
            whole=whole,
            benchmark=BENCHMARK[part],
            definition=DEFINITIONS[part],
            none_because=mix.no_data(whole),
            criteria=CustomerCriteria(with_needs=MixMembers(viewer_of(info), numbers.criteria, part)),
            pages=_customers,
        )

    def needs(category: Category, counted: int) -> mix.NeedShare:
        return mix.NeedShare(
            category=category,
            value=mix.share(counted, numbers.needs),
            unit=mix.OF_NEEDS,
            part=counted,
            whole=numbers.needs,
            definition=OF_CATEGORY,
            none_because=mix.no_data(numbers.needs),
            criteria=replace(numbers.criteria, category=(category.value,)),
            pages=_members,
        )

    return mix.NeedMix(
        as_of=numbers.as_of,
        account_and_trading=customers(MixPart.ACCOUNT_AND_TRADING),
        complex_advice=customers(MixPart.COMPLEX_ADVICE),
        by_category=[needs(category, counted) for category, counted in numbers.by_category.items()],
        code=numbers.department,
    )


async def _members(info: Info, criteria: NeedCriteria, first: int, after: str | None) -> NeedConnection:
    return await _needs(info, criteria, NeedOrder.IDENTIFIED_AT, first, after)


async def _customers(info: Info, criteria: CustomerCriteria, first: int, after: str | None) -> CustomerConnection:
    info.context.reader.untold()
    with in_words_of_the_query():
        page = await info.context.reader.customers_page(
            criteria, CUSTOMER_ORDERS["REGISTERED_AT"], first=within_a_page(first, "first"), after=after
        )
    nodes = [Customer.of(view) for view in page.rows]
    return a_page(CustomerConnection, CustomerEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria)

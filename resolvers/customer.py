"""What is read of customers."""

from typing import Annotated

import strawberry

from adapters.reads.customers import ORDERS, CustomerCriteria
from domain.customer.access import READERS
from resolvers.given import exactly_one, in_words_of_the_query, maybe_row, row, values_of, words
from resolvers.reader import HouseReader
from resolvers.ticket import Id, Reference
from schema.context import Info
from schema.customer import Customer, CustomerConnection, CustomerEdge, CustomerFilter, CustomerOrder
from schema.paging import After, First, a_page, within_a_page
from schema.rights import field

Which = Annotated[CustomerFilter | None, strawberry.argument(description="Which ones; all in scope when not given.")]
InOrder = Annotated[CustomerOrder | None, strawberry.argument(description="In which order.")]


@strawberry.type
class CustomerQuery:
    """The root fields about customers."""

    @field("One customer (客户), by exactly one of their names; null when there is none in scope.", readers=READERS)
    async def customer(self, info: Info, id: Id = None, external_reference: Reference = None) -> Customer | None:
        exactly_one(id=id, externalReference=external_reference)
        reader: HouseReader = info.context.reader
        if id is None:
            return await reader.customer_called(str(external_reference))
        return await reader.customer(row("Customer", id, "id"))

    @field("Customers (客户) in scope, in pages.", readers=READERS)
    async def customers(
        self, info: Info, first: First, filter: Which = None, order_by: InOrder = CustomerOrder.REGISTERED_AT,
        after: After = None,
    ) -> CustomerConnection:  # fmt: skip
        criteria, order = _criteria(filter), order_by or CustomerOrder.REGISTERED_AT
        with in_words_of_the_query():
            page = await info.context.reader.customers_page(
                criteria, ORDERS[order.value], first=within_a_page(first, "first"), after=after
            )
        nodes = [Customer.of(view) for view in page.rows]
        return a_page(
            CustomerConnection, CustomerEdge, nodes, page.cursors, more=page.more, after=after, filter=criteria
        )


def _criteria(given: CustomerFilter | None) -> CustomerCriteria:
    if given is None:
        return CustomerCriteria()
    return CustomerCriteria(
        type=values_of(given.type, "type"),
        stage=values_of(given.stage, "stage"),
        tier=values_of(given.tier, "tier"),
        segment=None if given.segment is None else given.segment.value,
        business_line=words(given.business_line, "businessLine"),
        account_manager_id=maybe_row("Agent", given.account_manager_id, "accountManagerId"),
        name_contains=words(given.name_contains, "nameContains"),
    )

"""In which columns a row says something else than the desk has on record; never the values, which are personal."""

from collections.abc import Callable, Iterator
from uuid import UUID

from adapters.importers.customer_contacts import points_of, preferred
from adapters.importers.customer_row import CONTACT_POINTS, CustomerRow
from adapters.importers.names import reference_of
from adapters.importers.source_time import SHANGHAI
from domain.customer.customer import Customer
from domain.reference.entry import Family

Codes = Callable[[Family, str], str | None]
Agents = Callable[[str], UUID | None]
_NOBODY = UUID(int=0)


def differences(row: CustomerRow, customer: Customer, agents: Agents, codes: Codes) -> list[str]:
    """Columns that the row leaves empty say nothing, so they do not differ."""
    return [column for column, same in _compared(row, customer, agents, codes) if column in row.given and not same]


def _compared(row: CustomerRow, customer: Customer, agents: Agents, codes: Codes) -> Iterator[tuple[str, bool]]:
    yield "kind", row.kind.upper() == customer.type
    yield "name", row.name == customer.name
    yield "stage", row.stage.upper() == customer.stage
    yield "tier", row.tier.upper() == customer.tier
    yield "segments", {each.upper() for each in row.segments} == customer.segments
    yield (
        "business_lines",
        {codes(Family.BUSINESS_LINE, each) for each in row.business_lines} == customer.business_lines,
    )
    known = {(each.kind, each.value) for each in customer.contact_points}
    given = {point.kind.lower(): (point.kind, point.value) for point in points_of(row, lambda: _NOBODY)}
    for column in CONTACT_POINTS:
        yield column, given.get(column) in known
    channel = preferred(row)
    yield "preferred_channel", channel is not None and codes(Family.CHANNEL, channel) == customer.preferred_channel
    manager = None if row.account_manager is None else agents(reference_of(row.account_manager))
    yield "account_manager", manager is not None and manager == customer.account_manager_id
    yield "opened_on", row.opened_on == customer.registered_at.astimezone(SHANGHAI).date()

"""How a customer of a file can be reached, in the desk's words."""

from collections.abc import Callable, Iterator
from uuid import UUID

from adapters.importers.customer_row import CONTACT_POINTS, CustomerRow
from domain.customer.contact import ContactKind, ContactPoint

CHANNEL_OF = {"mobile": "phone", "phone": "phone", "email": "email", "wechat": "official_account"}
"""The channel that reaches somebody there."""


def points_of(row: CustomerRow, new_id: Callable[[], UUID]) -> Iterator[ContactPoint]:
    """In the order of the columns; Invalid when the domain does not take one."""
    for column in CONTACT_POINTS:
        value = getattr(row, column)
        if value is not None:
            yield ContactPoint.of(new_id(), ContactKind[column.upper()], value, CHANNEL_OF[column])


def preferred(row: CustomerRow) -> str | None:
    """The preferred channel: named itself, or by the contact point it reaches."""
    wanted = row.preferred_channel
    return None if wanted is None else CHANNEL_OF.get(wanted, wanted)

"""From what a token says to the viewer it stands for, in the words and rows of this desk."""

from uuid import UUID

from adapters.database import uuid
from adapters.storage.house import House
from app.claims import Claims
from domain.viewer import Role, Viewer
from execution.recent import Recent

REMEMBERED = 50_000
VIEWERS = 10_000
WITH_THOSE_BELOW = frozenset({Role.SUPERVISOR, Role.INTEGRATION})


class Viewers:
    """One for a house. Who the customer behind a reference is does not change, so it is asked once."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._customers = Recent[str, UUID](entries=REMEMBERED, weight=REMEMBERED)
        self._known = Recent[Claims, tuple[object, Viewer]](entries=VIEWERS, weight=VIEWERS)
        """With what the directory held when they were made."""

    def at_once(self, claims: Claims) -> Viewer | None:
        """What `of` would say without asking the database; None when it would have to."""
        directory = self._house.directory
        known = self._known.get(claims)
        return known[1] if known is not None and directory.fresh and known[0] is directory.state else None

    async def of(self, claims: Claims) -> Viewer:
        """The viewer; a reference that the desk does not know yet leads to nobody, and sees nothing of its own."""
        directory = self._house.directory
        await directory.refresh()
        customer = claims.role is Role.CUSTOMER
        person = None if customer else directory.person_called(claims.sub)
        department = None if customer else claims.department
        viewer = Viewer(
            role=claims.role,
            subject=claims.sub,
            department=department,
            departments=self._departments(claims.role, department),
            agent_id=person.id if person else None,
            customer_id=await self._customer(claims.sub) if customer else None,
            expires_at=claims.exp,
        )
        if not customer or viewer.customer_id is not None:  # who is not known yet may be in a moment
            self._known.put(claims, (directory.state, viewer), weight=1)
        return viewer

    def _departments(self, role: Role, department: str | None) -> frozenset[str]:
        if department is None:
            return frozenset()
        return self._house.directory.below(department) if role in WITH_THOSE_BELOW else frozenset({department})

    async def _customer(self, reference: str) -> UUID | None:
        known = self._customers.get(reference)
        if known is not None:
            return known
        sql = self._house.database.sql()
        text = f"select id from customer where external_reference = {sql(reference)}"  # noqa: S608  the value is bound
        row = await self._house.database.row(text, sql.values)
        found = uuid(row["id"]) if row else None
        if found is not None:
            self._customers.put(reference, found, weight=1)
        return found

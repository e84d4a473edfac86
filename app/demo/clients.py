"""The customers as the demo needs to know them: who they are, who looks after them, what they would ask."""

from dataclasses import dataclass, field
from uuid import UUID

from adapters.database import Database, Row, sure, uuid
from app.demo.problems import Problem
from domain.customer.customer import CustomerType, Stage
from domain.viewer import Role, Viewer

KNOWN = 500
"""Customers who open tickets while the desk moves; more would not make it livelier."""
_SELECT = "select id, external_reference, type, stage, account_manager_id from customer"


@dataclass(frozen=True, slots=True)
class Client:
    """One customer, read once."""

    id: UUID
    reference: str
    type: CustomerType
    stage: Stage
    manager_id: UUID | None

    @property
    def viewer(self) -> Viewer:
        """As whom they sign in."""
        return Viewer(Role.CUSTOMER, self.reference, customer_id=self.id)

    def would_ask(self, problem: Problem) -> bool:
        """Whether it can be their problem: who has left asks nothing, who has no account yet asks for advice only."""
        if problem.only not in {None, self.type} or self.stage is Stage.LOST:
            return False
        return self.stage is not Stage.PROSPECT or problem.kind == "consultation"


@dataclass(frozen=True, slots=True)
class Clients:
    """Those of this desk."""

    database: Database
    _known: dict[UUID, Client] = field(default_factory=dict)

    async def some(self) -> list[Client]:
        """The first ones by reference."""
        rows = await self.database.rows(f"{_SELECT} order by external_reference limit {KNOWN}")
        return [_client(row) for row in rows]

    async def of(self, customer_id: UUID) -> Client:
        """The one with this id."""
        if customer_id not in self._known:
            sql = self.database.sql()
            row = await self.database.row(f"{_SELECT} where id = {sql(customer_id)}", sql.values)
            self._known[customer_id] = _client(sure(row))
        return self._known[customer_id]


def _client(row: Row) -> Client:
    return Client(
        id=sure(uuid(row["id"])),
        reference=row["external_reference"],
        type=CustomerType(row["type"]),
        stage=Stage(row["stage"]),
        manager_id=uuid(row["account_manager_id"]),
    )

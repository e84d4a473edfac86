"""What a ticket is surrounded by when somebody has to be told of it: department, people, the customer's standing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from adapters.database import Database, Row, sure, uuid
from adapters.directory import Directory
from domain.alert.recipient import Surroundings
from domain.reference.entry import Family


@dataclass(frozen=True, slots=True)
class Situation:
    """`facts` are those of the customer, which triggers of the ticket do not know."""

    customer_id: UUID
    number: str
    surroundings: Surroundings
    facts: Mapping[str, str]


async def situations(database: Database, directory: Directory, ids: Iterable[UUID]) -> dict[UUID, Situation]:
    """By ticket id, as it is within this transaction."""
    sql = database.sql()
    text = (
        "select t.id, t.number, t.customer_id, t.department, g.external_reference as assignee,"
        " m.external_reference as manager, c.tier, c.segments"
        " from ticket t join customer c on c.id = t.customer_id left join agent g on g.id = t.assignee_id"
        f" left join agent m on m.id = c.account_manager_id where {sql.among('t.id', ids)}"
    )
    await directory.refresh()
    rows = await database.rows(text, sql.values)
    return {sure(uuid(row["id"])): _situation(row, directory) for row in rows}


def _situation(row: Row, directory: Directory) -> Situation:
    department = row["department"]
    word = None if department is None else directory.word(Family.DEPARTMENT, department)
    return Situation(
        customer_id=sure(uuid(row["customer_id"])),
        number=row["number"],
        surroundings=Surroundings(
            department=department,
            department_above=word.parent if word else None,
            assignee=row["assignee"],
            account_manager=row["manager"],
        ),
        facts={"tier": row["tier"], "segment": row["segments"]},
    )

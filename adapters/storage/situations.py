"""What a ticket is surrounded by when somebody has to be told of it: department, people, the customer's standing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from adapters.database import Database, Row, sure, uuid
from adapters.directory import Directory
from domain.alert.recipient import Surroundings
from domain.reference.entry import Family
from domain.ticket.promised import facts_by


@dataclass(frozen=True, slots=True)
class Situation:
    """`facts` are what rules may ask: the ticket's as it is written, and its customer's."""

    customer_id: UUID
    number: str
    surroundings: Surroundings
    facts: Mapping[str, str]


async def situations(database: Database, directory: Directory, ids: Iterable[UUID]) -> dict[UUID, Situation]:
    """By ticket id, as it is within this transaction."""
    sql = database.sql()
    text = (
        "select t.id, t.number, t.customer_id, t.department, t.level, t.kind, t.business_line, t.channel, t.opened_by,"
        " g.external_reference as assignee,"
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
        facts=_facts(row, directory),
    )


def _facts(row: Row, directory: Directory) -> Mapping[str, str]:
    kind = directory.word(Family.KIND, row["kind"])
    return facts_by(row, complaint=kind is not None and kind.complaint)

"""What a ticket or feedback is surrounded by when somebody is told of it: department, people, who the customer is."""

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
    """`facts` are what rules may ask: its own as it is written, and its customer's."""

    customer_id: UUID
    number: str
    surroundings: Surroundings
    facts: Mapping[str, str]


_PEOPLE = "g.external_reference as assignee, m.external_reference as manager, c.tier, c.segments"
_CASES = {
    "ticket": (
        f"select x.id, x.number, x.customer_id, x.department, x.level, x.kind, x.business_line, x.channel, x.opened_by,"
        f" {_PEOPLE} from ticket x left join agent g on g.id = x.assignee_id"
    ),
    "feedback": (
        "select x.id, x.number, x.customer_id, x.department, '' as level, x.kind, x.business_line, x.channel,"
        f" x.received_by as opened_by, {_PEOPLE} from feedback x left join agent g on g.id = x.responsible_id"
    ),
    "upkeep_task": (
        "select x.id, '' as number, x.customer_id, x.department, '' as level, x.kind, null as business_line,"
        f" '' as channel, x.raised_by as opened_by, {_PEOPLE} from upkeep_task x"
        " left join agent g on g.id = x.assignee_id"
    ),
}


async def situations(database: Database, directory: Directory, ids: Iterable[UUID]) -> dict[UUID, Situation]:
    """By the id of the ticket or feedback, as it is within this transaction."""
    wanted, found = list(ids), dict[UUID, Situation]()
    await directory.refresh()
    for cases in _CASES.values():
        missing = [each for each in wanted if each not in found]
        if not missing:
            break
        sql = database.sql()
        text = (
            f"{cases} join customer c on c.id = x.customer_id left join agent m on m.id = c.account_manager_id"
            f" where {sql.among('x.id', missing)}"
        )
        rows = await database.rows(text, sql.values)
        found |= {sure(uuid(row["id"])): _situation(row, directory) for row in rows}
    return found


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

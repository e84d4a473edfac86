"""The words and the people of the house, in and out of their tables."""

from uuid import UUID

from adapters.database import Database, Row, sure, uuid
from adapters.storage.saving import Saving
from domain.reference.agent import Agent
from domain.reference.entry import Entry, Family
from domain.shared.aggregate import Aggregate
from domain.shared.errors import NotFound


async def load_entry(database: Database, family: Family, code: str) -> Entry | None:
    """The entry with this code."""
    sql = database.sql()
    text = f"select * from reference_entry where family = {sql(family)} and code = {sql(code)}"
    row = await database.row(text, sql.values)
    return None if row is None else _entry(row)


def _entry(row: Row) -> Entry:
    found = sure(uuid(row["id"]))
    entry = Entry(
        id=found, version=row["version"], family=Family(row["family"]), code=row["code"], name=row["name"],
        parent=row["parent"], complaint=bool(row["complaint"]), retired=bool(row["retired"]),
    )  # fmt: skip
    entry.as_loaded()
    return entry


async def load_agent(database: Database, agent_id: UUID) -> Agent:
    """The agent; NotFound when there is none."""
    sql = database.sql()
    row = await database.row(f"select * from agent where id = {sql(agent_id)}", sql.values)
    if row is None:
        message = "there is no such agent"
        raise NotFound(message, field=["agentId"])
    agent = Agent(
        id=agent_id, version=row["version"], external_reference=row["external_reference"], name=row["name"],
        department=row["department"], active=bool(row["active"]),
    )  # fmt: skip
    agent.as_loaded()
    return agent


def entry_columns(entry: Entry) -> dict[str, object]:
    """The row as the entry now stands."""
    return {
        "version": entry.version,
        "family": entry.family.value,
        "code": entry.code,
        "name": entry.name,
        "parent": entry.parent,
        "complaint": entry.complaint,
        "retired": entry.retired,
    }


def agent_columns(agent: Agent) -> dict[str, object]:
    """The row as the agent now stands."""
    return {
        "version": agent.version,
        "external_reference": agent.external_reference,
        "name": agent.name,
        "department": agent.department,
        "active": agent.active,
    }


def save_entry(saving: Saving, entry: Entry) -> None:
    """A new entry, or what has changed of it."""
    _save(saving, "reference_entry", entry, entry_columns(entry))


def save_agent(saving: Saving, agent: Agent) -> None:
    """A new agent, or what has changed of them."""
    _save(saving, "agent", agent, agent_columns(agent))


def _save(saving: Saving, table: str, aggregate: Aggregate, values: dict[str, object]) -> None:
    if aggregate.loaded_version:
        saving.change(table, values, {"id": aggregate.id, "version": aggregate.loaded_version})
    else:
        saving.insert(table, {"id": aggregate.id, **values})

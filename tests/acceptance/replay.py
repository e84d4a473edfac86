"""Whether what the tables say is what the event log adds up to."""

from typing import Any

from adapters.database import Database, json, plain
from adapters.storage.tickets import select_tickets, ticket_of


async def differences(database: Database) -> list[str]:
    """What differs, by ticket: a version left out, a change that begins where the last did not end, another row."""
    state: dict[str, dict[str, Any]] = {}
    version: dict[str, int] = {}
    found: list[str] = []
    events = await database.rows(
        "select aggregate_id, version, facts from event where aggregate = 'ticket' order by aggregate_id, version"
    )
    for event in events:
        ticket = str(event["aggregate_id"])
        if event["version"] != version.get(ticket, 0) + 1:
            found.append(f"{ticket}: version {event['version']} follows {version.get(ticket, 0)}")
        version[ticket] = event["version"]
        known = state.setdefault(ticket, {})
        for name, (before, after) in json(event["facts"]).get("changes", {}).items():
            if known.get(name) != before:
                found.append(f"{ticket}: {name} was {known.get(name)!r}, version {event['version']} says {before!r}")
            known[name] = after
    rows = await database.rows(select_tickets(database, "1 = 1"))
    for row in rows:
        stood = ticket_of(row)
        known = {name: value for name, value in state.pop(str(stood.id), {}).items() if value is not None}
        stands = {name: value for name, value in plain(stood.state()).items() if value is not None}
        if known != stands or version[str(stood.id)] != stood.version:
            found.append(f"{stood.id}: the log says {known} at {version[str(stood.id)]}, the row {stands}")
    return [*found, *(f"{ticket}: in the log only" for ticket in state)]

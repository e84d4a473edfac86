"""Interactions in and out of their tables."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from adapters.database import Database, Row, instant, sure, uuid
from adapters.rights import interactions_of
from adapters.storage.saving import Saving
from domain.interaction.interaction import (
    Account,
    Interaction,
    InteractionKind,
    InteractionOutcome,
    Opened,
    OpenedKind,
)
from domain.shared.errors import NotFound
from domain.ticket.message import Direction
from domain.viewer import Viewer


async def load_interaction(database: Database, viewer: Viewer, interaction_id: UUID) -> Interaction:
    """The interaction in the viewer's scope; NotFound else."""
    sql = database.sql()
    where = f"i.id = {sql(interaction_id)} and {interactions_of(viewer, sql)}"
    row = await database.row(f"select i.* from interaction i where {where}", sql.values)
    if row is None:
        message = "there is no such interaction"
        raise NotFound(message, field=["interactionId"])
    sql = database.sql()
    text = f"select kind, other_id from interaction_opened where interaction_id = {sql(interaction_id)}"
    interaction = _interaction_of(row, await database.rows(text, sql.values))
    interaction.as_loaded()
    return interaction


def save_interaction(saving: Saving, interaction: Interaction) -> None:
    """The row, and what came out of it since it was loaded."""
    account = interaction.account
    values: dict[str, Any] = {
        "version": interaction.version,
        "channel": account.channel,
        "outcome": account.outcome.value,
        "length_seconds": int(account.length.total_seconds()),
    }
    if interaction.loaded_version:
        saving.change("interaction", values, {"id": interaction.id, "version": interaction.loaded_version})
    else:
        saving.insert("interaction", {
            "id": interaction.id, **values, "customer_id": interaction.customer_id, "kind": account.kind.value,
            "direction": account.direction.value, "began_at": account.began_at, "agent_id": interaction.agent_id,
            "department": interaction.department, "recorded_at": interaction.recorded_at,
            "recorded_by": interaction.recorded_by,
        })  # fmt: skip
    fresh = {name for each in interaction.happenings for name in each.changes if name.startswith("opened.")}
    for each in interaction.opened:
        if f"opened.{each.kind}.{each.other_id}" in fresh:
            saving.insert("interaction_opened", {
                "id": uuid5(interaction.id, f"opened {each.kind} {each.other_id}"), "interaction_id": interaction.id,
                "kind": each.kind.value, "other_id": each.other_id,
            })  # fmt: skip


def _interaction_of(row: Row, opened: list[Row]) -> Interaction:
    return Interaction(
        id=sure(uuid(row["id"])),
        version=row["version"],
        customer_id=sure(uuid(row["customer_id"])),
        account=Account(
            kind=InteractionKind(row["kind"]),
            channel=row["channel"],
            direction=Direction(row["direction"]),
            outcome=InteractionOutcome(row["outcome"]),
            began_at=sure(instant(row["began_at"])),
            length=timedelta(seconds=row["length_seconds"]),
        ),
        agent_id=uuid(row["agent_id"]),
        department=row["department"],
        recorded_at=sure(instant(row["recorded_at"])),
        recorded_by=row["recorded_by"],
        opened=frozenset(Opened(OpenedKind(each["kind"]), sure(uuid(each["other_id"]))) for each in opened),
    )

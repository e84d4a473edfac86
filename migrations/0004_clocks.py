"""Clocks and what happened to them; a ticket's due time is theirs from now on."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class DropColumn(ops.RemoveField):
    """By the statement that both engines have: to remove a field on SQLite, Tortoise makes the table anew, and the new
    one has no indexes.
    """

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,  # noqa: ARG002  as the others have it
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Nothing where only the state is wanted."""
        if state_editor:
            table = self.get_model_state(old_state, app_label, self.model_name).table
            await state_editor._run_sql(  # noqa: SLF001  as Tortoise's own operations do
                f'ALTER TABLE "{table}" DROP COLUMN "{self.name}"'
            )


class Migration(migrations.Migration):
    dependencies = [("kefu", "0003_policy_drafts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ClockEventRow",
            fields=[
                ("position", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("clock_id", fields.UUIDField()),
                ("aggregate_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=12)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("commitment", fields.CharField(max_length=60)),
                ("instance", fields.IntField()),
                ("cycle", fields.IntField()),
                ("reason", fields.CharField(null=True, max_length=500)),
                ("policy_version", fields.IntField(null=True)),
                ("calendar", fields.CharField(null=True, max_length=60)),
                ("calendar_version", fields.IntField(null=True)),
                ("runs_from", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("pauses", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("step", fields.CharField(null=True, max_length=60)),
                ("moment", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("late", fields.BooleanField(default=False)),
            ],
            options={
                "table": "clock_event",
                "app": "kefu",
                "unique_together": (("clock_id", "step"),),
                "indexes": [Index(fields=["aggregate_id", "position"]), Index(fields=["kind", "moment"])],
                "pk_attr": "position",
                "table_description": "Append-only, and the whole truth about clocks. `moment` is when a step was due, `late` says it missed that.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ClockRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("aggregate", fields.CharField(max_length=20)),
                ("aggregate_id", fields.UUIDField()),
                ("commitment", fields.CharField(max_length=60)),
                ("instance", fields.IntField()),
                ("cycle", fields.IntField()),
                ("state", fields.CharField(max_length=12)),
                ("runs_from", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("caveat", fields.CharField(null=True, max_length=200)),
                ("policy_version", fields.IntField()),
                ("calendar", fields.CharField(max_length=60)),
                ("calendar_version", fields.IntField()),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("stopped_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("pauses", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("steps", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("warns_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("next_step_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("lease_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "clock",
                "app": "kefu",
                "unique_together": (("aggregate_id", "commitment", "instance"),),
                "indexes": [
                    Index(fields=["next_step_at", "id"]),
                    Index(fields=["commitment", "due_at"]),
                    Index(fields=["commitment", "stopped_at"]),
                    Index(fields=["warns_at"]),
                ],
                "pk_attr": "id",
                "table_description": "What the events of a clock add up to, and the next step that somebody has to take.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="TicketRow",
            options={
                "table": "ticket",
                "app": "kefu",
                "indexes": [
                    Index(fields=["status", "due_at", "id"]),
                    Index(fields=["department", "status", "due_at", "id"]),
                    Index(fields=["customer_id", "opened_at"]),
                    Index(fields=["assignee_id", "status"]),
                    Index(fields=["due_at", "id"]),
                    Index(fields=["opened_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                    Index(fields=["level", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "`due_at` belongs to the clocks, not to the ticket: that of the nearest, or the end of time where none runs.",
            },
        ),
        DropColumn(model_name="TicketRow", name="due_policy_version"),
    ]

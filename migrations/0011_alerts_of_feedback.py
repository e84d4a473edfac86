"""An alert is about a ticket or about a feedback."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class AllowNull(ops.AlterField):
    """On SQLite, Tortoise makes the table anew, and the new one has neither indexes nor what is unique: instead, the
    words that forbid null are taken out of the table's definition, as SQLite describes it.
    """

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Nothing where only the state is wanted."""
        if not state_editor:
            return
        if state_editor.client.capabilities.dialect != "sqlite":
            await super().database_forward(app_label, old_state, new_state, state_editor)
            return
        table = self.get_model_state(old_state, app_label, self.model_name).table
        column = f"{self.name}_id"
        for statement in (
            "PRAGMA writable_schema = ON",
            (
                "UPDATE sqlite_master SET sql ="  # noqa: S608  our own names
                f" replace(sql, '\"{column}\" CHAR(36) NOT NULL', '\"{column}\" CHAR(36)')"
                f" WHERE type = 'table' AND name = '{table}'"
            ),
            "PRAGMA writable_schema = RESET",
        ):
            await state_editor._run_sql(statement)  # noqa: SLF001  as Tortoise's own operations do


class Migration(migrations.Migration):
    dependencies = [("kefu", "0010_feedback")]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name="AlertRow",
            options={
                "table": "alert",
                "app": "kefu",
                "unique_together": (("ticket_id", "rule", "occasion"),),
                "indexes": [
                    Index(fields=["raised_at", "id"]),
                    Index(fields=["status", "raised_at", "id"]),
                    Index(fields=["status", "next_at"]),
                ],
                "pk_attr": "id",
                "table_description": "About a ticket or a feedback, one of both. `occasion` is what it is about, within that and its rule once.",
            },
        ),
        AllowNull(
            model_name="AlertRow",
            name="ticket",
            field=fields.ForeignKeyField(
                "kefu.TicketRow",
                source_field="ticket_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="alerts",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="AlertRow",
            name="feedback",
            field=fields.ForeignKeyField(
                "kefu.FeedbackRow",
                source_field="feedback_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="alerts",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddIndex(model_name="AlertRow", index=Index(fields=["feedback_id", "raised_at"])),
    ]

"""Tasks of upkeep with their alerts, and what a customer's record knows of itself."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0013_needs")]

    initial = False

    operations = [
        ops.CreateModel(
            name="UpkeepTaskRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "kefu.CustomerRow",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="upkeep_tasks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=30)),
                ("status", fields.CharField(max_length=20)),
                ("reason", fields.CharField(null=True, max_length=500)),
                ("department", fields.CharField(null=True, max_length=60)),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "kefu.AgentRow",
                        source_field="assignee_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="upkeep_tasks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("raised_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("raised_by", fields.CharField(max_length=140)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("commitment", fields.CharField(null=True, max_length=60)),
                ("instance", fields.IntField(null=True)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_by", fields.CharField(null=True, max_length=140)),
                ("outcome", fields.CharField(null=True, max_length=500)),
            ],
            options={
                "table": "upkeep_task",
                "app": "kefu",
                "indexes": [
                    Index(fields=["raised_at", "id"]),
                    Index(fields=["due_at", "id"]),
                    Index(fields=["status", "due_at", "id"]),
                    Index(fields=["department", "status"]),
                    Index(fields=["assignee_id", "status"]),
                    Index(fields=["customer_id", "raised_at"]),
                ],
                "pk_attr": "id",
                "table_description": "Its id is made of the customer's clock that raised it, where one did.",
            },
            bases=["Model"],
        ),
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
                    Index(fields=["feedback_id", "raised_at"]),
                    Index(fields=["task_id", "raised_at"]),
                ],
                "pk_attr": "id",
                "table_description": "About a ticket, a feedback or a task of upkeep, one of them.",
            },
        ),
        ops.AddField(
            model_name="AlertRow",
            name="task",
            field=fields.ForeignKeyField(
                "kefu.UpkeepTaskRow",
                source_field="task_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="alerts",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddIndex(
            model_name="AlertRow",
            index=Index(fields=["task_id", "raised_at"]),
        ),
        ops.AddField(
            model_name="CustomerRow",
            name="identity_noticed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="CustomerRow",
            name="identity_recorded_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="CustomerRow",
            name="look_due_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="CustomerRow",
            name="look_rule_version",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="CustomerRow",
            name="record_completed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="CustomerRow",
            name="record_refreshed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="CustomerRow",
            name="stage_since",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(
            model_name="CustomerRow",
            index=Index(fields=["look_due_at"]),
        ),
        ops.RunSQL(
            "update customer set stage_since = coalesce((select max(e.at) from event e where e.aggregate_id = customer.id"
            " and e.type in ('AccountOpened', 'CustomerSettledIn', 'CustomerFellSilent', 'CustomerReturned',"
            " 'CustomerLeft')), registered_at), look_due_at = updated_at"
        ),
    ]

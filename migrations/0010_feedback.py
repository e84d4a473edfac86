from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0009_measures")]

    initial = False

    operations = [
        ops.CreateModel(
            name="FeedbackRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("number", fields.CharField(unique=True, max_length=20)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "kefu.CustomerRow",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="feedbacks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "kefu.TicketRow",
                        source_field="ticket_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="feedbacks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("subject", fields.CharField(max_length=200)),
                ("kind", fields.CharField(max_length=60)),
                ("collected", fields.CharField(max_length=20)),
                ("channel", fields.CharField(max_length=60)),
                ("stage", fields.CharField(null=True, max_length=20)),
                ("business_line", fields.CharField(null=True, max_length=60)),
                ("status", fields.CharField(max_length=20)),
                ("department", fields.CharField(max_length=60)),
                (
                    "responsible",
                    fields.ForeignKeyField(
                        "kefu.AgentRow",
                        source_field="responsible_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="feedbacks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_by", fields.CharField(max_length=140)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("cycle", fields.IntField()),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("authority", fields.CharField(null=True, max_length=20)),
                ("authority_reference", fields.CharField(null=True, max_length=100)),
                ("answer_by", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("sentiment", fields.CharField(null=True, max_length=20)),
                ("topics", fields.CharField(default="", max_length=700)),
                ("reading", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("correction", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("unread", fields.BooleanField(default=True)),
            ],
            options={
                "table": "feedback",
                "app": "kefu",
                "indexes": [
                    Index(fields=["status", "due_at", "id"]),
                    Index(fields=["department", "status", "due_at", "id"]),
                    Index(fields=["customer_id", "received_at", "id"]),
                    Index(fields=["ticket_id"]),
                    Index(fields=["responsible_id", "status"]),
                    Index(fields=["due_at", "id"]),
                    Index(fields=["received_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                    Index(fields=["unread", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "`due_at` is when the nearest of its clocks or an authority's deadline falls due, the end of time where none is.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FeedbackAboutRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "feedback",
                    fields.ForeignKeyField(
                        "kefu.FeedbackRow",
                        source_field="feedback_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="about",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "agent",
                    fields.ForeignKeyField(
                        "kefu.AgentRow",
                        source_field="agent_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="complained_about",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "feedback_about",
                "app": "kefu",
                "unique_together": (("feedback_id", "agent_id"),),
                "indexes": [Index(fields=["agent_id"])],
                "pk_attr": "id",
                "table_description": "Whom feedback is about, who neither sees nor handles it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FeedbackCycleRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "feedback",
                    fields.ForeignKeyField(
                        "kefu.FeedbackRow",
                        source_field="feedback_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="cycles",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField()),
                ("began_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("responded_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("cause", fields.CharField(null=True, max_length=60)),
                ("cause_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("cause_version", fields.IntField(null=True)),
                ("acted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("action_version", fields.IntField(null=True)),
                ("replied_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reply_version", fields.IntField(null=True)),
                ("handler_id", fields.UUIDField(null=True)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("rating", fields.SmallIntField(null=True)),
                ("rated_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "feedback_cycle",
                "app": "kefu",
                "unique_together": (("feedback_id", "number"),),
                "indexes": [Index(fields=["replied_at"]), Index(fields=["rated_at"])],
                "pk_attr": "id",
                "table_description": "`*_version` are those of the events that hold the words.",
            },
            bases=["Model"],
        ),
    ]

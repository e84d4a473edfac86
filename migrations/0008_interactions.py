from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0007_numbering")]

    initial = False

    operations = [
        ops.CreateModel(
            name="InteractionRow",
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
                        related_name="interactions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=30)),
                ("channel", fields.CharField(max_length=60)),
                ("direction", fields.CharField(max_length=10)),
                ("outcome", fields.CharField(max_length=20)),
                ("began_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("length_seconds", fields.IntField()),
                (
                    "agent",
                    fields.ForeignKeyField(
                        "kefu.AgentRow",
                        source_field="agent_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="interactions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("department", fields.CharField(null=True, max_length=60)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_by", fields.CharField(max_length=140)),
            ],
            options={
                "table": "interaction",
                "app": "kefu",
                "indexes": [
                    Index(fields=["customer_id", "began_at", "id"]),
                    Index(fields=["began_at", "id"]),
                    Index(fields=["recorded_by", "began_at"]),
                ],
                "pk_attr": "id",
                "table_description": "A contact with a customer. The summary is in the first event of this interaction, sealed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="InteractionOpenedRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "interaction",
                    fields.ForeignKeyField(
                        "kefu.InteractionRow",
                        source_field="interaction_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="opened",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=20)),
                ("other_id", fields.UUIDField(db_index=True)),
            ],
            options={
                "table": "interaction_opened",
                "app": "kefu",
                "unique_together": (("interaction_id", "kind", "other_id"),),
                "pk_attr": "id",
                "table_description": "What came out of an interaction, a ticket, a need or a feedback.",
            },
            bases=["Model"],
        ),
    ]

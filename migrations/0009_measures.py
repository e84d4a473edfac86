from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0008_interactions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="MeasureRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("subject", fields.CharField(max_length=200)),
                ("kind", fields.CharField(max_length=20)),
                ("department", fields.CharField(max_length=60)),
                (
                    "owner",
                    fields.ForeignKeyField(
                        "kefu.AgentRow",
                        source_field="owner_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="measures",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("metric", fields.CharField(max_length=60)),
                ("unit", fields.CharField(max_length=30)),
                ("better", fields.CharField(max_length=10)),
                ("goal", fields.FloatField()),
                ("target_department", fields.CharField(null=True, max_length=60)),
                ("target_kind", fields.CharField(null=True, max_length=60)),
                ("baseline", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("planned_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("planned_by", fields.CharField(max_length=140)),
                ("status", fields.CharField(max_length=20)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("verdict", fields.CharField(null=True, max_length=20)),
                ("effect", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "measure",
                "app": "kefu",
                "indexes": [
                    Index(fields=["due_at", "id"]),
                    Index(fields=["planned_at", "id"]),
                    Index(fields=["department", "status"]),
                    Index(fields=["owner_id", "status"]),
                ],
                "pk_attr": "id",
                "table_description": "An improvement measure. `effect` is what came of it as it was assessed last, with the sample after.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MeasureAnswerRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "measure",
                    fields.ForeignKeyField(
                        "kefu.MeasureRow",
                        source_field="measure_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=20)),
                ("other_id", fields.UUIDField(db_index=True)),
            ],
            options={
                "table": "measure_answer",
                "app": "kefu",
                "unique_together": (("measure_id", "kind", "other_id"),),
                "pk_attr": "id",
                "table_description": "What a measure came out of, a feedback, a ticket or a survey.",
            },
            bases=["Model"],
        ),
    ]

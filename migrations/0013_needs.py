"""Needs with their links, what happens on the market, and what customers do with their money."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0012_surveys")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ActivityReportRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_by", fields.CharField(max_length=140)),
                ("rows", fields.IntField()),
                ("repeated", fields.IntField()),
            ],
            options={
                "table": "activity_report",
                "app": "kefu",
                "pk_attr": "id",
                "table_description": "What was handed in together.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ActivityRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("report_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("kind", fields.CharField(max_length=12)),
                ("amount", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("reference", fields.CharField(max_length=64)),
            ],
            options={
                "table": "activity",
                "app": "kefu",
                "indexes": [Index(fields=["customer_id", "kind", "at"])],
                "pk_attr": "id",
                "table_description": "A piece of trading activity, its id is made of what it says. The amount is in minor units.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MarketEventRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("title", fields.CharField(max_length=200)),
                ("categories", fields.CharField(max_length=200)),
                ("begins_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("entered_by", fields.CharField(max_length=140)),
                ("entered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("turns_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "market_event",
                "app": "kefu",
                "indexes": [Index(fields=["begins_at", "id"]), Index(fields=["ends_at"]), Index(fields=["turns_at"])],
                "pk_attr": "id",
                "table_description": "`categories` are words between bars. At `turns_at` it begins or ends and needs are to be ranked anew.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NeedRow",
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
                        related_name="needs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("subject", fields.CharField(max_length=200)),
                ("source", fields.CharField(max_length=20)),
                ("category", fields.CharField(max_length=30)),
                ("nature", fields.CharField(max_length=10)),
                ("frequency", fields.CharField(max_length=10)),
                ("intensity", fields.CharField(max_length=10)),
                ("grade", fields.CharField(max_length=10)),
                ("grade_factors", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("grade_rule_version", fields.IntField()),
                ("model_version", fields.CharField(null=True, max_length=100)),
                ("confidence", fields.FloatField(null=True)),
                ("status", fields.CharField(max_length=20)),
                ("department", fields.CharField(null=True, max_length=60)),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "kefu.AgentRow",
                        source_field="assignee_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="needs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("identified_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("identified_by", fields.CharField(max_length=140)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("necessary", fields.BooleanField(null=True)),
                ("feasible", fields.BooleanField(null=True)),
                ("measurable", fields.BooleanField(null=True)),
                ("value", fields.SmallIntField(null=True)),
                ("cost", fields.SmallIntField(null=True)),
                ("benefit", fields.SmallIntField(null=True)),
                ("service_value", fields.SmallIntField(null=True)),
                ("strategy", fields.CharField(null=True, max_length=20)),
                ("assessment_factors", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("assessment_rule_version", fields.IntField(null=True)),
                ("standing", fields.IntField(null=True)),
                ("place", fields.SmallIntField(null=True)),
                ("quadrant", fields.CharField(null=True, max_length=20)),
                ("urgency", fields.SmallIntField(null=True)),
                ("importance", fields.SmallIntField(null=True)),
                ("score", fields.SmallIntField(null=True)),
                ("rank_factors", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("rank_rule_version", fields.IntField(null=True)),
                ("turn", fields.IntField(null=True)),
                ("rank_due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("expected_completion", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("planned_version", fields.IntField(null=True)),
                ("served_version", fields.IntField(null=True)),
                ("served_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("server_id", fields.UUIDField(null=True)),
                ("satisfaction", fields.SmallIntField(null=True)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "need",
                "app": "kefu",
                "indexes": [
                    Index(fields=["turn", "identified_at", "id"]),
                    Index(fields=["department", "turn", "identified_at", "id"]),
                    Index(fields=["rank_due_at"]),
                    Index(fields=["identified_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                    Index(fields=["customer_id", "identified_at"]),
                    Index(fields=["assignee_id", "status"]),
                ],
                "pk_attr": "id",
                "table_description": "`turn` is the standing while it waits, null when it is out of the queue. `rank_due_at` is when to look again.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NeedLinkRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "need",
                    fields.ForeignKeyField(
                        "kefu.NeedRow",
                        source_field="need_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="links",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=30)),
                ("other_id", fields.UUIDField(db_index=True)),
            ],
            options={
                "table": "need_link",
                "app": "kefu",
                "unique_together": (("need_id", "kind", "other_id"),),
                "pk_attr": "id",
                "table_description": "To a ticket, a feedback or an interaction, as the kind says.",
            },
            bases=["Model"],
        ),
    ]

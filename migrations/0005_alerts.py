"""Alerts, what is delivered because of them, and where webhooks go."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0004_clocks")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AlertRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "kefu.TicketRow",
                        source_field="ticket_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="alerts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("rule", fields.CharField(max_length=60)),
                ("policy_version", fields.IntField()),
                ("trigger", fields.CharField(max_length=30)),
                ("occasion", fields.CharField(max_length=200)),
                ("status", fields.CharField(max_length=20)),
                ("level", fields.SmallIntField()),
                ("told", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("raised_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("next_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("commitment", fields.CharField(null=True, max_length=60)),
                ("instance", fields.IntField(null=True)),
                ("step", fields.CharField(null=True, max_length=60)),
                ("step_kind", fields.CharField(null=True, max_length=20)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("late", fields.BooleanField(default=False)),
                ("count", fields.IntField(null=True)),
                ("acknowledged_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("acknowledged_by", fields.CharField(null=True, max_length=140)),
                ("acknowledged_reason", fields.CharField(null=True, max_length=500)),
                ("resolved_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("resolved_by", fields.CharField(null=True, max_length=140)),
                ("resolved_reason", fields.CharField(null=True, max_length=500)),
            ],
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
                "table_description": "`occasion` is what it is about, within its ticket and rule once, `told` are addresses of the reached level.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EndpointRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("code", fields.CharField(unique=True, max_length=60)),
                ("url", fields.CharField(max_length=500)),
                ("secret", fields.BinaryField()),
                ("previous_secret", fields.BinaryField(null=True)),
                ("previous_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("registered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("retired", fields.BooleanField(default=False)),
            ],
            options={
                "table": "webhook_endpoint",
                "app": "kefu",
                "pk_attr": "id",
                "table_description": "Where webhooks go. Secrets are sealed under the endpoint's own key, the previous one signs too for a while.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeliveryRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("channel", fields.CharField(max_length=12)),
                (
                    "endpoint",
                    fields.ForeignKeyField(
                        "kefu.EndpointRow",
                        source_field="endpoint_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="deliveries",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=40)),
                ("aggregate", fields.CharField(max_length=20)),
                (
                    "alert",
                    fields.ForeignKeyField(
                        "kefu.AlertRow",
                        source_field="alert_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="deliveries",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("level", fields.SmallIntField()),
                ("body", fields.TextField(unique=False)),
                ("state", fields.CharField(max_length=12)),
                ("attempts", fields.IntField()),
                ("retry_until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("next_try_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("leased_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_error", fields.CharField(null=True, max_length=300)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("delivered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "delivery",
                "app": "kefu",
                "indexes": [
                    Index(fields=["state", "next_try_at"]),
                    Index(fields=["created_at", "id"]),
                    Index(fields=["alert_id", "level"]),
                    Index(fields=["endpoint_id", "created_at"]),
                ],
                "pk_attr": "id",
                "table_description": "What leaves the house, at least once. `version` counts what people asked of it, tries are not events.",
            },
            bases=["Model"],
        ),
    ]

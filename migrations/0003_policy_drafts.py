"""Proposals of policies, and why a version was published."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0002_rows_by_their_parent")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PolicyDraftRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("name", fields.CharField(max_length=60)),
                ("base", fields.IntField()),
                ("body", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("basis", fields.CharField(null=True, max_length=200)),
                ("author", fields.CharField(max_length=140)),
                ("reason", fields.CharField(max_length=500)),
                ("drafted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("status", fields.CharField(max_length=20)),
                ("decided_by", fields.CharField(null=True, max_length=140)),
                ("decided_why", fields.CharField(null=True, max_length=500)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "policy_draft",
                "app": "kefu",
                "indexes": [Index(fields=["status", "id"])],
                "pk_attr": "id",
                "table_description": "A proposal of a next version, kept also when it was decided on. `base` is 0 where there was none before.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="PolicyRow",
            name="reason",
            field=fields.CharField(null=True, max_length=500),
        ),
    ]

"""How many tickets there are of each sort, and since when the longest waiting one waits, without looking at each."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0005_alerts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="TicketCountRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("department", fields.CharField(max_length=60)),
                ("status", fields.CharField(max_length=30)),
                ("level", fields.SmallIntField()),
                ("assigned", fields.BooleanField()),
                ("due_on", fields.CharField(max_length=10)),
                ("n", fields.IntField()),
            ],
            options={
                "table": "ticket_count",
                "app": "kefu",
                "pk_attr": "id",
                "table_description": "How many more tickets of a sort there are, the sum over all rows of the sort is how many there are.",
            },
            bases=["Model"],
        ),
        ops.AddIndex(
            model_name="TicketRow",
            index=Index(fields=["status", "opened_at"]),
        ),
    ]

"""Each kind of thing has its own series of numbers in a year: T2026 goes on where 2026 was."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0006_wallboard_counts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="NumberingRow",
            fields=[
                ("series", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=20)),
                ("next", fields.IntField()),
            ],
            options={
                "table": "numbering",
                "app": "kefu",
                "pk_attr": "series",
                "table_description": "The next unused number of a series such as `T2026`, processes take blocks.",
            },
            bases=["Model"],
        ),
        ops.RunSQL("insert into numbering (series, next) select 'T' || year, next from number_series"),
        ops.DeleteModel(name="NumberSeries"),
    ]

"""Rows that are looked up by what they belong to: contact points, attachments, an account manager's customers."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0001_initial")]

    initial = False

    operations = [
        ops.AddIndex(model_name="AttachmentRow", index=Index(fields=["message_id", "position"])),
        ops.AddIndex(model_name="ContactPointRow", index=Index(fields=["customer_id", "position"])),
        ops.AddIndex(model_name="CustomerRow", index=Index(fields=["account_manager_id"])),
    ]

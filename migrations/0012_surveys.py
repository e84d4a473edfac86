from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("kefu", "0011_alerts_of_feedback")]

    initial = False

    operations = [
        ops.CreateModel(
            name="SurveyReportRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("body", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "survey_report",
                "app": "kefu",
                "pk_attr": "id",
                "table_description": "What a closed wave says, as far as it may be shown. Made once, of all answers, and called by the wave's id.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyScheduleRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("code", fields.CharField(unique=True, max_length=60)),
                ("title", fields.CharField(max_length=200)),
                ("plan", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("first_on", fields.CharField(max_length=10)),
                ("every_months", fields.IntField()),
                ("next_on", fields.CharField(max_length=10)),
                ("last_wave_id", fields.UUIDField(null=True)),
                ("began_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "survey_schedule",
                "app": "kefu",
                "indexes": [Index(fields=["began_at", "id"])],
                "pk_attr": "id",
                "table_description": "Waves that recur. Days are written as 2026-03-31.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyWaveRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                ("code", fields.CharField(unique=True, max_length=60)),
                ("title", fields.CharField(max_length=200)),
                ("status", fields.CharField(max_length=20)),
                ("questionnaire", fields.CharField(max_length=60)),
                ("questionnaire_version", fields.IntField()),
                ("plan", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("sample", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("planned_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("planned_by", fields.CharField(max_length=140)),
                ("launched_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closes_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("follows_id", fields.UUIDField(null=True)),
                ("drawn", fields.IntField(default=0)),
                ("invited", fields.IntField(default=0)),
                ("lease_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "survey_wave",
                "app": "kefu",
                "indexes": [Index(fields=["planned_at", "id"]), Index(fields=["status", "closes_at"])],
                "pk_attr": "id",
                "table_description": "A survey wave. `sample` is the frame by stratum and how many of each are asked, from the launch on.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyFrameRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "kefu.SurveyWaveRow",
                        source_field="wave_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="frame",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "kefu.CustomerRow",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="survey_frames",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("stratum", fields.CharField(max_length=100)),
                ("touchpoints", fields.CharField(max_length=100)),
                ("department", fields.CharField(null=True, max_length=60)),
                ("place", fields.IntField(null=True)),
            ],
            options={
                "table": "survey_frame",
                "app": "kefu",
                "unique_together": (("wave_id", "customer_id"),),
                "indexes": [Index(fields=["wave_id", "place"])],
                "pk_attr": "id",
                "table_description": "A customer in the frozen frame of a wave. `place` is that in the sample, null for those who were not drawn.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyInterviewRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "kefu.SurveyWaveRow",
                        source_field="wave_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="interviews",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "kefu.CustomerRow",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="survey_interviews",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_by", fields.CharField(max_length=140)),
            ],
            options={
                "table": "survey_interview",
                "app": "kefu",
                "indexes": [Index(fields=["wave_id", "recorded_at", "id"])],
                "pk_attr": "id",
                "table_description": "An interview beside a wave. Its words are in its event, sealed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyInvitationRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "kefu.SurveyWaveRow",
                        source_field="wave_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "kefu.CustomerRow",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="survey_invitations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("stratum", fields.CharField(max_length=100)),
                ("touchpoints", fields.CharField(max_length=100)),
                ("department", fields.CharField(null=True, max_length=60)),
                ("token_digest", fields.CharField(unique=True, max_length=64)),
                ("language", fields.CharField(max_length=2)),
                ("status", fields.CharField(max_length=20)),
                ("invited_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_told_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("reminded", fields.IntField()),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("told", fields.IntField(default=0)),
                ("batch", fields.UUIDField(null=True, db_index=True)),
                ("remind_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "survey_invitation",
                "app": "kefu",
                "unique_together": (("wave_id", "customer_id"),),
                "indexes": [
                    Index(fields=["wave_id", "status"]),
                    Index(fields=["wave_id", "remind_at"]),
                    Index(fields=["customer_id", "invited_at"]),
                    Index(fields=["invited_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "An invitation. `told` counts how often its link was handed to whoever sends it, `batch` names the last time.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyResponseRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "kefu.SurveyWaveRow",
                        source_field="wave_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="responses",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("stratum", fields.CharField(max_length=100)),
                ("department", fields.CharField(null=True, max_length=60)),
                ("scores", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "survey_response",
                "app": "kefu",
                "indexes": [Index(fields=["wave_id"])],
                "pk_attr": "id",
                "table_description": "The scores of one answer, without whose they are. The texts are in the event of the invitation, sealed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyResultRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField()),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "kefu.SurveyWaveRow",
                        source_field="wave_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="results",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("department", fields.CharField(max_length=60)),
                ("body", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("delivered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "survey_result",
                "app": "kefu",
                "unique_together": (("wave_id", "department"),),
                "indexes": [Index(fields=["department", "delivered_at"])],
                "pk_attr": "id",
                "table_description": "What a department was given of it.",
            },
            bases=["Model"],
        ),
    ]

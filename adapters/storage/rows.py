"""The tables. Migrations are made from these; reads select from them by hand.

A class docstring becomes the table's comment, and the migrations split statements at semicolons: none in those.
"""

from tortoise import fields
from tortoise.indexes import Index

from adapters.storage.model import Model


class DeskFact(Model):
    """One value of the whole desk, such as the epoch of the log or the manual clock."""

    name = fields.CharField(max_length=40, primary_key=True)
    value = fields.TextField()

    class Meta:
        table = "desk_fact"


class EventRow(Model):
    """The one source for history, feeds and ledger. `position` is drawn after the aggregate's row is locked."""

    position = fields.BigIntField(primary_key=True, generated=True)
    at = fields.DatetimeField()
    aggregate = fields.CharField(max_length=20)
    aggregate_id = fields.UUIDField()
    version = fields.IntField()
    type = fields.CharField(max_length=60)
    author = fields.CharField(max_length=140)
    reason = fields.CharField(max_length=500, null=True)
    request_id = fields.CharField(max_length=64, null=True)
    imported = fields.BooleanField(default=False)
    facts: fields.JSONField[dict[str, object]] = fields.JSONField()
    image: fields.JSONField[dict[str, object]] = fields.JSONField()
    sealed = fields.BinaryField(null=True)

    class Meta:
        table = "event"
        unique_together = (("aggregate_id", "version"),)
        indexes = (Index(fields=("at",)), Index(fields=("type", "position")))


class SealingKey(Model):
    """The owner's own key, wrapped, destroying it makes what it sealed unreadable."""

    owner_id = fields.UUIDField(primary_key=True)
    wrapped = fields.BinaryField()
    wrapped_by = fields.CharField(max_length=40)

    class Meta:
        table = "sealing_key"


class EntryRow(Model):
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    family = fields.CharField(max_length=20)
    code = fields.CharField(max_length=60)
    name = fields.CharField(max_length=100)
    parent = fields.CharField(max_length=60, null=True)
    complaint = fields.BooleanField(default=False)
    retired = fields.BooleanField(default=False)

    class Meta:
        table = "reference_entry"
        unique_together = (("family", "code"),)


class AgentRow(Model):
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    external_reference = fields.CharField(max_length=100, unique=True)
    name = fields.CharField(max_length=100)
    department = fields.CharField(max_length=60, null=True, db_index=True)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "agent"


class CustomerRow(Model):
    """`segments` and `business_lines` are words between bars, `|a|b|`, so that both engines can look for one.

    `look_due_at` is when a worker looks next whether the customer moves on; null for never, and until the first look.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    external_reference = fields.CharField(max_length=100, unique=True)
    type = fields.CharField(max_length=20)
    name = fields.CharField(max_length=200)
    stage = fields.CharField(max_length=20, db_index=True)
    tier = fields.CharField(max_length=20)
    segments = fields.CharField(max_length=200, default="")
    business_lines = fields.TextField(default="")
    preferred_channel = fields.CharField(max_length=60, null=True)
    account_manager: fields.ForeignKeyNullableRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="customers"
    )
    registered_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    stage_since = fields.DatetimeField(null=True)
    identity_noticed_at = fields.DatetimeField(null=True)
    identity_recorded_at = fields.DatetimeField(null=True)
    record_completed_at = fields.DatetimeField(null=True)
    record_refreshed_at = fields.DatetimeField(null=True)
    look_due_at = fields.DatetimeField(null=True)
    look_rule_version = fields.IntField(null=True)

    class Meta:
        table = "customer"
        indexes = (
            Index(fields=("registered_at", "id")),
            Index(fields=("updated_at", "id")),
            Index(fields=("account_manager_id",)),
            Index(fields=("look_due_at",)),
        )


class ContactPointRow(Model):
    id = fields.UUIDField(primary_key=True)
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="contact_points"
    )
    position = fields.SmallIntField()
    kind = fields.CharField(max_length=20)
    value = fields.CharField(max_length=254)
    channel = fields.CharField(max_length=60)

    class Meta:
        table = "contact_point"
        indexes = (Index(fields=("customer_id", "position")),)


class TicketRow(Model):
    """`due_at` belongs to the clocks, not to the ticket: that of the nearest, or the end of time where none runs."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    number = fields.CharField(max_length=20, unique=True)
    external_reference = fields.CharField(max_length=100, null=True, unique=True)
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="tickets"
    )
    subject = fields.CharField(max_length=200)
    channel = fields.CharField(max_length=60)
    kind = fields.CharField(max_length=60)
    business_line = fields.CharField(max_length=60, null=True)
    severity = fields.SmallIntField(null=True)
    status = fields.CharField(max_length=30)
    level = fields.SmallIntField()
    proposed_level = fields.SmallIntField()
    department = fields.CharField(max_length=60, null=True)
    assignee: fields.ForeignKeyNullableRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="tickets"
    )
    opened_at = fields.DatetimeField()
    opened_by = fields.CharField(max_length=140)
    updated_at = fields.DatetimeField()
    expected_completion = fields.DatetimeField(null=True)
    source_met_target = fields.BooleanField(null=True)
    cycle = fields.IntField()
    due_at = fields.DatetimeField()

    class Meta:
        table = "ticket"
        indexes = (
            Index(fields=("status", "due_at", "id")),
            Index(fields=("status", "opened_at")),
            Index(fields=("department", "status", "due_at", "id")),
            Index(fields=("customer_id", "opened_at")),
            Index(fields=("assignee_id", "status")),
            Index(fields=("due_at", "id")),
            Index(fields=("opened_at", "id")),
            Index(fields=("updated_at", "id")),
            Index(fields=("level", "id")),
        )


class TicketCountRow(Model):
    """How many more tickets of a sort there are, the sum over all rows of the sort is how many there are.

    Written by triggers of `ticket`, see counts.py.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    department = fields.CharField(max_length=60)
    status = fields.CharField(max_length=30)
    level = fields.SmallIntField()
    assigned = fields.BooleanField()
    due_on = fields.CharField(max_length=10)
    n = fields.IntField()

    class Meta:
        table = "ticket_count"


class CycleRow(Model):
    id = fields.UUIDField(primary_key=True)
    ticket: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", on_delete=fields.OnDelete.RESTRICT, related_name="cycles"
    )
    number = fields.IntField()
    began_at = fields.DatetimeField()
    responded_at = fields.DatetimeField(null=True)
    resolved_at = fields.DatetimeField(null=True)
    resolver_id = fields.UUIDField(null=True)
    resolution_version = fields.IntField(null=True)
    feedback_at = fields.DatetimeField(null=True)
    feedback_confirmed_at = fields.DatetimeField(null=True)
    feedback_answered_at = fields.DatetimeField(null=True)
    rating = fields.SmallIntField(null=True)
    rated_at = fields.DatetimeField(null=True)
    satisfied = fields.BooleanField(null=True)
    reviewed_at = fields.DatetimeField(null=True)
    archived_at = fields.DatetimeField(null=True)

    class Meta:
        table = "ticket_cycle"
        unique_together = (("ticket_id", "number"),)
        indexes = (Index(fields=("resolved_at",)),)


class PartRow(Model):
    id = fields.UUIDField(primary_key=True)
    ticket: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", on_delete=fields.OnDelete.RESTRICT, related_name="parts"
    )
    department = fields.CharField(max_length=60, db_index=True)
    joined_at = fields.DatetimeField()
    joined_version = fields.IntField()
    finished_at = fields.DatetimeField(null=True)
    finished_version = fields.IntField(null=True)

    class Meta:
        table = "ticket_part"
        unique_together = (("ticket_id", "department"),)


class LinkRow(Model):
    id = fields.UUIDField(primary_key=True)
    ticket: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", on_delete=fields.OnDelete.RESTRICT, related_name="links"
    )
    kind = fields.CharField(max_length=20)
    other: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", on_delete=fields.OnDelete.RESTRICT, related_name="linked_from"
    )

    class Meta:
        table = "ticket_link"
        unique_together = (("ticket_id", "kind", "other_id"),)


class MessageRow(Model):
    """The words are in the event of this ticket with `version`, sealed."""

    id = fields.UUIDField(primary_key=True)
    ticket: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", on_delete=fields.OnDelete.RESTRICT, related_name="messages"
    )
    version = fields.IntField()
    cycle = fields.IntField()
    direction = fields.CharField(max_length=10)
    channel = fields.CharField(max_length=60)
    delivery = fields.CharField(max_length=12)
    recording = fields.CharField(max_length=200, null=True)
    author = fields.CharField(max_length=140)
    at = fields.DatetimeField()

    class Meta:
        table = "message"
        unique_together = (("ticket_id", "version"),)


class AttachmentRow(Model):
    """The bytes are behind the storage interface, sealed under the customer's key."""

    id = fields.UUIDField(primary_key=True)
    message: fields.ForeignKeyRelation[MessageRow] = fields.ForeignKeyField(
        "kefu.MessageRow", on_delete=fields.OnDelete.RESTRICT, related_name="attachments"
    )
    position = fields.SmallIntField()
    media_type = fields.CharField(max_length=60)
    size = fields.IntField()
    sha256 = fields.CharField(max_length=64)

    class Meta:
        table = "attachment"
        indexes = (Index(fields=("message_id", "position")),)


class BlobRow(Model):
    """Attachment bytes in the database, the default store: one transaction, one backup."""

    id = fields.UUIDField(primary_key=True)
    sealed = fields.BinaryField()

    class Meta:
        table = "blob"


class NoteRow(Model):
    """The words are in the event of this ticket with `version`, sealed."""

    id = fields.UUIDField(primary_key=True)
    ticket: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", on_delete=fields.OnDelete.RESTRICT, related_name="notes"
    )
    version = fields.IntField()
    visibility = fields.CharField(max_length=10)
    author = fields.CharField(max_length=140)
    at = fields.DatetimeField()

    class Meta:
        table = "note"
        unique_together = (("ticket_id", "version"),)


class PolicyRow(Model):
    """A published version of a rule, never edited."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=60)
    version = fields.IntField()
    body: fields.JSONField[dict[str, object]] = fields.JSONField()
    basis = fields.CharField(max_length=200, null=True)
    author = fields.CharField(max_length=140)
    reason = fields.CharField(max_length=500, null=True)
    published_at = fields.DatetimeField()

    class Meta:
        table = "policy"
        unique_together = (("name", "version"),)


class PolicyDraftRow(Model):
    """A proposal of a next version, kept also when it was decided on. `base` is 0 where there was none before."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    name = fields.CharField(max_length=60)
    base = fields.IntField()
    body: fields.JSONField[dict[str, object]] = fields.JSONField()
    basis = fields.CharField(max_length=200, null=True)
    author = fields.CharField(max_length=140)
    reason = fields.CharField(max_length=500)
    drafted_at = fields.DatetimeField()
    status = fields.CharField(max_length=20)
    decided_by = fields.CharField(max_length=140, null=True)
    decided_why = fields.CharField(max_length=500, null=True)
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "policy_draft"
        indexes = (Index(fields=("status", "id")),)


class ClockRow(Model):
    """What the events of a clock add up to, and the next step that somebody has to take.

    From `warns_at` on it is due soon, as the first warning of its commitment says. `lease_until` is when another may
    take the step, by the time of the machine that claimed it.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    aggregate = fields.CharField(max_length=20)
    aggregate_id = fields.UUIDField()
    commitment = fields.CharField(max_length=60)
    instance = fields.IntField()
    cycle = fields.IntField()
    state = fields.CharField(max_length=12)
    runs_from = fields.DatetimeField()
    due_at = fields.DatetimeField(null=True)
    caveat = fields.CharField(max_length=200, null=True)
    policy_version = fields.IntField()
    calendar = fields.CharField(max_length=60)
    calendar_version = fields.IntField()
    last_at = fields.DatetimeField()
    stopped_at = fields.DatetimeField(null=True)
    pauses: fields.JSONField[list[object]] = fields.JSONField()
    steps: fields.JSONField[list[str]] = fields.JSONField()
    warns_at = fields.DatetimeField(null=True)
    next_step_at = fields.DatetimeField(null=True)
    lease_until = fields.DatetimeField(null=True)

    class Meta:
        table = "clock"
        unique_together = (("aggregate_id", "commitment", "instance"),)
        indexes = (
            Index(fields=("next_step_at", "id")),
            Index(fields=("commitment", "due_at")),
            Index(fields=("commitment", "stopped_at")),
            Index(fields=("warns_at",)),
        )


class ClockEventRow(Model):
    """Append-only, and the whole truth about clocks. `moment` is when a step was due, `late` says it missed that."""

    position = fields.BigIntField(primary_key=True, generated=True)
    clock_id = fields.UUIDField()
    aggregate_id = fields.UUIDField()
    kind = fields.CharField(max_length=12)
    at = fields.DatetimeField()
    commitment = fields.CharField(max_length=60)
    instance = fields.IntField()
    cycle = fields.IntField()
    reason = fields.CharField(max_length=500, null=True)
    policy_version = fields.IntField(null=True)
    calendar = fields.CharField(max_length=60, null=True)
    calendar_version = fields.IntField(null=True)
    runs_from = fields.DatetimeField(null=True)
    pauses: fields.JSONField[list[object]] = fields.JSONField(null=True)
    step = fields.CharField(max_length=60, null=True)
    moment = fields.DatetimeField(null=True)
    late = fields.BooleanField(default=False)

    class Meta:
        table = "clock_event"
        unique_together = (("clock_id", "step"),)
        indexes = (Index(fields=("aggregate_id", "position")), Index(fields=("kind", "moment")))


class NumberingRow(Model):
    """The next unused number of a series such as `T2026`, processes take blocks."""

    series = fields.CharField(max_length=20, primary_key=True)
    next = fields.IntField()

    class Meta:
        table = "numbering"


class IdempotencyRow(Model):
    """What a request with this key has led to."""

    id = fields.UUIDField(primary_key=True)
    author = fields.CharField(max_length=140)
    key = fields.CharField(max_length=100)
    request_hash = fields.BinaryField()
    aggregate_id = fields.UUIDField()
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "idempotency"
        unique_together = (("author", "key"),)


class SourceRow(Model):
    """A row of an imported log that is recorded, by the hash of its text."""

    digest = fields.CharField(max_length=64, primary_key=True)
    ticket: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", on_delete=fields.OnDelete.RESTRICT, related_name="source_rows"
    )
    line = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "source_row"


class UpkeepTaskRow(Model):
    """Its id is made of the customer's clock that raised it, where one did."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="upkeep_tasks"
    )
    kind = fields.CharField(max_length=30)
    status = fields.CharField(max_length=20)
    reason = fields.CharField(max_length=500, null=True)
    department = fields.CharField(max_length=60, null=True)
    assignee: fields.ForeignKeyNullableRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="upkeep_tasks"
    )
    raised_at = fields.DatetimeField()
    raised_by = fields.CharField(max_length=140)
    due_at = fields.DatetimeField(null=True)
    commitment = fields.CharField(max_length=60, null=True)
    instance = fields.IntField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by = fields.CharField(max_length=140, null=True)
    outcome = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "upkeep_task"
        indexes = (
            Index(fields=("raised_at", "id")),
            Index(fields=("due_at", "id")),
            Index(fields=("status", "due_at", "id")),
            Index(fields=("department", "status")),
            Index(fields=("assignee_id", "status")),
            Index(fields=("customer_id", "raised_at")),
        )


class AlertRow(Model):
    """About a ticket, a feedback or a task of upkeep, one of them.

    `occasion` is what it is about, within that and its rule once. `told` are addresses of the reached level.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    ticket: fields.ForeignKeyNullableRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="alerts"
    )
    feedback: fields.ForeignKeyNullableRelation["FeedbackRow"] = fields.ForeignKeyField(
        "kefu.FeedbackRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="alerts"
    )
    task: fields.ForeignKeyNullableRelation[UpkeepTaskRow] = fields.ForeignKeyField(
        "kefu.UpkeepTaskRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="alerts"
    )
    rule = fields.CharField(max_length=60)
    policy_version = fields.IntField()
    trigger = fields.CharField(max_length=30)
    occasion = fields.CharField(max_length=200)
    status = fields.CharField(max_length=20)
    level = fields.SmallIntField()
    told: fields.JSONField[list[str]] = fields.JSONField()
    raised_at = fields.DatetimeField()
    next_at = fields.DatetimeField(null=True)
    commitment = fields.CharField(max_length=60, null=True)
    instance = fields.IntField(null=True)
    step = fields.CharField(max_length=60, null=True)
    step_kind = fields.CharField(max_length=20, null=True)
    due_at = fields.DatetimeField(null=True)
    late = fields.BooleanField(default=False)
    count = fields.IntField(null=True)
    acknowledged_at = fields.DatetimeField(null=True)
    acknowledged_by = fields.CharField(max_length=140, null=True)
    acknowledged_reason = fields.CharField(max_length=500, null=True)
    resolved_at = fields.DatetimeField(null=True)
    resolved_by = fields.CharField(max_length=140, null=True)
    resolved_reason = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "alert"
        unique_together = (("ticket_id", "rule", "occasion"),)
        indexes = (
            Index(fields=("raised_at", "id")),
            Index(fields=("status", "raised_at", "id")),
            Index(fields=("status", "next_at")),
            Index(fields=("feedback_id", "raised_at")),
            Index(fields=("task_id", "raised_at")),
        )


class EndpointRow(Model):
    """Where webhooks go. Secrets are sealed under the endpoint's own key, the previous one signs too for a while."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    code = fields.CharField(max_length=60, unique=True)
    url = fields.CharField(max_length=500)
    secret = fields.BinaryField()
    previous_secret = fields.BinaryField(null=True)
    previous_until = fields.DatetimeField(null=True)
    registered_at = fields.DatetimeField()
    retired = fields.BooleanField(default=False)

    class Meta:
        table = "webhook_endpoint"


class DeliveryRow(Model):
    """What leaves the house, at least once. `version` counts what people asked of it, tries are not events."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    channel = fields.CharField(max_length=12)
    endpoint: fields.ForeignKeyNullableRelation[EndpointRow] = fields.ForeignKeyField(
        "kefu.EndpointRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="deliveries"
    )
    kind = fields.CharField(max_length=40)
    aggregate = fields.CharField(max_length=20)
    alert: fields.ForeignKeyRelation[AlertRow] = fields.ForeignKeyField(
        "kefu.AlertRow", on_delete=fields.OnDelete.RESTRICT, related_name="deliveries"
    )
    level = fields.SmallIntField()
    body = fields.TextField()
    state = fields.CharField(max_length=12)
    attempts = fields.IntField()
    retry_until = fields.DatetimeField()
    next_try_at = fields.DatetimeField(null=True)
    leased_until = fields.DatetimeField(null=True)
    last_error = fields.CharField(max_length=300, null=True)
    created_at = fields.DatetimeField()
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "delivery"
        indexes = (
            Index(fields=("state", "next_try_at")),
            Index(fields=("created_at", "id")),
            Index(fields=("alert_id", "level")),
            Index(fields=("endpoint_id", "created_at")),
        )


class InteractionRow(Model):
    """A contact with a customer. The summary is in the first event of this interaction, sealed."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="interactions"
    )
    kind = fields.CharField(max_length=30)
    channel = fields.CharField(max_length=60)
    direction = fields.CharField(max_length=10)
    outcome = fields.CharField(max_length=20)
    began_at = fields.DatetimeField()
    length_seconds = fields.IntField()
    agent: fields.ForeignKeyNullableRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="interactions"
    )
    department = fields.CharField(max_length=60, null=True)
    recorded_at = fields.DatetimeField()
    recorded_by = fields.CharField(max_length=140)

    class Meta:
        table = "interaction"
        indexes = (
            Index(fields=("customer_id", "began_at", "id")),
            Index(fields=("began_at", "id")),
            Index(fields=("recorded_by", "began_at")),
        )


class InteractionOpenedRow(Model):
    """What came out of an interaction, a ticket, a need or a feedback."""

    id = fields.UUIDField(primary_key=True)
    interaction: fields.ForeignKeyRelation[InteractionRow] = fields.ForeignKeyField(
        "kefu.InteractionRow", on_delete=fields.OnDelete.RESTRICT, related_name="opened"
    )
    kind = fields.CharField(max_length=20)
    other_id = fields.UUIDField(db_index=True)

    class Meta:
        table = "interaction_opened"
        unique_together = (("interaction_id", "kind", "other_id"),)


class MeasureRow(Model):
    """An improvement measure. `effect` is what came of it as it was assessed last, with the sample after."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    subject = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=20)
    department = fields.CharField(max_length=60)
    owner: fields.ForeignKeyRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", on_delete=fields.OnDelete.RESTRICT, related_name="measures"
    )
    due_at = fields.DatetimeField()
    metric = fields.CharField(max_length=60)
    unit = fields.CharField(max_length=30)
    better = fields.CharField(max_length=10)
    goal = fields.FloatField()
    target_department = fields.CharField(max_length=60, null=True)
    target_kind = fields.CharField(max_length=60, null=True)
    baseline: fields.JSONField[dict[str, object]] = fields.JSONField()
    planned_at = fields.DatetimeField()
    planned_by = fields.CharField(max_length=140)
    status = fields.CharField(max_length=20)
    finished_at = fields.DatetimeField(null=True)
    verdict = fields.CharField(max_length=20, null=True)
    effect: fields.JSONField[dict[str, object]] = fields.JSONField(null=True)

    class Meta:
        table = "measure"
        indexes = (
            Index(fields=("due_at", "id")),
            Index(fields=("planned_at", "id")),
            Index(fields=("department", "status")),
            Index(fields=("owner_id", "status")),
        )


class MeasureAnswerRow(Model):
    """What a measure came out of, a feedback, a ticket or a survey."""

    id = fields.UUIDField(primary_key=True)
    measure: fields.ForeignKeyRelation[MeasureRow] = fields.ForeignKeyField(
        "kefu.MeasureRow", on_delete=fields.OnDelete.RESTRICT, related_name="answers"
    )
    kind = fields.CharField(max_length=20)
    other_id = fields.UUIDField(db_index=True)

    class Meta:
        table = "measure_answer"
        unique_together = (("measure_id", "kind", "other_id"),)


class FeedbackRow(Model):
    """`due_at` is when the nearest of its clocks or an authority's deadline falls due, the end of time where none is.

    `sentiment` and `topics` are a person's where they corrected the model's, else the model's. Words are in the events.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    number = fields.CharField(max_length=20, unique=True)
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="feedbacks"
    )
    ticket: fields.ForeignKeyNullableRelation[TicketRow] = fields.ForeignKeyField(
        "kefu.TicketRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="feedbacks"
    )
    subject = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=60)
    collected = fields.CharField(max_length=20)
    channel = fields.CharField(max_length=60)
    stage = fields.CharField(max_length=20, null=True)
    business_line = fields.CharField(max_length=60, null=True)
    status = fields.CharField(max_length=20)
    department = fields.CharField(max_length=60)
    responsible: fields.ForeignKeyNullableRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="feedbacks"
    )
    received_at = fields.DatetimeField()
    received_by = fields.CharField(max_length=140)
    updated_at = fields.DatetimeField()
    cycle = fields.IntField()
    due_at = fields.DatetimeField()
    authority = fields.CharField(max_length=20, null=True)
    authority_reference = fields.CharField(max_length=100, null=True)
    answer_by = fields.DatetimeField(null=True)
    sentiment = fields.CharField(max_length=20, null=True)
    topics = fields.CharField(max_length=700, default="")
    reading: fields.JSONField[dict[str, object]] = fields.JSONField(null=True)
    correction: fields.JSONField[dict[str, object]] = fields.JSONField(null=True)
    unread = fields.BooleanField(default=True)

    class Meta:
        table = "feedback"
        indexes = (
            Index(fields=("status", "due_at", "id")),
            Index(fields=("department", "status", "due_at", "id")),
            Index(fields=("customer_id", "received_at", "id")),
            Index(fields=("ticket_id",)),
            Index(fields=("responsible_id", "status")),
            Index(fields=("due_at", "id")),
            Index(fields=("received_at", "id")),
            Index(fields=("updated_at", "id")),
            Index(fields=("unread", "id")),
        )


class FeedbackCycleRow(Model):
    """`*_version` are those of the events that hold the words."""

    id = fields.UUIDField(primary_key=True)
    feedback: fields.ForeignKeyRelation[FeedbackRow] = fields.ForeignKeyField(
        "kefu.FeedbackRow", on_delete=fields.OnDelete.RESTRICT, related_name="cycles"
    )
    number = fields.IntField()
    began_at = fields.DatetimeField()
    responded_at = fields.DatetimeField(null=True)
    cause = fields.CharField(max_length=60, null=True)
    cause_at = fields.DatetimeField(null=True)
    cause_version = fields.IntField(null=True)
    acted_at = fields.DatetimeField(null=True)
    action_version = fields.IntField(null=True)
    replied_at = fields.DatetimeField(null=True)
    reply_version = fields.IntField(null=True)
    handler_id = fields.UUIDField(null=True)
    closed_at = fields.DatetimeField(null=True)
    rating = fields.SmallIntField(null=True)
    rated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "feedback_cycle"
        unique_together = (("feedback_id", "number"),)
        indexes = (Index(fields=("replied_at",)), Index(fields=("rated_at",)))


class FeedbackAboutRow(Model):
    """Whom feedback is about, who neither sees nor handles it."""

    id = fields.UUIDField(primary_key=True)
    feedback: fields.ForeignKeyRelation[FeedbackRow] = fields.ForeignKeyField(
        "kefu.FeedbackRow", on_delete=fields.OnDelete.RESTRICT, related_name="about"
    )
    agent: fields.ForeignKeyRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", on_delete=fields.OnDelete.RESTRICT, related_name="complained_about"
    )

    class Meta:
        table = "feedback_about"
        unique_together = (("feedback_id", "agent_id"),)
        indexes = (Index(fields=("agent_id",)),)


class SurveyWaveRow(Model):
    """A survey wave. `sample` is the frame by stratum and how many of each are asked, from the launch on.

    `drawn` is how many are to be invited, `invited` how many have been.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    code = fields.CharField(max_length=60, unique=True)
    title = fields.CharField(max_length=200)
    status = fields.CharField(max_length=20)
    questionnaire = fields.CharField(max_length=60)
    questionnaire_version = fields.IntField()
    plan: fields.JSONField[dict[str, object]] = fields.JSONField()
    sample: fields.JSONField[dict[str, object]] = fields.JSONField(null=True)
    planned_at = fields.DatetimeField()
    planned_by = fields.CharField(max_length=140)
    launched_at = fields.DatetimeField(null=True)
    closes_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    follows_id = fields.UUIDField(null=True)
    drawn = fields.IntField(default=0)
    invited = fields.IntField(default=0)
    lease_until = fields.DatetimeField(null=True)

    class Meta:
        table = "survey_wave"
        indexes = (
            Index(fields=("planned_at", "id")),
            Index(fields=("status", "closes_at")),
        )


class SurveyFrameRow(Model):
    """A customer in the frozen frame of a wave. `place` is that in the sample, null for those who were not drawn."""

    id = fields.UUIDField(primary_key=True)
    wave: fields.ForeignKeyRelation[SurveyWaveRow] = fields.ForeignKeyField(
        "kefu.SurveyWaveRow", on_delete=fields.OnDelete.RESTRICT, related_name="frame"
    )
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="survey_frames"
    )
    stratum = fields.CharField(max_length=100)
    touchpoints = fields.CharField(max_length=100)
    department = fields.CharField(max_length=60, null=True)
    place = fields.IntField(null=True)

    class Meta:
        table = "survey_frame"
        unique_together = (("wave_id", "customer_id"),)
        indexes = (Index(fields=("wave_id", "place")),)


class SurveyInvitationRow(Model):
    """An invitation. `told` counts how often its link was handed to whoever sends it, `batch` names the last time.

    `remind_at` is set while somebody who was told may still answer and may be reminded.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    wave: fields.ForeignKeyRelation[SurveyWaveRow] = fields.ForeignKeyField(
        "kefu.SurveyWaveRow", on_delete=fields.OnDelete.RESTRICT, related_name="invitations"
    )
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="survey_invitations"
    )
    stratum = fields.CharField(max_length=100)
    touchpoints = fields.CharField(max_length=100)
    department = fields.CharField(max_length=60, null=True)
    token_digest = fields.CharField(max_length=64, unique=True)
    language = fields.CharField(max_length=2)
    status = fields.CharField(max_length=20)
    invited_at = fields.DatetimeField()
    last_told_at = fields.DatetimeField()
    reminded = fields.IntField()
    answered_at = fields.DatetimeField(null=True)
    told = fields.IntField(default=0)
    batch = fields.UUIDField(null=True, db_index=True)
    remind_at = fields.DatetimeField(null=True)

    class Meta:
        table = "survey_invitation"
        unique_together = (("wave_id", "customer_id"),)
        indexes = (
            Index(fields=("wave_id", "status")),
            Index(fields=("wave_id", "remind_at")),
            Index(fields=("customer_id", "invited_at")),
            Index(fields=("invited_at", "id")),
        )


class SurveyResponseRow(Model):
    """The scores of one answer, without whose they are. The texts are in the event of the invitation, sealed."""

    id = fields.UUIDField(primary_key=True)
    wave: fields.ForeignKeyRelation[SurveyWaveRow] = fields.ForeignKeyField(
        "kefu.SurveyWaveRow", on_delete=fields.OnDelete.RESTRICT, related_name="responses"
    )
    stratum = fields.CharField(max_length=100)
    department = fields.CharField(max_length=60, null=True)
    scores: fields.JSONField[dict[str, int]] = fields.JSONField()

    class Meta:
        table = "survey_response"
        indexes = (Index(fields=("wave_id",)),)


class SurveyInterviewRow(Model):
    """An interview beside a wave. Its words are in its event, sealed."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    wave: fields.ForeignKeyRelation[SurveyWaveRow] = fields.ForeignKeyField(
        "kefu.SurveyWaveRow", on_delete=fields.OnDelete.RESTRICT, related_name="interviews"
    )
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="survey_interviews"
    )
    recorded_at = fields.DatetimeField()
    recorded_by = fields.CharField(max_length=140)

    class Meta:
        table = "survey_interview"
        indexes = (Index(fields=("wave_id", "recorded_at", "id")),)


class SurveyReportRow(Model):
    """What a closed wave says, as far as it may be shown. Made once, of all answers, and called by the wave's id."""

    id = fields.UUIDField(primary_key=True)
    body: fields.JSONField[dict[str, object]] = fields.JSONField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "survey_report"


class SurveyResultRow(Model):
    """What a department was given of it."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    wave: fields.ForeignKeyRelation[SurveyWaveRow] = fields.ForeignKeyField(
        "kefu.SurveyWaveRow", on_delete=fields.OnDelete.RESTRICT, related_name="results"
    )
    department = fields.CharField(max_length=60)
    body: fields.JSONField[dict[str, object]] = fields.JSONField()
    delivered_at = fields.DatetimeField()

    class Meta:
        table = "survey_result"
        unique_together = (("wave_id", "department"),)
        indexes = (Index(fields=("department", "delivered_at")),)


class SurveyScheduleRow(Model):
    """Waves that recur. Days are written as 2026-03-31."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    code = fields.CharField(max_length=60, unique=True)
    title = fields.CharField(max_length=200)
    plan: fields.JSONField[dict[str, object]] = fields.JSONField()
    first_on = fields.CharField(max_length=10)
    every_months = fields.IntField()
    next_on = fields.CharField(max_length=10)
    last_wave_id = fields.UUIDField(null=True)
    began_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "survey_schedule"
        indexes = (Index(fields=("began_at", "id")),)


class NeedRow(Model):
    """`turn` is the standing while it waits, null when it is out of the queue. `rank_due_at` is when to look again.

    The words are in its events, sealed, with the versions that stand here.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    number = fields.CharField(max_length=20, unique=True)
    customer: fields.ForeignKeyRelation[CustomerRow] = fields.ForeignKeyField(
        "kefu.CustomerRow", on_delete=fields.OnDelete.RESTRICT, related_name="needs"
    )
    subject = fields.CharField(max_length=200)
    source = fields.CharField(max_length=20)
    category = fields.CharField(max_length=30)
    nature = fields.CharField(max_length=10)
    frequency = fields.CharField(max_length=10)
    intensity = fields.CharField(max_length=10)
    grade = fields.CharField(max_length=10)
    grade_factors: fields.JSONField[list[str]] = fields.JSONField()
    grade_rule_version = fields.IntField()
    model_version = fields.CharField(max_length=100, null=True)
    confidence = fields.FloatField(null=True)
    status = fields.CharField(max_length=20)
    department = fields.CharField(max_length=60, null=True)
    assignee: fields.ForeignKeyNullableRelation[AgentRow] = fields.ForeignKeyField(
        "kefu.AgentRow", null=True, on_delete=fields.OnDelete.RESTRICT, related_name="needs"
    )
    identified_at = fields.DatetimeField()
    identified_by = fields.CharField(max_length=140)
    updated_at = fields.DatetimeField()
    necessary = fields.BooleanField(null=True)
    feasible = fields.BooleanField(null=True)
    measurable = fields.BooleanField(null=True)
    value = fields.SmallIntField(null=True)
    cost = fields.SmallIntField(null=True)
    benefit = fields.SmallIntField(null=True)
    service_value = fields.SmallIntField(null=True)
    strategy = fields.CharField(max_length=20, null=True)
    assessment_factors: fields.JSONField[list[str]] = fields.JSONField(null=True)
    assessment_rule_version = fields.IntField(null=True)
    standing = fields.IntField(null=True)
    place = fields.SmallIntField(null=True)
    quadrant = fields.CharField(max_length=20, null=True)
    urgency = fields.SmallIntField(null=True)
    importance = fields.SmallIntField(null=True)
    score = fields.SmallIntField(null=True)
    rank_factors: fields.JSONField[list[str]] = fields.JSONField(null=True)
    rank_rule_version = fields.IntField(null=True)
    turn = fields.IntField(null=True)
    rank_due_at = fields.DatetimeField(null=True)
    expected_completion = fields.DatetimeField(null=True)
    planned_version = fields.IntField(null=True)
    served_version = fields.IntField(null=True)
    served_at = fields.DatetimeField(null=True)
    server_id = fields.UUIDField(null=True)
    satisfaction = fields.SmallIntField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "need"
        indexes = (
            Index(fields=("turn", "identified_at", "id")),
            Index(fields=("department", "turn", "identified_at", "id")),
            Index(fields=("rank_due_at",)),
            Index(fields=("identified_at", "id")),
            Index(fields=("updated_at", "id")),
            Index(fields=("customer_id", "identified_at")),
            Index(fields=("assignee_id", "status")),
        )


class NeedLinkRow(Model):
    """To a ticket, a feedback or an interaction, as the kind says."""

    id = fields.UUIDField(primary_key=True)
    need: fields.ForeignKeyRelation[NeedRow] = fields.ForeignKeyField(
        "kefu.NeedRow", on_delete=fields.OnDelete.RESTRICT, related_name="links"
    )
    kind = fields.CharField(max_length=30)
    other_id = fields.UUIDField(db_index=True)

    class Meta:
        table = "need_link"
        unique_together = (("need_id", "kind", "other_id"),)


class MarketEventRow(Model):
    """`categories` are words between bars. At `turns_at` it begins or ends and needs are to be ranked anew."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    title = fields.CharField(max_length=200)
    categories = fields.CharField(max_length=200)
    begins_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    entered_by = fields.CharField(max_length=140)
    entered_at = fields.DatetimeField()
    turns_at = fields.DatetimeField(null=True)

    class Meta:
        table = "market_event"
        indexes = (
            Index(fields=("begins_at", "id")),
            Index(fields=("ends_at",)),
            Index(fields=("turns_at",)),
        )


class ActivityReportRow(Model):
    """What was handed in together."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    recorded_at = fields.DatetimeField()
    recorded_by = fields.CharField(max_length=140)
    rows = fields.IntField()
    repeated = fields.IntField()

    class Meta:
        table = "activity_report"


class ActivityRow(Model):
    """A piece of trading activity, its id is made of what it says. The amount is in minor units."""

    id = fields.UUIDField(primary_key=True)
    report_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    at = fields.DatetimeField()
    kind = fields.CharField(max_length=12)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    reference = fields.CharField(max_length=64)

    class Meta:
        table = "activity"
        indexes = (Index(fields=("customer_id", "kind", "at")),)

"""The verbs of an interaction."""

from datetime import datetime

import strawberry

from domain.interaction.access import READERS
from domain.interaction.interaction import InteractionKind, InteractionOutcome
from domain.ticket.message import Direction
from schema.errors import UserError
from schema.interaction import Interaction
from schema.rights import field, governed
from schema.terms import DECLINED, REASON, TEXT, Keyed, Versioned, needed, optional


@strawberry.type
class InteractionPayload:
    """The interaction as it now is, or why nothing was done."""

    interaction: Interaction | None = field("The interaction as it now is; null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)


@strawberry.input(description="A contact with a customer that is over (登记互动; source: P4.1-b).")
class RecordInteractionInput(Keyed):
    customer_id: strawberry.ID = needed("With whom (客户).")
    kind: InteractionKind = needed("What it was (互动方式).")
    channel: str = needed("By which channel (渠道), by its code.")
    direction: Direction = needed("Who began it: INBOUND the customer (方向).")
    outcome: InteractionOutcome = needed("What came of it (结果).")
    began_at: datetime = needed("When it began, with its zone.")
    length_seconds: int = needed("How long it lasted, 0 to 86400 seconds (时长).")
    agent_id: strawberry.ID | None = optional("Who spoke with the customer (坐席); you, when not given.")
    summary: str | None = optional(f"What it was about (摘要): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of recordInteraction.")
class RecordInteractionPayload(InteractionPayload):
    interaction_id: strawberry.ID | None = field(
        "The id of the new record, also where it is outside the viewer's scope; null when the request was declined."
    )


@strawberry.input(description="It was put on record wrongly (更正互动记录); what is not given stays.")
class CorrectInteractionInput(Versioned):
    interaction_id: strawberry.ID = needed("The interaction (互动).")
    outcome: InteractionOutcome | None = optional("What came of it (结果).")
    length_seconds: int | None = optional("How long it lasted, 0 to 86400 seconds (时长).")
    channel: str | None = optional("By which channel (渠道), by its code.")
    reason: str | None = optional(REASON)


@governed(READERS)
@strawberry.type(description="What came of correctInteraction.")
class CorrectInteractionPayload(InteractionPayload):
    pass

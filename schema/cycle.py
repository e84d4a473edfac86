"""The rounds of a ticket, the departments that take part, and the tickets it hangs together with."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.shared.scope import FREE_TEXT_READERS, HOUSE_READERS, INTERNAL_READERS, READERS
from domain.ticket.part import LinkKind
from schema.context import Info, reader_of, soon, text_of
from schema.reference import Agent, Department
from schema.rights import field, governed

if TYPE_CHECKING:
    from schema.ticket import Ticket

strawberry.enum(LinkKind, name="TicketLinkKind", description="How two tickets hang together (关联类型).")


@governed(FREE_TEXT_READERS)
@strawberry.type(description="How a cycle was resolved (处理结果).")
class Resolution:
    """Texts are null when they were erased, or when an imported log did not tell them."""

    result: str | None = field("What the customer was given (结果).")
    cause: str | None = field("Why it had happened (原因).", readers=INTERNAL_READERS)
    action: str | None = field("What was done (措施).", readers=INTERNAL_READERS)


@governed(READERS)
@strawberry.type(description="One round from opening or reopening to the archive (处理轮次).")
class Cycle:
    """Has its own resolver and rating; earlier cycles stay as they were."""

    number: int = field("From 1.")
    began_at: datetime = field("When it was opened or reopened.")
    responded_at: datetime | None = field("When we first wrote or spoke to the customer (首次响应; source: P5.2-b).")
    resolved_at: datetime | None = field("When it was resolved (解决时间).")
    feedback_at: datetime | None = field("When the customer handed in feedback (客户反馈; source: P5.2-g).")
    feedback_confirmed_at: datetime | None = field("When we confirmed that feedback.")
    feedback_answered_at: datetime | None = field("When we answered that feedback.")
    rating: int | None = field("The customer's rating, 1 (poor) to 5 (good) (评价; source: P5.3-e).")
    rated_at: datetime | None = field("When the customer rated.")
    satisfied: bool | None = field("The verdict of the review (复核结论; source: P5.3-c).", readers=HOUSE_READERS)
    reviewed_at: datetime | None = field("When it was reviewed.")
    archived_at: datetime | None = field("When it was put into the customer's file (归档时间).")
    view: strawberry.Private[Any]

    @field("Who resolved it (解决人); null when nobody has or the source does not say.")
    def resolver(self, info: Info) -> Agent | None:
        return None if self.view.resolver_id is None else reader_of(info).agent(self.view.resolver_id)

    @field("How it was resolved; null as long as it is not.", readers=FREE_TEXT_READERS)
    def resolution(self, info: Info) -> Resolution | None:
        if self.view.resolution_version is None or self.view.resolved_at is None:
            return None
        words = reader_of(info).words("resolution", self.view.ticket_id, self.view.resolution_version)
        return soon(
            words.mapped(lambda said: Resolution(**{name: said.get(name) for name in ("result", "cause", "action")}))
        )

    @classmethod
    def of(cls, view: Any) -> "Cycle":  # noqa: ANN401  the reads' view
        """From the read."""
        same = (
            "number began_at responded_at resolved_at feedback_at feedback_confirmed_at feedback_answered_at rating"
            " rated_at satisfied reviewed_at archived_at"
        )
        return cls(view=view, **{name: getattr(view, name) for name in same.split()})


@governed(HOUSE_READERS)
@strawberry.type(description="A department's part in a case (协同; source: P3.2-b).")
class Part:
    """Running until it is finished."""

    joined_at: datetime = field("Since when it takes part.")
    finished_at: datetime | None = field("When it had done its part.")
    view: strawberry.Private[Any]

    @field("The department (部门).")
    def department(self, info: Info) -> Department:
        return reader_of(info).department(self.view.department)

    @field("What it was asked to do (任务).", readers=INTERNAL_READERS)
    def task(self, info: Info) -> str | None:
        return text_of(reader_of(info).words("task", self.view.ticket_id, self.view.joined_version), "task")

    @field("What came of it (结果); null as long as it is not finished.", readers=INTERNAL_READERS)
    def outcome(self, info: Info) -> str | None:
        if self.view.finished_version is None:
            return None
        return text_of(reader_of(info).words("outcome", self.view.ticket_id, self.view.finished_version), "outcome")

    @classmethod
    def of(cls, view: Any) -> "Part":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(joined_at=view.joined_at, finished_at=view.finished_at, view=view)


@governed(HOUSE_READERS)
@strawberry.type(description="From one ticket to another (关联).")
class TicketLink:
    """Points away from the ticket it stands on."""

    kind: LinkKind = field("How they hang together.")
    view: strawberry.Private[Any]

    @field("The other ticket; null when outside the viewer's scope.")
    def ticket(self, info: Info) -> Annotated["Ticket", strawberry.lazy("schema.ticket")] | None:
        return soon(reader_of(info).ticket(self.view.other_id))

    @classmethod
    def of(cls, view: Any) -> "TicketLink":  # noqa: ANN401  the reads' view
        """From the read."""
        return cls(kind=LinkKind(view.kind), view=view)

"""Every verb of a need as a mutation, and those of the market and of activity: they translate, and nothing else."""

from collections.abc import Awaitable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from adapters.reads.market import rows_reported
from domain.activity.access import RECORDERS
from domain.activity.activity import CURRENCY, ActivityReport
from domain.activity.commands import AT_ONCE, Told, record_activity
from domain.desk import Desk, Terms
from domain.need import commands
from domain.need.access import IDENTIFIERS, MARKET_KEEPERS, MAY
from domain.need.assessment import TripleTest
from domain.need.classes import Category, Classes, Prediction
from domain.need.lifecycle import NeedAction
from domain.need.link import NeedLink, NeedLinkKind
from domain.need.market import MarketEvent
from domain.need.need import Need
from domain.shared.errors import Invalid
from domain.ticket.ticket import Ticket
from resolvers.asking import aware, few, maybe_row, outcome, within
from schema import need_verbs as verbs
from schema.context import Info, reader_of
from schema.ids import kind_of, row_id
from schema.rights import mutation
from schema.terms import Asked, Keyed

P = TypeVar("P", bound=verbs.NeedPayload)
M = TypeVar("M", bound=verbs.MarketEventPayload)


class NeedCommand(Protocol):
    """A command on one need."""

    def __call__(self, desk: Desk, need_id: UUID, /, *, terms: Terms) -> Awaitable[Need]: ...


@strawberry.type
class NeedMutation:
    """In the order of the process."""

    @mutation("Put on record what a customer needs (需求识别; source: P2.1-a).", callers=IDENTIFIERS)
    async def identify_need(self, info: Info, input: Asked[verbs.IdentifyNeedInput]) -> verbs.IdentifyNeedPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Need]:
            return commands.identify_need(
                desk,
                customer_id=row_id("Customer", input.customer_id, field="customerId"),
                subject=input.subject,
                source=input.source,
                classes=Classes(input.category, input.nature, input.frequency, input.intensity),
                narrative=input.narrative,
                prediction=_prediction(input.prediction),
                department=input.department,
                revealed_by=_revealed(input.revealed_by_id),
                interaction_id=maybe_row("Interaction", input.interaction_id, "interactionId"),
                terms=terms,
            )

        done, declined = await outcome(info, input, command)
        need = None if done is None else await reader_of(info).needs.need(done)
        return verbs.IdentifyNeedPayload(need=need, user_errors=declined)

    @mutation("Judge its classes otherwise; the grade follows the need matrix (需求分类; source: P2.1-b, P2.1-c).",
              callers=MAY[NeedAction.CLASSIFY])  # fmt: skip
    async def classify_need(self, info: Info, input: Asked[verbs.ClassifyNeedInput]) -> verbs.ClassifyNeedPayload:
        command = partial(
            commands.classify_need,
            category=input.category,
            nature=input.nature,
            frequency=input.frequency,
            intensity=input.intensity,
            why=input.reason,
        )
        return await _on(info, input, verbs.ClassifyNeedPayload, command)

    @mutation("Give it to a department, a person, or both (指派).", callers=MAY[NeedAction.ASSIGN])
    async def assign_need(self, info: Info, input: Asked[verbs.AssignNeedInput]) -> verbs.AssignNeedPayload:
        def command(desk: Desk, need_id: UUID, *, terms: Terms) -> Awaitable[Need]:
            assignee = maybe_row("Agent", input.assignee_id, "assigneeId")
            return commands.assign_need(
                desk, need_id, department=input.department, assignee_id=assignee, why=input.reason, terms=terms
            )

        return await _on(info, input, verbs.AssignNeedPayload, command)

    @mutation("The triple test and the service value (需求评估; source: P2.2).", callers=MAY[NeedAction.ASSESS])
    async def assess_need(self, info: Info, input: Asked[verbs.AssessNeedInput]) -> verbs.AssessNeedPayload:
        tests = TripleTest(input.necessary, input.feasible, input.measurable)
        command = partial(commands.assess_need, tests=tests, cost=input.cost, benefit=input.benefit, text=input.text)
        return await _on(info, input, verbs.AssessNeedPayload, command)

    @mutation("Say how it will be met; only what passed the triple test (服务方案).", callers=MAY[NeedAction.PLAN])
    async def plan_need(self, info: Info, input: Asked[verbs.PlanNeedInput]) -> verbs.PlanNeedPayload:
        def command(desk: Desk, need_id: UUID, *, terms: Terms) -> Awaitable[Need]:
            completion = aware(input.expected_completion, "expectedCompletion")
            return commands.plan_need(
                desk, need_id, text=input.text, expected_completion=completion, why=input.reason, terms=terms
            )

        return await _on(info, input, verbs.PlanNeedPayload, command)

    @mutation("Give the customer what was planned (提供服务).", callers=MAY[NeedAction.SERVE])
    async def serve_need(self, info: Info, input: Asked[verbs.ServeNeedInput]) -> verbs.ServeNeedPayload:
        return await _on(info, input, verbs.ServeNeedPayload, partial(commands.serve_need, text=input.text))

    @mutation("Say that it is met, by the customer (客户确认).", callers=MAY[NeedAction.CONFIRM])
    async def confirm_need(self, info: Info, input: Asked[verbs.ConfirmNeedInput]) -> verbs.ConfirmNeedPayload:
        command = partial(commands.confirm_need, satisfaction=input.satisfaction, comment=input.comment)
        return await _on(info, input, verbs.ConfirmNeedPayload, command)

    @mutation("Say that it is not met, and why (不予满足).", callers=MAY[NeedAction.DECLINE])
    async def decline_need(self, info: Info, input: Asked[verbs.DeclineNeedInput]) -> verbs.DeclineNeedPayload:
        command = partial(commands.decline_need, by_customer=input.by_customer, why=input.reason)
        return await _on(info, input, verbs.DeclineNeedPayload, command)

    @mutation("Link it to something of the same customer (关联).", callers=MAY[NeedAction.LINK])
    async def link_need(self, info: Info, input: Asked[verbs.LinkNeedInput]) -> verbs.LinkNeedPayload:
        def command(desk: Desk, need_id: UUID, *, terms: Terms) -> Awaitable[Need]:
            other = row_id(_LINKED[input.kind], input.other_id, field="otherId")
            return commands.link_need(desk, need_id, kind=input.kind, other_id=other, terms=terms)

        return await _on(info, input, verbs.LinkNeedPayload, command)

    @mutation("Open a ticket for what a need asks, linked to it (由需求开立工单).", callers=MAY[NeedAction.LINK])
    async def open_ticket_from_need(
        self, info: Info, input: Asked[verbs.OpenTicketFromNeedInput]
    ) -> verbs.OpenTicketFromNeedPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[Ticket]:
            return commands.open_ticket_from_need(
                desk,
                row_id("Need", input.need_id, field="needId"),
                subject=input.subject,
                kind=input.kind,
                channel=input.channel,
                business_line=input.business_line,
                severity=input.severity,
                department=input.department,
                narrative=input.narrative,
                terms=terms,
            )

        done, declined = await outcome(info, input, command)
        if done is None:
            return verbs.OpenTicketFromNeedPayload(need=None, ticket=None, user_errors=declined)
        need = await reader_of(info).needs.need(row_id("Need", input.need_id, field="needId"))
        ticket = await reader_of(info).ticket(done)
        return verbs.OpenTicketFromNeedPayload(need=need, ticket=ticket, user_errors=declined)

    @mutation("Enter what happens on the market (录入市场事件; source: P2.3-c).", callers=MARKET_KEEPERS)
    async def enter_market_event(
        self, info: Info, input: Asked[verbs.EnterMarketEventInput]
    ) -> verbs.EnterMarketEventPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[MarketEvent]:
            ends_at = aware(input.ends_at, "endsAt")
            return commands.enter_market_event(
                desk,
                title=input.title,
                categories=few(input.categories, len(Category), "categories"),
                begins_at=aware(input.begins_at, "beginsAt"),
                ends_at=ends_at or input.ends_at,
                why=input.reason,
                terms=terms,
            )

        return await _market(info, input, verbs.EnterMarketEventPayload, command)

    @mutation("Say that it is over before its time (结束市场事件).", callers=MARKET_KEEPERS)
    async def end_market_event(
        self, info: Info, input: Asked[verbs.EndMarketEventInput]
    ) -> verbs.EndMarketEventPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[MarketEvent]:
            market = row_id("MarketEvent", input.market_event_id, field="marketEventId")
            return commands.end_market_event(desk, market, why=input.reason, terms=terms)

        return await _market(info, input, verbs.EndMarketEventPayload, command)

    @mutation("Record trading activity of customers in scope (登记交易行为; source: P2.2-c).", callers=RECORDERS)
    async def record_activity(self, info: Info, input: Asked[verbs.RecordActivityInput]) -> verbs.RecordActivityPayload:
        def command(desk: Desk, terms: Terms) -> Awaitable[ActivityReport]:
            rows = few(input.rows, AT_ONCE, "rows")
            if not rows:
                raise Invalid(f"rows is empty; it has 1 to {AT_ONCE} pieces", field=["rows"])
            return record_activity(desk, [_told(place, each) for place, each in enumerate(rows)], terms=terms)

        done, declined = await outcome(info, input, command)
        if done is None:
            return verbs.RecordActivityPayload(recorded=None, repeated=None, user_errors=declined)
        recorded, repeated = await rows_reported(info.context.house.database, done)
        return verbs.RecordActivityPayload(recorded=recorded, repeated=repeated, user_errors=declined)


async def _on(info: Info, input: verbs.NeedInput, payload: type[P], command: NeedCommand) -> P:
    def ask(desk: Desk, terms: Terms) -> Awaitable[Need]:
        return command(desk, row_id("Need", input.need_id, field="needId"), terms=terms)

    done, declined = await outcome(info, input, ask)
    need = None if done is None else await reader_of(info).needs.need(done)
    return payload(need=need, user_errors=declined)


class MarketCommand(Protocol):
    """A command about the market."""

    def __call__(self, desk: Desk, terms: Terms, /) -> Awaitable[MarketEvent]: ...


async def _market(info: Info, input: Keyed, payload: type[M], command: MarketCommand) -> M:
    done, declined = await outcome(info, input, command)
    market = None if done is None else await reader_of(info).needs.market_event(done)
    return payload(market_event=market, user_errors=declined)


_LINKED = {
    NeedLinkKind.REVEALED_BY_TICKET: "Ticket",
    NeedLinkKind.REVEALED_BY_FEEDBACK: "Feedback",
    NeedLinkKind.REVEALED_BY_INTERACTION: "Interaction",
    NeedLinkKind.OPENED_TICKET: "Ticket",
}


def _revealed(text: str | None) -> NeedLink | None:
    if text is None:
        return None
    is_feedback = kind_of(text) == "Feedback"
    kind = NeedLinkKind.REVEALED_BY_FEEDBACK if is_feedback else NeedLinkKind.REVEALED_BY_TICKET
    return NeedLink(kind, row_id(_LINKED[kind], text, field="revealedById"))


def _prediction(given: verbs.PredictionInput | None) -> Prediction | None:
    if given is None:
        return None
    with within("prediction"):
        return Prediction(given.model_version, given.confidence)


def _told(place: int, given: verbs.ActivityInput) -> Told:
    with within("rows", place):
        at, amount = aware(given.time, "time") or given.time, given.amount_minor.strip()
        if not (amount.isascii() and amount.isdigit() and len(amount) <= len(str(10**15))):
            raise Invalid("amountMinor is not a whole number of 0 to 10^15", field=["amountMinor"])
        return Told(given.customer, at, given.kind, int(amount), given.currency or CURRENCY, given.reference or "")

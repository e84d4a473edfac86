"""Handling a ticket, from the start to the result."""

from functools import partial

import strawberry

from domain.ticket import commands
from domain.ticket.access import MAY
from domain.ticket.lifecycle import Action
from resolvers.asking import aware, on_ticket
from schema.context import Info
from schema.rights import mutation
from schema.terms import Asked
from schema.ticket_verbs import handling as verbs


@strawberry.type
class HandlingMutation:
    """Whose turn it is, and what was found and done."""

    @mutation("Begin handling (开始处理).", callers=MAY[Action.START])
    async def start_ticket(self, info: Info, input: Asked[verbs.StartTicketInput]) -> verbs.StartTicketPayload:
        return await on_ticket(info, input, verbs.StartTicketPayload, commands.start_ticket)

    @mutation("Record the initial analysis (初步分析; source: P5.2-d).", callers=MAY[Action.RECORD_ANALYSIS])
    async def record_analysis(self, info: Info, input: Asked[verbs.RecordAnalysisInput]) -> verbs.RecordAnalysisPayload:
        command = partial(commands.record_analysis, text=input.text)
        return await on_ticket(info, input, verbs.RecordAnalysisPayload, command)

    @mutation("Record the handling plan (处理方案; source: P5.2-d).", callers=MAY[Action.RECORD_PLAN])
    async def record_plan(self, info: Info, input: Asked[verbs.RecordPlanInput]) -> verbs.RecordPlanPayload:
        return await on_ticket(
            info,
            input,
            verbs.RecordPlanPayload,
            lambda desk, ticket, *, terms: commands.record_plan(
                desk,
                ticket,
                text=input.text,
                expected_completion=aware(input.expected_completion, "expectedCompletion"),
                terms=terms,
            ),
        )

    @mutation("Say where it stands (进度通报; source: P5.3-b).", callers=MAY[Action.REPORT_PROGRESS])
    async def report_progress(self, info: Info, input: Asked[verbs.ReportProgressInput]) -> verbs.ReportProgressPayload:
        return await on_ticket(
            info,
            input,
            verbs.ReportProgressPayload,
            lambda desk, ticket, *, terms: commands.report_progress(
                desk,
                ticket,
                text=input.text,
                expected_completion=aware(input.expected_completion, "expectedCompletion"),
                terms=terms,
            ),
        )

    @mutation("Wait for the customer (等待客户).", callers=MAY[Action.AWAIT_CUSTOMER])
    async def await_customer(self, info: Info, input: Asked[verbs.AwaitCustomerInput]) -> verbs.AwaitCustomerPayload:
        return await on_ticket(info, input, verbs.AwaitCustomerPayload, commands.await_customer)

    @mutation("Wait for somebody outside the house (等待第三方).", callers=MAY[Action.AWAIT_THIRD_PARTY])
    async def await_third_party(
        self, info: Info, input: Asked[verbs.AwaitThirdPartyInput]
    ) -> verbs.AwaitThirdPartyPayload:
        return await on_ticket(info, input, verbs.AwaitThirdPartyPayload, commands.await_third_party)

    @mutation("Go on, whoever was waited for (恢复处理).", callers=MAY[Action.RESUME])
    async def resume_ticket(self, info: Info, input: Asked[verbs.ResumeTicketInput]) -> verbs.ResumeTicketPayload:
        return await on_ticket(info, input, verbs.ResumeTicketPayload, commands.resume_ticket)

    @mutation("Give the customer the result, with cause and action on record (解决).", callers=MAY[Action.RESOLVE])
    async def resolve_ticket(self, info: Info, input: Asked[verbs.ResolveTicketInput]) -> verbs.ResolveTicketPayload:
        command = partial(commands.resolve_ticket, result=input.result, cause=input.cause, action=input.action)
        return await on_ticket(info, input, verbs.ResolveTicketPayload, command)

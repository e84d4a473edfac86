"""Handling a ticket, from the start to the result."""

from datetime import datetime

import strawberry

from domain.shared.scope import READERS
from schema.rights import governed
from schema.terms import TEXT, needed, optional
from schema.ticket_verbs.verb import TicketInput, TicketPayload

COMPLETION = (
    "When it should be done (预计完成; source: P5.3-a): a time to come, with its zone; without one it stays as it is."
)


@strawberry.input(description="Handling begins (开始处理).")
class StartTicketInput(TicketInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of startTicket.")
class StartTicketPayload(TicketPayload):
    pass


@strawberry.input(description="The initial analysis (初步分析; source: P5.2-d).")
class RecordAnalysisInput(TicketInput):
    text: str = needed(f"The analysis: {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of recordAnalysis.")
class RecordAnalysisPayload(TicketPayload):
    pass


@strawberry.input(description="The handling plan (处理方案; source: P5.2-d).")
class RecordPlanInput(TicketInput):
    text: str = needed(f"The plan: {TEXT}")
    expected_completion: datetime | None = optional(COMPLETION)


@governed(READERS)
@strawberry.type(description="What came of recordPlan.")
class RecordPlanPayload(TicketPayload):
    pass


@strawberry.input(description="Where it stands (进度通报; source: P5.3-b).")
class ReportProgressInput(TicketInput):
    text: str = needed(f"The progress: {TEXT}")
    expected_completion: datetime | None = optional(COMPLETION)


@governed(READERS)
@strawberry.type(description="What came of reportProgress.")
class ReportProgressPayload(TicketPayload):
    pass


@strawberry.input(description="It is the customer's turn (等待客户).")
class AwaitCustomerInput(TicketInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of awaitCustomer.")
class AwaitCustomerPayload(TicketPayload):
    pass


@strawberry.input(description="Somebody outside the house has to act first (等待第三方).")
class AwaitThirdPartyInput(TicketInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of awaitThirdParty.")
class AwaitThirdPartyPayload(TicketPayload):
    pass


@strawberry.input(description="It is our turn again (恢复处理).")
class ResumeTicketInput(TicketInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of resumeTicket.")
class ResumeTicketPayload(TicketPayload):
    pass


@strawberry.input(description="The customer has the result (解决).")
class ResolveTicketInput(TicketInput):
    result: str = needed(f"What the customer was given (结果): {TEXT}")
    cause: str = needed(f"Why it had happened (原因): {TEXT}")
    action: str = needed(f"What was done (措施): {TEXT}")


@governed(READERS)
@strawberry.type(description="What came of resolveTicket.")
class ResolveTicketPayload(TicketPayload):
    pass

"""People, times and tickets with names, so that a test reads as a sentence."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.customer.contact import ContactKind, ContactPoint
from domain.customer.customer import Customer, CustomerType
from domain.policy.level import DEFAULT_LEVEL_RULE, Level, LevelRule
from domain.reference.entry import Entry, Family
from domain.shared.aggregate import Aggregate
from domain.ticket.imported import SourceState, follow, opened_from_source
from domain.ticket.lifecycle import Action, Status
from domain.ticket.message import Message
from domain.ticket.part import LinkKind, Part, Visibility
from domain.ticket.ticket import Ticket

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
NINE = datetime(2026, 1, 15, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
TEN, ELEVEN, NOON, ONE = (NINE + hours * HOUR for hours in range(1, 5))

ANNA, BO = UUID(int=0xA1), UUID(int=0xB0)
MRS_WANG = UUID(int=0xC1)
THE_TICKET, ANOTHER_TICKET = UUID(int=0x71), UUID(int=0x72)
THE_MESSAGE, THE_NOTE = UUID(int=0x3E), UUID(int=0x40)

RULE = LevelRule.of(1, DEFAULT_LEVEL_RULE)


def level(value: int) -> Level:
    return Level(value, (f"severity {value}",), rule_version=1)


def a_message(text: str = "您好, 我们正在核对", **also: object) -> Message:
    known: dict[str, Any] = {"id": THE_MESSAGE, "channel": "phone"}
    return Message(**(known | also), text=text)


def opened(*, at: datetime = NINE, **also: object) -> Ticket:
    known: dict[str, Any] = {
        "id": THE_TICKET,
        "number": "T2026-000001",
        "customer_id": MRS_WANG,
        "subject": "无法登录交易软件",
        "channel": "phone",
        "kind": "login",
        "level": level(3),
        "by": "anna",
    }
    return Ticket.open(**(known | also), at=at)


a_ticket = opened


def classified() -> Ticket:
    ticket = opened()
    ticket.classify(kind="login", business_line=None, proposed=level(3), at=NINE)
    return ticket


def in_progress() -> Ticket:
    ticket = classified()
    ticket.start(at=NINE)
    return ticket


def awaiting_customer() -> Ticket:
    ticket = in_progress()
    ticket.await_customer(at=NINE)
    return ticket


def awaiting_third_party() -> Ticket:
    ticket = in_progress()
    ticket.await_third_party(at=NINE)
    return ticket


def resolved(*, at: datetime = TEN, by: UUID | None = ANNA) -> Ticket:
    ticket = in_progress()
    ticket.resolve(result="已恢复登录", cause="密码锁定", action="解锁", by=by, at=at)
    return ticket


def reviewed() -> Ticket:
    ticket = resolved()
    ticket.review(satisfied=True, at=ELEVEN)
    return ticket


def archived() -> Ticket:
    ticket = reviewed()
    ticket.archive(at=NOON)
    return ticket


def cancelled() -> Ticket:
    ticket = opened()
    ticket.withdraw(why="客户撤回", at=TEN)
    return ticket


STANDING: dict[Status, Callable[[], Ticket]] = {
    Status.ACCEPTED: opened,
    Status.CLASSIFIED: classified,
    Status.IN_PROGRESS: in_progress,
    Status.AWAITING_CUSTOMER: awaiting_customer,
    Status.AWAITING_THIRD_PARTY: awaiting_third_party,
    Status.RESOLVED: resolved,
    Status.REVIEWED: reviewed,
    Status.ARCHIVED: archived,
    Status.CANCELLED: cancelled,
}


def standing_in(status: Status) -> Ticket:
    """A ticket in this status that lacks nothing else: the customer gave feedback, and risk control takes part."""
    ticket = STANDING[status]()
    if status in {Status.RESOLVED, Status.REVIEWED}:
        ticket.give_feedback("很快, 谢谢", at=NOON)
    ticket.parts = {"risk": Part("risk", joined_at=NINE)}
    return as_loaded(ticket)


A = TypeVar("A", bound=Aggregate)


def as_loaded(aggregate: A) -> A:
    """As storage hands it over: what happened before is no longer news."""
    aggregate.happenings = []
    aggregate.as_loaded()
    return aggregate


VERBS: dict[Action, Callable[[Ticket, datetime], None]] = {
    Action.CLASSIFY: lambda t, at: t.classify(kind="trade", business_line=None, proposed=level(2), at=at),
    Action.ASSIGN: lambda t, at: t.assign(department="desk", assignee_id=ANNA, at=at),
    Action.RESPOND: lambda t, at: t.respond(a_message(), at=at),
    Action.RECEIVE_MESSAGE: lambda t, at: t.receive_message(a_message("还是不行"), at=at),
    Action.START: lambda t, at: t.start(at=at),
    Action.RECORD_ANALYSIS: lambda t, at: t.record_analysis("密码错误三次", at=at),
    Action.RECORD_PLAN: lambda t, at: t.record_plan("核对身份后解锁", at=at, expected_completion=at + DAY),
    Action.REPORT_PROGRESS: lambda t, at: t.report_progress("已核对", at=at),
    Action.AWAIT_CUSTOMER: lambda t, at: t.await_customer(at=at),
    Action.AWAIT_THIRD_PARTY: lambda t, at: t.await_third_party(at=at),
    Action.CUSTOMER_REPLIED: lambda t, at: t.customer_replied(a_message("身份证已上传"), at=at),
    Action.RESUME: lambda t, at: t.resume(at=at),
    Action.RESOLVE: lambda t, at: t.resolve(result="已恢复", cause="锁定", action="解锁", by=ANNA, at=at),
    Action.GIVE_FEEDBACK: lambda t, at: t.give_feedback("又锁了", at=at),
    Action.CONFIRM_FEEDBACK: lambda t, at: t.confirm_feedback(at=at),
    Action.ANSWER_FEEDBACK: lambda t, at: t.answer_feedback("已延长有效期", at=at),
    Action.RATE: lambda t, at: t.rate(5, at=at),
    Action.REVIEW: lambda t, at: t.review(satisfied=True, at=at),
    Action.ARCHIVE: lambda t, at: t.archive(at=at),
    Action.REOPEN: lambda t, at: t.reopen(why="又出现了", at=at),
    Action.WITHDRAW: lambda t, at: t.withdraw(why="客户撤回", at=at),
    Action.ADD_NOTE: lambda t, at: t.add_note(THE_NOTE, "老客户", visibility=Visibility.INTERNAL, at=at),
    Action.LINK: lambda t, at: t.link(LinkKind.FOLLOWS, ANOTHER_TICKET, at=at),
    Action.JOIN_DEPARTMENT: lambda t, at: t.join_department("product", task="看日志", at=at),
    Action.FINISH_PART: lambda t, at: t.finish_part("risk", outcome="无风险", at=at),
}


def a_contact_point(value: str = "13800138000", number: int = 1) -> ContactPoint:
    kind = ContactKind.EMAIL if "@" in value else ContactKind.MOBILE
    return ContactPoint.of(UUID(int=number), kind, value, "phone")


def a_customer(**also: object) -> Customer:
    known: dict[str, Any] = {
        "id": MRS_WANG,
        "external_reference": "C10086",
        "type": CustomerType.INDIVIDUAL,
        "name": "王芳",
    }
    return Customer.register(**(known | also), at=NINE)


def a_department(code: str = "desk", *, parent: str | None = None) -> Entry:
    return an_entry(Family.DEPARTMENT, code, parent=parent)


def an_entry(family: Family, code: str, *, parent: str | None = None, complaint: bool = False) -> Entry:
    return Entry.define(
        id=UUID(int=0xD1), family=family, code=code, name="服务台", parent=parent, complaint=complaint, at=NINE
    )


def a_row(status: Status = Status.ACCEPTED, *, at: datetime = NINE, **also: object) -> SourceState:
    """A row of another desk's log that says what the first one said, but for `also`."""
    known: dict[str, Any] = {
        "line": 2,
        "digest": "d41d8cd9",
        "reopenings": 0,
        "level": 3,
        "kind": "login",
        "business_line": None,
        "channel": "phone",
        "department": "desk",
        "assignee_id": None,
        "met_target": True,
    }
    return SourceState(**(known | also), at=at, status=status)


def imported(*rows: SourceState) -> Ticket:
    """The ticket after these rows, each of which was followed."""
    first = rows[0]
    ticket = opened_from_source(
        id=THE_TICKET,
        number="T2026-000001",
        external_reference="INC0000045",
        customer_id=MRS_WANG,
        subject="INC0000045",
        opened_at=NINE,
        by="import",
        row=first,
        level=3,
    )
    for row in rows:
        follow(ticket, row, fresh=row is first)
    return ticket

"""Feedback with names, as it stands in each status, so that a test reads as a sentence."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.feedback.feedback import Feedback
from domain.feedback.lifecycle import FeedbackAction, FeedbackStatus
from domain.feedback.routing import DEFAULT_ROUTING, Route, RoutingRule
from domain.feedback.sentiment import Reading, Sentiment, Topic
from domain.feedback.source import Collected
from tests.domain.builders import ANNA, BO, ELEVEN, MRS_WANG, NINE, NOON, TEN, as_loaded

THE_FEEDBACK = UUID(int=0xFB)
CAI = UUID(int=0xCA)
PEOPLE = {"S-ANNA": ANNA, "S-BO": BO, "S-CAI": CAI}
HANDBOOK = RoutingRule.of(
    3,
    {
        **DEFAULT_ROUTING,
        "otherwise": {"department": "desk"},
        "independent": {"department": "risk", "responsible": ["S-CAI"]},
        "by_kind": {"fee": {"department": "product", "responsible": ["S-ANNA", "S-BO"]}},
    },
)


def a_route(department: str = "product", responsible_id: UUID | None = ANNA) -> Route:
    return Route(department, responsible_id, ("kind fee", f"{department}: S-ANNA"), rule_version=3)


def a_reading(sentiment: Sentiment | None = Sentiment.COMPLAINING, confidence: float = 0.9) -> Reading:
    return Reading(sentiment, confidence, (Topic("fee", 0.8),), "seed-1")


def received(**also: object) -> Feedback:
    known: dict[str, Any] = {
        "id": THE_FEEDBACK,
        "number": "F2026-000001",
        "customer_id": MRS_WANG,
        "subject": "手续费与开户时说的不一致",
        "text": "开户时说万分之一点五, 实际收了万三",
        "kind": "fee",
        "collected": Collected.COMPLAINT,
        "channel": "phone",
        "route": a_route(),
        "at": NINE,
        "by": "agent:bo",
    }
    return Feedback.receive(**(known | also))


def responded() -> Feedback:
    feedback = received()
    feedback.respond("您好, 已收到, 正在核对", channel="phone", by=ANNA, at=TEN)
    return feedback


def ready() -> Feedback:
    """Answered, with cause and action: what is missing is the written reply."""
    feedback = responded()
    feedback.record_cause("disclosure", "开户材料未写明起点费率", rule=HANDBOOK, by=ANNA, at=TEN)
    feedback.record_action("退还差额", by=ANNA, at=TEN)
    return feedback


def handled() -> Feedback:
    feedback = ready()
    feedback.handle("差额已退还, 致歉", channel="email", by=ANNA, at=ELEVEN)
    return feedback


def closed() -> Feedback:
    feedback = handled()
    feedback.close(by=ANNA, at=NOON)
    return feedback


STANDING: dict[FeedbackStatus, Callable[[], Feedback]] = {
    FeedbackStatus.RECEIVED: received,
    FeedbackStatus.RESPONDED: ready,
    FeedbackStatus.HANDLED: handled,
    FeedbackStatus.CLOSED: closed,
}


def standing_in(status: FeedbackStatus) -> Feedback:
    return as_loaded(STANDING[status]())


def classify(feedback: Feedback, at: datetime, **also: object) -> None:
    known: dict[str, Any] = {
        "kind": feedback.kind,
        "about_ids": feedback.about_ids,
        "stage": feedback.stage,
        "business_line": feedback.business_line,
        "route": a_route("desk", None),
    }
    feedback.classify(**(known | also), at=at)


VERBS: dict[FeedbackAction, Callable[[Feedback, datetime], None]] = {
    FeedbackAction.CLASSIFY: lambda f, at: classify(f, at, kind="login"),
    FeedbackAction.ROUTE: lambda f, at: f.route(department="risk", responsible_id=CAI, why="涉及合规", at=at),
    FeedbackAction.RESPOND: lambda f, at: f.respond("正在核对", channel="phone", by=ANNA, at=at),
    FeedbackAction.RECORD_CAUSE: lambda f, at: f.record_cause("training", "未培训", rule=HANDBOOK, by=ANNA, at=at),
    FeedbackAction.RECORD_ACTION: lambda f, at: f.record_action("退费", by=ANNA, at=at),
    FeedbackAction.HANDLE: lambda f, at: f.handle("已退费", channel="email", by=ANNA, at=at),
    FeedbackAction.CLOSE: lambda f, at: f.close(by=ANNA, at=at),
    FeedbackAction.RATE: lambda f, at: f.rate(5, rule=HANDBOOK, at=at),
    FeedbackAction.REOPEN: lambda f, at: f.reopen(why="没有退费", at=at),
    FeedbackAction.READ_SENTIMENT: lambda f, at: f.read_sentiment(a_reading(), at=at),
    FeedbackAction.CORRECT_SENTIMENT: lambda f, at: f.correct_sentiment(
        Sentiment.SUGGESTING, ["fee"], by="agent:anna", at=at
    ),
}

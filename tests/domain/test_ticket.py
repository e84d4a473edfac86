import pytest

from domain.shared.errors import NotAllowedNow
from domain.ticket import events
from domain.ticket.cycle import Cycle
from domain.ticket.lifecycle import Status
from domain.ticket.message import Delivery, Direction
from domain.ticket.part import Link, LinkKind, Part
from tests.domain.builders import (
    ANNA,
    ANOTHER_TICKET,
    BO,
    DAY,
    ELEVEN,
    NINE,
    NOON,
    ONE,
    TEN,
    THE_MESSAGE,
    a_message,
    a_ticket,
    archived,
    as_loaded,
    awaiting_customer,
    classified,
    in_progress,
    level,
    resolved,
    reviewed,
)
from tests.domain.history import happened


def test_a_new_ticket_is_accepted_and_remembers_who_opened_it_when() -> None:
    ticket = a_ticket(at=NINE, narrative="电话 13800138000, 输入密码后闪退")

    assert (ticket.status, ticket.opened_at, ticket.opened_by) == (Status.ACCEPTED, NINE, "anna")
    assert (ticket.level, ticket.proposed_level, ticket.cycle) == (3, 3, 1)
    assert happened(ticket) == ["TicketOpened"]


def test_the_narrative_is_sealed_and_the_subject_is_one_line() -> None:
    ticket = a_ticket(subject="  无法登录\n交易软件 ", narrative="闪退")

    assert ticket.subject == "无法登录 交易软件"
    assert "narrative" in events.TicketOpened.SEALED
    assert "narrative" not in ticket.state()


def test_every_free_text_of_every_event_is_sealed() -> None:
    free_text = {"text", "narrative", "result", "cause", "action", "comment", "task", "outcome", "attachment_names"}

    for event in vars(events).values():
        if isinstance(event, type) and issubclass(event, events.TicketEvent):
            assert free_text & event.__dataclass_fields__.keys() <= event.SEALED, event


def test_assigning_to_the_same_person_again_is_not_news() -> None:
    ticket = a_ticket()
    ticket.assign(department="desk", assignee_id=ANNA, at=TEN)
    as_loaded(ticket)

    ticket.assign(department="desk", assignee_id=ANNA, at=ELEVEN)

    assert ticket.happenings == []


def test_assigning_to_somebody_else_is() -> None:
    ticket = as_loaded(a_ticket(department="desk"))

    ticket.assign(department="desk", assignee_id=BO, why="Anna 休假", at=TEN)

    (happening,) = ticket.happenings
    assert happening.event.reason == "Anna 休假"
    assert dict(happening.changes) == {"assignee_id": (None, BO)}


def test_classifying_the_same_again_is_not_news() -> None:
    ticket = as_loaded(classified())

    ticket.classify(kind="login", business_line=None, proposed=level(3), at=ELEVEN)

    assert ticket.happenings == []


def test_classifying_again_while_it_is_handled_does_not_set_it_back() -> None:
    ticket = in_progress()

    ticket.classify(kind="trade", business_line="fund", proposed=level(2), at=TEN)

    assert (ticket.status, ticket.kind, ticket.business_line) == (Status.IN_PROGRESS, "trade", "fund")
    assert (ticket.level, ticket.proposed_level) == (2, 2)


def test_a_level_other_than_the_rules_keeps_both_and_the_reason() -> None:
    ticket = a_ticket()

    ticket.classify(kind="login", business_line=None, proposed=level(3), level=1, why="媒体关注", at=TEN)

    event = ticket.happenings[-1].event
    assert isinstance(event, events.TicketClassified)
    assert (ticket.level, ticket.proposed_level) == (1, 3)
    assert (event.overruled, event.reason, event.level_rule_version) == (True, "媒体关注", 1)


def test_the_rules_own_level_named_by_hand_overrules_nothing() -> None:
    ticket = a_ticket()

    ticket.classify(kind="login", business_line=None, proposed=level(3), level=3, why=" ", at=TEN)

    event = ticket.happenings[-1].event
    assert isinstance(event, events.TicketClassified)
    assert (event.overruled, event.reason) == (False, None)


def test_only_the_first_response_of_a_cycle_is_the_first_response() -> None:
    ticket = a_ticket()

    ticket.respond(a_message("收到"), at=TEN)
    ticket.respond(a_message("正在核对", id=ANOTHER_TICKET), at=ELEVEN)

    assert ticket.current.responded_at == TEN
    assert happened(ticket)[1:] == ["TicketResponded", "TicketResponded"]


def test_what_we_write_is_outbound_and_queued_and_what_we_hear_is_inbound_and_received() -> None:
    ticket = awaiting_customer()
    ticket.respond(a_message("请上传身份证"), at=TEN)
    ticket.customer_replied(a_message("已上传"), at=ELEVEN)

    ours, theirs = (each.event for each in ticket.happenings[-2:])

    assert isinstance(ours, events.TicketResponded)
    assert isinstance(theirs, events.CustomerReplied)
    assert (ours.direction, ours.delivery) == (Direction.OUTBOUND, Delivery.QUEUED)
    assert (theirs.direction, theirs.delivery) == (Direction.INBOUND, Delivery.RECEIVED)
    assert ticket.status is Status.IN_PROGRESS


def test_while_we_wait_for_the_customer_their_message_is_the_answer() -> None:
    with pytest.raises(NotAllowedNow, match="CUSTOMER_REPLIED"):
        awaiting_customer().receive_message(a_message(), at=TEN)


def test_a_delivery_goes_forward_and_the_same_report_twice_is_not_news() -> None:
    ticket = as_loaded(a_ticket())
    ticket.deliveries = {THE_MESSAGE: Delivery.QUEUED}

    for delivery in (Delivery.SENT, Delivery.SENT, Delivery.FAILED, Delivery.SENT, Delivery.DELIVERED):
        ticket.record_delivery(THE_MESSAGE, delivery, at=TEN)

    assert happened(ticket) == ["MessageDelivered"] * 4
    with pytest.raises(NotAllowedNow):
        ticket.record_delivery(THE_MESSAGE, Delivery.QUEUED, at=TEN)


def test_what_the_customer_sent_is_never_delivered_to_them() -> None:
    ticket = as_loaded(a_ticket())
    ticket.deliveries = {THE_MESSAGE: Delivery.RECEIVED}

    with pytest.raises(NotAllowedNow):
        ticket.record_delivery(THE_MESSAGE, Delivery.DELIVERED, at=TEN)


def test_a_plan_says_when_it_should_be_done_and_the_next_word_may_move_that() -> None:
    ticket = in_progress()

    ticket.record_plan("核对身份后解锁", at=TEN, expected_completion=TEN + DAY)
    ticket.report_progress("还差一步", at=ELEVEN)
    ticket.report_progress("需要再等", at=NOON, expected_completion=TEN + 2 * DAY)

    assert ticket.expected_completion == TEN + 2 * DAY


def test_a_resolution_belongs_to_its_cycle() -> None:
    ticket = resolved(by=ANNA, at=TEN)

    assert (ticket.current.resolver_id, ticket.current.resolved_at) == (ANNA, TEN)


def test_reopening_begins_the_next_cycle_with_nothing_of_the_one_before() -> None:
    ticket = archived()
    ticket.rate(2, at=NOON)

    ticket.reopen(why="又出现了", at=ONE)

    assert (ticket.status, ticket.cycle, ticket.current.began_at) == (Status.IN_PROGRESS, 2, ONE)
    assert ticket.current == Cycle(number=2, began_at=ONE)
    changes = ticket.happenings[-1].changes
    assert changes["cycle.rating"] == (2, None)
    assert changes["cycle.resolver_id"] == (ANNA, None)


def test_each_cycle_has_its_own_rating() -> None:
    ticket = resolved()
    ticket.rate(1, at=ELEVEN)
    ticket.reopen(why="没有解决", at=NOON)
    ticket.resolve(result="已恢复", cause="缓存", action="清除", by=BO, at=ONE)

    ticket.rate(5, comment="这次好了", at=ONE)

    ratings = [each.event for each in ticket.happenings if isinstance(each.event, events.TicketRated)]
    assert [(each.cycle, each.score) for each in ratings] == [(1, 1), (2, 5)]


def test_a_review_that_is_satisfied_leads_to_the_archive() -> None:
    ticket = reviewed()

    ticket.archive(at=NOON)

    assert (ticket.status, ticket.cycle) == (Status.ARCHIVED, 1)
    assert (ticket.current.satisfied, ticket.current.archived_at) == (True, NOON)


def test_a_review_that_is_not_satisfied_reopens_the_ticket() -> None:
    ticket = resolved()

    ticket.review(satisfied=False, comment="客户仍不满意", at=ELEVEN)

    review, reopening = ticket.happenings[-2:]
    assert happened(ticket)[-2:] == ["TicketReviewed", "TicketReopened"]
    assert (ticket.status, ticket.cycle) == (Status.IN_PROGRESS, 2)
    assert review.changes["cycle.satisfied"] == (None, False)
    assert review.image["status"] is Status.REVIEWED
    assert reopening.event.reason == "the review was not satisfied"


def test_feedback_is_confirmed_once_and_new_feedback_asks_again() -> None:
    ticket = resolved()
    ticket.give_feedback("还有一个问题", at=ELEVEN)
    ticket.confirm_feedback(at=ELEVEN)
    ticket.confirm_feedback(at=NOON)
    ticket.answer_feedback("已解释", at=NOON)

    assert (ticket.current.feedback_confirmed_at, ticket.current.feedback_answered_at) == (ELEVEN, NOON)
    assert happened(ticket).count("FeedbackConfirmed") == 1

    ticket.give_feedback("再问一下", at=ONE)

    assert ticket.current.feedback_at == ONE
    assert (ticket.current.feedback_confirmed_at, ticket.current.feedback_answered_at) == (None, None)


def test_linking_the_same_way_twice_is_not_news() -> None:
    ticket = as_loaded(a_ticket())

    ticket.link(LinkKind.DUPLICATE_OF, ANOTHER_TICKET, at=TEN)
    ticket.link(LinkKind.DUPLICATE_OF, ANOTHER_TICKET, at=ELEVEN)
    ticket.link(LinkKind.CAUSED_BY, ANOTHER_TICKET, at=ELEVEN)

    assert happened(ticket) == ["TicketLinked", "TicketLinked"]
    assert Link(LinkKind.CAUSED_BY, ANOTHER_TICKET) in ticket.links


def test_several_departments_work_on_one_case_each_with_its_part() -> None:
    ticket = as_loaded(a_ticket(department="desk"))

    ticket.join_department("risk", task="核对交易", at=TEN)
    ticket.join_department("product", task="看日志", at=TEN)
    ticket.finish_part("risk", outcome="无异常", at=ELEVEN)

    assert ticket.parts == {"risk": Part("risk", TEN, ELEVEN), "product": Part("product", TEN)}
    assert ticket.image()["parts"] == ["product", "risk"]
    assert ticket.department == "desk"


def test_joining_a_running_part_or_finishing_a_finished_one_is_not_news() -> None:
    ticket = as_loaded(a_ticket())
    ticket.join_department("risk", task="核对交易", at=TEN)
    ticket.join_department("risk", task="核对交易", at=ELEVEN)
    ticket.finish_part("risk", outcome="无异常", at=NOON)
    ticket.finish_part("risk", outcome="无异常", at=ONE)

    assert happened(ticket) == ["DepartmentJoined", "PartFinished"]
    assert ticket.parts["risk"] == Part("risk", TEN, NOON)


def test_a_department_may_come_back_after_its_part_was_finished() -> None:
    ticket = a_ticket()
    ticket.join_department("risk", task="核对交易", at=TEN)
    ticket.finish_part("risk", outcome="无异常", at=ELEVEN)

    ticket.join_department("risk", task="再核对一次", at=NOON)

    assert ticket.parts["risk"] == Part("risk", NOON)


def test_a_part_that_is_finished_the_moment_it_began_is_still_a_change() -> None:
    ticket = as_loaded(a_ticket())
    ticket.join_department("risk", task="核对交易", at=TEN)

    ticket.finish_part("risk", outcome="无异常", at=TEN)

    assert dict(ticket.happenings[-1].changes) == {"part.risk.finished_at": (None, TEN)}


def test_a_note_changes_nothing_of_the_ticket_but_its_version() -> None:
    ticket = as_loaded(in_progress())
    version, state = ticket.version, ticket.state()

    ticket.record_analysis("密码错误三次", at=TEN)

    assert (ticket.version, ticket.state()) == (version + 1, state)
    assert ticket.happenings[-1].changes == {}

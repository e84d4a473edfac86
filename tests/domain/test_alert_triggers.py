from domain.alert.heard import triggers_of
from domain.alert.trigger import Trigger, TriggerKind
from domain.ticket.ticket import Ticket
from tests.domain.builders import NINE, TEN, level, opened


def heard(ticket: Ticket) -> list[Trigger]:
    return triggers_of(ticket, is_complaint=lambda kind: kind == "complaint")


def quiet(ticket: Ticket) -> Ticket:
    ticket.happenings.clear()
    ticket.as_loaded()
    return ticket


def test_a_complaint_is_heard_when_it_is_opened() -> None:
    (trigger,) = heard(opened(kind="complaint", department="trading", level=level(2)))

    assert (trigger.kind, trigger.at) == (TriggerKind.COMPLAINT, NINE)


def test_another_ticket_alarms_nobody() -> None:
    assert heard(opened()) == []


def test_a_ticket_found_out_to_be_a_complaint_is_heard_then() -> None:
    ticket = quiet(opened())

    ticket.classify(kind="complaint", business_line=None, proposed=level(3), at=TEN)

    assert [each.kind for each in heard(ticket)] == [TriggerKind.COMPLAINT]


def test_a_complaint_that_only_changes_its_business_line_is_no_new_one() -> None:
    ticket = quiet(opened(kind="complaint"))

    ticket.classify(kind="complaint", business_line="fund_sales", proposed=level(3), at=TEN)

    assert heard(ticket) == []


def test_a_reopening_says_which_one_it_is() -> None:
    ticket = opened()
    ticket.classify(kind="login", business_line=None, proposed=level(3), at=TEN)
    ticket.start(at=TEN)
    for _ in range(2):
        ticket.resolve(result="已恢复", cause="密码过期", action="重置", at=TEN, by=None)
        ticket.reopen(why="仍然无法登录", at=TEN)

    assert [(each.kind, each.count) for each in heard(ticket)] == [(TriggerKind.REOPENED, 1), (TriggerKind.REOPENED, 2)]
    assert len({each.occasion for each in heard(ticket)}) == 2

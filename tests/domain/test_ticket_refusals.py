"""A refused action leaves no trace, whatever the reason of the refusal."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from domain.shared.errors import AlreadyDone, Invalid, NotAllowedNow, NotFound, ReasonRequired, Refusal, SensitiveText
from domain.shared.text import REASON_LENGTH, TEXT_LENGTH
from domain.ticket.lifecycle import Status
from domain.ticket.message import (
    ATTACHMENT_BYTES,
    ATTACHMENTS,
    RECORDING_LENGTH,
    Attachment,
    Delivery,
    File,
    Message,
)
from domain.ticket.part import Link, LinkKind, Part, Visibility
from domain.ticket.ticket import LINKS, PARTS, Ticket
from tests.domain.builders import (
    ANNA,
    ANOTHER_TICKET,
    HOUR,
    NINE,
    ONE,
    THE_MESSAGE,
    THE_NOTE,
    a_message,
    a_ticket,
    as_loaded,
    level,
    standing_in,
)

Verb = Callable[[Ticket], None]

WITH_TEXT: dict[str, tuple[Status, Callable[[Ticket, str], None]]] = {
    "analysis": (Status.IN_PROGRESS, lambda t, text: t.record_analysis(text, at=ONE)),
    "plan": (Status.IN_PROGRESS, lambda t, text: t.record_plan(text, at=ONE, expected_completion=ONE)),
    "progress": (Status.IN_PROGRESS, lambda t, text: t.report_progress(text, at=ONE)),
    "result": (Status.IN_PROGRESS, lambda t, text: t.resolve(result=text, cause="c", action="a", by=ANNA, at=ONE)),
    "cause": (Status.IN_PROGRESS, lambda t, text: t.resolve(result="r", cause=text, action="a", by=ANNA, at=ONE)),
    "action": (Status.IN_PROGRESS, lambda t, text: t.resolve(result="r", cause="c", action=text, by=ANNA, at=ONE)),
    "feedback": (Status.RESOLVED, lambda t, text: t.give_feedback(text, at=ONE)),
    "answer": (Status.RESOLVED, lambda t, text: t.answer_feedback(text, at=ONE)),
    "rating": (Status.ARCHIVED, lambda t, text: t.rate(4, comment=text, at=ONE)),
    "review": (Status.RESOLVED, lambda t, text: t.review(satisfied=True, comment=text, at=ONE)),
    "dissatisfied review": (Status.RESOLVED, lambda t, text: t.review(satisfied=False, comment=text, at=ONE)),
    "note": (Status.REVIEWED, lambda t, text: t.add_note(THE_NOTE, text, visibility=Visibility.PUBLIC, at=ONE)),
    "task": (Status.ACCEPTED, lambda t, text: t.join_department("product", task=text, at=ONE)),
    "outcome": (Status.ACCEPTED, lambda t, text: t.finish_part("risk", outcome=text, at=ONE)),
    "response": (Status.ACCEPTED, lambda t, text: t.respond(a_message(text), at=ONE)),
    "message": (Status.ACCEPTED, lambda t, text: t.receive_message(a_message(text), at=ONE)),
    "reply": (Status.AWAITING_CUSTOMER, lambda t, text: t.customer_replied(a_message(text), at=ONE)),
}

WITH_REASON: dict[str, tuple[Status, Callable[[Ticket, str | None], None]]] = {
    "reopen": (Status.ARCHIVED, lambda t, why: t.reopen(why=why, at=ONE)),
    "withdraw": (Status.CLASSIFIED, lambda t, why: t.withdraw(why=why, at=ONE)),
    "overrule": (
        Status.ACCEPTED,
        lambda t, why: t.classify(kind="login", business_line=None, proposed=level(3), level=1, why=why, at=ONE),
    ),
}

OTHERS: dict[str, tuple[Status, type[Refusal], Verb]] = {
    "a level 0": (
        Status.ACCEPTED,
        Invalid,
        lambda t: t.classify(kind="login", business_line=None, proposed=level(3), level=0, why="w", at=ONE),
    ),
    "a phone number as the reason of a classification": (
        Status.ACCEPTED,
        SensitiveText,
        lambda t: t.classify(kind="login", business_line=None, proposed=level(3), why="致电13800138000", at=ONE),
    ),
    "a phone number as the reason of an assignment": (
        Status.ACCEPTED,
        SensitiveText,
        lambda t: t.assign(department="desk", assignee_id=ANNA, why="致电13800138000", at=ONE),
    ),
    "a plan that ends in the past": (
        Status.IN_PROGRESS,
        Invalid,
        lambda t: t.record_plan("明天完成", at=ONE, expected_completion=NINE),
    ),
    "progress that ends in the past": (
        Status.IN_PROGRESS,
        Invalid,
        lambda t: t.report_progress("明天完成", at=ONE, expected_completion=ONE),
    ),
    "a rating of 0": (Status.RESOLVED, Invalid, lambda t: t.rate(0, at=ONE)),
    "a rating of 6": (Status.RESOLVED, Invalid, lambda t: t.rate(6, at=ONE)),
    "a link to itself": (Status.ACCEPTED, Invalid, lambda t: t.link(LinkKind.FOLLOWS, t.id, at=ONE)),
    "the part of a department that has none": (
        Status.ACCEPTED,
        Invalid,
        lambda t: t.finish_part("product", outcome="好了", at=ONE),
    ),
    "the delivery of a message that is not there": (
        Status.ACCEPTED,
        NotFound,
        lambda t: t.record_delivery(THE_MESSAGE, Delivery.SENT, at=ONE),
    ),
    "an answer, recorded as a message, while it is awaited": (
        Status.AWAITING_CUSTOMER,
        NotAllowedNow,
        lambda t: t.receive_message(a_message(), at=ONE),
    ),
}


def refused(status: Status, refusal: type[Refusal], verb: Callable[..., None], *given: str | None) -> Refusal:
    ticket = standing_in(status)

    with pytest.raises(refusal) as raised:
        verb(ticket, *given)

    assert ticket == standing_in(status)
    assert ticket.happenings == []
    return raised.value


@pytest.mark.parametrize("name", WITH_TEXT)
def test_a_text_that_is_empty_too_long_or_cannot_be_stored_is_refused(name: str) -> None:
    status, verb = WITH_TEXT[name]

    for text in ("", " \n\t", "长" * (TEXT_LENGTH + 1), "a\x00b", "a\ud800b"):
        refused(status, Invalid, verb, text)


@pytest.mark.parametrize("name", WITH_REASON)
def test_a_reason_that_is_missing_too_long_or_personal_is_refused(name: str) -> None:
    status, verb = WITH_REASON[name]

    for why, refusal in (
        (None, ReasonRequired),
        (" ", ReasonRequired),
        ("长" * (REASON_LENGTH + 1), Invalid),
        ("a\x00b", Invalid),
        ("客户电话 138 0013 8000", SensitiveText),
    ):
        answer = refused(status, refusal, verb, why)
        assert answer.field == ("reason",)


@pytest.mark.parametrize("name", OTHERS)
def test_nor_does_it_take(name: str) -> None:
    status, refusal, verb = OTHERS[name]

    refused(status, refusal, verb)


def test_feedback_that_was_not_given_cannot_be_confirmed_or_answered() -> None:
    ticket = standing_in(Status.RESOLVED)
    ticket.reopen(why="又出现了", at=ONE)
    ticket.resolve(result="已恢复", cause="锁定", action="解锁", by=ANNA, at=ONE)
    version = ticket.version

    with pytest.raises(NotAllowedNow, match="no feedback in this cycle"):
        ticket.confirm_feedback(at=ONE)
    with pytest.raises(NotAllowedNow, match="no feedback in this cycle"):
        ticket.answer_feedback("好", at=ONE)

    assert ticket.version == version


def test_a_cycle_is_rated_once() -> None:
    ticket = standing_in(Status.RESOLVED)
    ticket.rate(4, at=ONE)

    with pytest.raises(AlreadyDone, match="one rating a cycle"):
        ticket.rate(5, at=ONE)

    assert ticket.current.rating == 4
    assert len(ticket.happenings) == 1


def test_feedback_is_answered_once_and_new_feedback_once_more() -> None:
    ticket = standing_in(Status.RESOLVED)
    ticket.answer_feedback("已转产品部门", at=ONE)
    first = ticket.current.feedback_answered_at

    with pytest.raises(AlreadyDone, match="has its answer"):
        ticket.answer_feedback("再答一次", at=ONE + HOUR)

    assert (ticket.current.feedback_answered_at, len(ticket.happenings)) == (first, 1)
    ticket.give_feedback("还有一点", at=ONE + HOUR)
    ticket.answer_feedback("好的", at=ONE + 2 * HOUR)
    assert ticket.current.feedback_answered_at == ONE + 2 * HOUR


def test_departments_and_links_are_bounded() -> None:
    ticket = a_ticket()
    ticket.parts = {f"d{number}": Part(f"d{number}", NINE) for number in range(PARTS)}
    ticket.links = frozenset(Link(LinkKind.FOLLOWS, type(ANNA)(int=number)) for number in range(1, LINKS + 1))
    as_loaded(ticket)

    with pytest.raises(Invalid, match="at most 20 departments"):
        ticket.join_department("one more", task="看", at=ONE)
    with pytest.raises(Invalid, match="at most 100 links"):
        ticket.link(LinkKind.CAUSED_BY, ANOTHER_TICKET, at=ONE)

    assert ticket.happenings == []


@pytest.mark.parametrize(
    ("subject", "refusal"),
    [("", Invalid), (" \n ", Invalid), ("题" * 201, Invalid), ("a\x00b", Invalid), ("电话13800138000", SensitiveText)],
)
def test_a_ticket_does_not_open_with_such_a_subject(subject: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as raised:
        a_ticket(subject=subject)

    assert raised.value.field == ("subject",)


def test_a_message_takes_few_small_files_of_known_types() -> None:
    def a_file(media_type: str = "image/png", size: int = 1) -> Attachment:
        return Attachment(THE_MESSAGE, media_type, size, "0" * 64)

    assert a_message(attachments=(a_file(size=ATTACHMENT_BYTES),) * ATTACHMENTS, attachment_names=("截图.png",))
    for files in ((a_file(),) * (ATTACHMENTS + 1), (a_file("text/html"),), (a_file(size=0),)):
        with pytest.raises(Invalid):
            a_message(attachments=files)
    with pytest.raises(Invalid, match="1 to 1048576 are allowed"):
        a_message(attachments=(a_file(size=ATTACHMENT_BYTES + 1),))
    with pytest.raises(Invalid, match="file name"):
        a_message(attachments=(a_file(),), attachment_names=("a\x00.png",))
    for recording in ("a\x00", "r" * (RECORDING_LENGTH + 1)):
        with pytest.raises(Invalid, match="recording"):
            a_message(recording=recording)
    assert a_message(recording="r" * RECORDING_LENGTH).recording


def test_a_file_that_is_not_taken_is_named_by_its_place() -> None:
    good = File("截图.png", "image/png", b"1")
    for place, bad in {
        "name": File("", "image/png", b"1"),
        "mediaType": File("a.html", "text/html", b"1"),
        "content": File("a.png", "image/png", b""),
    }.items():
        with pytest.raises(Invalid) as refused:
            Message.carrying([good, bad], new_id=uuid4, channel="app", text="请看附件")
        assert refused.value.field == ("attachments", "1", place)


def test_a_message_carries_files_under_hashes_of_our_own() -> None:
    message = Message.carrying([File("a.txt", "text/plain", b"abc")], new_id=uuid4, channel="app", text="请看附件")

    (attachment,) = message.attachments
    assert attachment.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (attachment.size, message.contents, message.attachment_names) == (3, (b"abc",), ("a.txt",))
    assert "abc" not in repr(message)

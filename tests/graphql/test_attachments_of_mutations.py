"""Files that come with a message: stored sealed in the same breath, read back whole, and gone with what is declined."""

import asyncio
import base64
import os
from hashlib import sha256
from typing import Any

from app.house import OpenHouse
from domain.ticket.message import ATTACHMENT_BYTES
from schema.ids import row_id
from tests.engines import house
from tests.graphql.mutating import a_ticket, ask, count, declined, done, people_of

__all__ = ["house"]

SHOWN = "ticket { messages(last: 9) { text attachments { id name mediaType size sha256 content } } } "
TEXT: dict[str, Any] = {"channel": "app", "text": "请看附件"}


def a_file(content: bytes = b"hello", name: str = "截图.png", media_type: str = "image/png") -> dict[str, str]:
    return {"name": name, "mediaType": media_type, "content": base64.b64encode(content).decode()}


async def test_a_file_comes_back_as_it_was_given_in_either_direction(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    picture, page = os.urandom(ATTACHMENT_BYTES), b"%PDF-1.7"

    await done(house, "respondTicket", people.anna, ticketId=ticket_id, **TEXT,
               attachments=[a_file(page, "说明.pdf", "application/pdf")])  # fmt: skip
    ticket = await done(house, "receiveMessage", people.mrs_wang, shown=SHOWN, ticketId=ticket_id, **TEXT,
                        attachments=[a_file(picture), a_file(b"x", "a.txt", "text/plain")])  # fmt: skip

    ours, theirs = ticket["messages"]
    assert [each["name"] for each in ours["attachments"]] == ["说明.pdf"]
    assert [each["name"] for each in theirs["attachments"]] == ["截图.png", "a.txt"]
    shown: dict[str, Any] = theirs["attachments"][0]
    assert (shown["mediaType"], shown["size"]) == ("image/png", ATTACHMENT_BYTES)
    assert shown["sha256"] == sha256(picture).hexdigest()
    assert base64.b64decode(shown["content"]) == picture


async def test_bytes_and_names_lie_sealed(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)

    ticket = await done(house, "respondTicket", people.anna, shown=SHOWN, ticketId=ticket_id, **TEXT,
                        attachments=[a_file(b"the secret of Mrs Wang", "王芳的身份证.png")])  # fmt: skip

    (blob,) = await house.house.database.rows("select id, sealed from blob")
    events = await house.house.database.rows("select facts, image, sealed from event where type = 'TicketResponded'")
    assert b"secret" not in bytes(blob["sealed"])
    assert "王芳" not in str([(each["facts"], each["image"]) for each in events])
    assert "王芳".encode() not in bytes(events[0]["sealed"])
    file_id = row_id("Attachment", ticket["messages"][0]["attachments"][0]["id"], field="id")
    assert people.mr_li.customer_id is not None
    assert people.mrs_wang.customer_id is not None
    assert await house.house.blobs.get(file_id, people.mrs_wang.customer_id) == b"the secret of Mrs Wang"


async def test_five_files_are_taken_and_the_answer_that_was_awaited_may_bring_them(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    await done(house, "classifyTicket", people.anna, ticketId=ticket_id)
    await done(house, "startTicket", people.anna, ticketId=ticket_id)
    await done(house, "awaitCustomer", people.anna, ticketId=ticket_id)

    ticket = await done(house, "customerReplied", people.mrs_wang, shown=SHOWN, ticketId=ticket_id, **TEXT,
                        attachments=[a_file(bytes([number])) for number in range(5)])  # fmt: skip

    files = ticket["messages"][0]["attachments"]
    assert [base64.b64decode(each["content"]) for each in files] == [bytes([number]) for number in range(5)]


async def test_a_file_that_is_not_taken_is_named_by_its_place(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    good = a_file()
    bad = {
        "content of no bytes": good | {"content": ""},
        "content that is not base64": good | {"content": "aGVsbG8"},
        "content with a blank": good | {"content": "aGVs bG8="},
        "content in another alphabet": good | {"content": "_-__"},
        "content beyond ASCII": good | {"content": "内容"},
        "content of a byte too many": a_file(bytes(ATTACHMENT_BYTES + 1)),
        "content of twice as much": a_file(bytes(2 * ATTACHMENT_BYTES)),
        "mediaType that is not taken": good | {"mediaType": "text/html"},
        "mediaType of a flood": good | {"mediaType": "x" * 100_000},
        "name of nothing": good | {"name": ""},
        "name of two lines": good | {"name": "a\nb.png"},
        "name of 256 characters": good | {"name": "图" * 256},
    }

    for what, file in bad.items():
        said = await declined(house, "respondTicket", people.anna, ticketId=ticket_id, **TEXT, attachments=[good, file])
        assert said == ("INVALID", ["attachments", "1", what.split()[0]]), what

    assert await count(house, "blob") == await count(house, "attachment") == await count(house, "message") == 0


async def test_nothing_is_left_of_files_whose_message_is_declined(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    await done(house, "withdrawTicket", people.anna, ticketId=ticket_id, reason="不需要了")

    too_late = await declined(house, "respondTicket", people.anna, ticketId=ticket_id, **TEXT, attachments=[a_file()])

    assert too_late == ("NOT_ALLOWED_NOW", [])
    assert await count(house, "blob") == 0


async def test_of_messages_at_once_only_those_that_were_written_leave_files(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)

    answers = await asyncio.gather(
        *(
            ask(house, "respondTicket", people.anna, ticketId=ticket_id, **TEXT, attachments=[a_file(bytes([number]))])
            for number in range(8)
        )
    )

    written = sum(each["userErrors"] == [] for each in answers)
    assert 1 <= written <= 8
    assert await count(house, "message") == await count(house, "attachment") == await count(house, "blob") == written

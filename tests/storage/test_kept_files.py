"""Files that a command keeps are written in its transaction: all of it, or nothing."""

import pytest

from adapters.storage.work import SameRequest, SqlDesk
from app.house import OpenHouse
from domain.desk import Terms
from domain.shared.errors import ChangedMeanwhile
from domain.ticket import commands
from domain.ticket.message import File, Message
from domain.ticket.ticket import Ticket
from tests.engines import house
from tests.storage.test_tickets import a_desk, a_ticket

__all__ = ["house"]


async def blobs(house: OpenHouse) -> int:
    row = await house.house.database.row("select count(*) as n from blob")
    assert row is not None
    return int(row["n"])


async def a_late_withdrawal(desk: SqlDesk, ticket: Ticket) -> None:
    """Somebody else classifies the ticket in between."""
    async with desk.work() as work:
        late = await work.tickets.get(ticket.id)
        await commands.classify_ticket(desk, ticket.id)
        late.withdraw(why="撤回", at=desk.now())
        work.keep(desk.new_id(), ticket.customer_id, b"late")
        work.tickets.save(late)


async def test_a_message_and_its_files_are_written_together(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    files = [File("a.txt", "text/plain", b"one"), File("b.txt", "text/plain", b"two")]
    message = Message.carrying(files, new_id=desk.new_id, channel="app", text="请看附件")

    await commands.respond_ticket(desk, ticket.id, message)

    kept = [await house.house.blobs.get(each.id, ticket.customer_id) for each in message.attachments]
    assert kept == [b"one", b"two"]
    assert await house.house.blobs.get(message.id, ticket.customer_id) is None


async def test_whoever_was_second_leaves_no_file(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)

    with pytest.raises(ChangedMeanwhile):
        await a_late_withdrawal(desk, ticket)

    assert await blobs(house) == 0


async def test_a_file_that_was_written_goes_with_what_fails_after_it(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    terms = Terms(idempotency_key="k", request_hash=b"same")
    await commands.classify_ticket(desk, ticket.id, terms=terms)
    files = [File("a.txt", "text/plain", b"one")]
    message = Message.carrying(files, new_id=desk.new_id, channel="app", text="请看附件")

    with pytest.raises(SameRequest):
        await commands.respond_ticket(desk, ticket.id, message, terms=terms)

    assert await blobs(house) == 0
    assert (await commands.start_ticket(desk, ticket.id)).version == 3


async def test_a_message_that_lacks_the_bytes_of_a_file_is_a_bug_and_not_written(house: OpenHouse) -> None:
    desk = a_desk(house)
    ticket = await a_ticket(desk)
    whole = Message.carrying([File("a.txt", "text/plain", b"one")], new_id=desk.new_id, channel="app", text="附件")
    half = Message(whole.id, "app", "附件", attachments=whole.attachments, attachment_names=whole.attachment_names)

    with pytest.raises(ValueError, match="zip"):
        await commands.respond_ticket(desk, ticket.id, half)

    assert (await commands.classify_ticket(desk, ticket.id)).version == 2

"""Messages with the customer, as they would be worded, and the files that come with some of them."""

from app.demo import phrases
from app.demo.floor import SELF_SERVICE, Floor
from domain.ticket.message import File, Message
from domain.ticket.ticket import Ticket

SPOKEN = "phone"
WRITTEN = SELF_SERVICE | {"online_chat"}
FILES = tuple(File(name, media_type, text.encode()) for name, media_type, text in phrases.FILES)


def to_customer(floor: Floor, ticket: Ticket) -> Message:
    """A greeting first, then answers; on the phone what was said is written down."""
    if ticket.current.responded_at is None and ticket.cycle == 1:
        words = floor.dice.choice(phrases.GREETINGS).format(subject=ticket.subject, number=ticket.number)
    else:
        words = floor.dice.choice(phrases.ANSWERS if ticket.channel in WRITTEN else phrases.CALLS_OUT)
    return _message(floor, ticket, words)


def from_customer(floor: Floor, ticket: Ticket) -> Message:
    """What the customer adds or asks; written ones bring a file now and then."""
    if ticket.channel not in WRITTEN:
        return _message(floor, ticket, floor.dice.choice(phrases.CALLS_IN))
    files = [floor.dice.choice(FILES)] if floor.chance(0.1) else []
    return _message(floor, ticket, floor.dice.choice(phrases.MESSAGES_IN), *files)


def answer_of_customer(floor: Floor, ticket: Ticket) -> Message:
    """What was asked of them, often with a file."""
    if ticket.channel not in WRITTEN:
        return _message(floor, ticket, floor.dice.choice(phrases.CALLS_IN))
    files = [floor.dice.choice(FILES)] if floor.chance(0.5) else []
    return _message(floor, ticket, floor.dice.choice(phrases.REPLIES_IN), *files)


def _message(floor: Floor, ticket: Ticket, words: str, *files: File) -> Message:
    new_id = floor.house.new_id
    if ticket.channel in WRITTEN:
        return Message.carrying(files, new_id=new_id, channel=ticket.channel, text=words)
    recording = f"recordings/{new_id()}.ogg"
    return Message.carrying(files, new_id=new_id, channel=SPOKEN, text=words, recording=recording)

"""Anything by its global id, as Relay asks for it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import strawberry

from adapters.reads.events import event_at
from adapters.reads.policies import drafts_by_id, policies_by_id
from adapters.reads.tickets import attachment_called, message_called, note_called
from domain.clock.book import SERVICE
from domain.reference.entry import Family
from domain.shared.scope import INTERNAL_READERS
from domain.viewer import EVERYBODY
from resolvers.calendar import shown
from resolvers.reader import EVERY_NOTE, PUBLIC_NOTES
from schema.context import Info, Reader, reader_of, viewer_of
from schema.errors import Forbidden
from schema.event import Event
from schema.ids import kind_of, number_of, parse_id
from schema.message import Attachment, Message, Note
from schema.paging import Node
from schema.policy import Policy, PolicyDraft
from schema.reference import BusinessLine, Channel, Department, Kind
from schema.rights import TYPE_READERS, field

Find = Callable[[Info, str], Awaitable[Node | None]]
"""From the request and the text of an id to what it names."""
WORDS = {
    "Department": (Family.DEPARTMENT, Department.of),
    "Channel": (Family.CHANNEL, Channel.of),
    "BusinessLine": (Family.BUSINESS_LINE, BusinessLine.of),
    "Kind": (Family.KIND, Kind.of),
}


@strawberry.type
class NodeQuery:
    """The root field that finds anything."""

    @field("Anything by its global id (节点); null when there is no such thing in scope.", readers=EVERYBODY)
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The global id.")]
    ) -> Node | None:
        kind = kind_of(id)
        if kind is None or kind not in FOUND:
            return None
        role = viewer_of(info).role
        if role not in TYPE_READERS[kind]:
            raise Forbidden(role.value, f"node of a {kind}")
        return await FOUND[kind](info, id)


def _by_row(find: Callable[[Info, UUID], Awaitable[Node | None]]) -> Find:
    async def found(info: Info, text: str) -> Node | None:
        parsed = parse_id(text)
        return None if parsed is None else await find(info, parsed[1])

    return found


def _read(find: Callable[[Reader], Callable[[UUID], Awaitable[Any]]]) -> Find:
    """By the request's reader."""

    async def found(info: Info, row: UUID) -> Node | None:
        node: Node | None = await find(reader_of(info))(row)
        return node

    return _by_row(found)


def _word(kind: str) -> Callable[[Info, UUID], Awaitable[Node | None]]:
    family, a_word = WORDS[kind]

    async def found(info: Info, row: UUID) -> Node | None:
        return next((a_word(word) for word in info.context.house.directory.words(family) if word.id == row), None)

    return found


async def _agent(info: Info, row: UUID) -> Node | None:
    return reader_of(info).agent(row)


async def _message(info: Info, row: UUID) -> Node | None:
    view = await message_called(info.context.house.database, viewer_of(info), row)
    return None if view is None else Message.of(view)


async def _note(info: Info, row: UUID) -> Node | None:
    viewer = viewer_of(info)
    shown = EVERY_NOTE if viewer.role in INTERNAL_READERS else PUBLIC_NOTES
    view = await note_called(info.context.house.database, viewer, row, visibility=shown)
    return None if view is None else Note.of(view)


async def _attachment(info: Info, row: UUID) -> Node | None:
    found = await attachment_called(info.context.house.database, viewer_of(info), row)
    return None if found is None else Attachment.of(*found)


async def _event(info: Info, text: str) -> Node | None:
    position = number_of("Event", text)
    if position is None:
        return None
    view = await event_at(info.context.house.database, viewer_of(info), position, await info.context.live.settled())
    return None if view is None else Event.of(view)


async def _policy(info: Info, row: UUID) -> Node | None:
    view = (await policies_by_id(info.context.house.database, [row])).get(row)
    return None if view is None else Policy.of(view)


async def _calendar(info: Info, row: UUID) -> Node | None:
    view = (await policies_by_id(info.context.house.database, [row])).get(row)
    if view is None or not view.name.startswith(SERVICE):
        return None
    rules = await info.context.house.policies.clocks()
    return shown(rules.book, view.name.removeprefix(SERVICE), view.version)


async def _draft(info: Info, row: UUID) -> Node | None:
    view = (await drafts_by_id(info.context.house.database, [row])).get(row)
    return None if view is None else PolicyDraft.of(view)


FOUND: dict[str, Find] = {
    "Ticket": _read(lambda reader: reader.ticket),
    "Customer": _read(lambda reader: reader.customer),
    "Agent": _by_row(_agent),
    "Message": _by_row(_message),
    "Note": _by_row(_note),
    "Attachment": _by_row(_attachment),
    "Event": _event,
    "Policy": _by_row(_policy),
    "ServiceCalendar": _by_row(_calendar),
    "PolicyDraft": _by_row(_draft),
    "Alert": _read(lambda reader: reader.alert),
    "Interaction": _read(lambda reader: reader.interactions.interaction),
    "ImprovementMeasure": _read(lambda reader: reader.measures.measure),
    "UpkeepTask": _read(lambda reader: reader.upkeep.task),
    "Feedback": _read(lambda reader: reader.feedbacks.feedback),
    "SurveyWave": _read(lambda reader: reader.surveys.wave),
    "SurveyInvitation": _read(lambda reader: reader.surveys.invitation),
    "SurveyInterview": _read(lambda reader: reader.surveys.interview),
    "SurveySchedule": _read(lambda reader: reader.surveys.schedule),
    "Need": _read(lambda reader: reader.needs.need),
    "MarketEvent": _read(lambda reader: reader.needs.market_event),
    "WebhookEndpoint": _read(lambda reader: reader.endpoint),
    "Delivery": _read(lambda reader: reader.delivery),
    **{kind: _by_row(_word(kind)) for kind in WORDS},
}
"""How each type is found; a test sees to it that every type with an id is here."""

"""What fields of interactions and of a customer's history read, in batches and within the viewer's scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from adapters.reads import interactions, timeline
from adapters.reads.tickets import notes_by_id
from adapters.reads.timeline import Entry, Piece, TimelineKind
from domain.customer.customer import CustomerType
from domain.interaction.preference import Preference
from domain.reference.entry import Family
from domain.shared.scope import INTERNAL_READERS
from execution.later import Later
from resolvers.given import in_words_of_the_query
from schema.context import Views
from schema.interaction import Interaction
from schema.message import Note
from schema.paging import within_a_page

if TYPE_CHECKING:
    from resolvers.reader import HouseReader

NOTHING = Piece((), (), more=False)


@dataclass(frozen=True, slots=True)
class InteractionReader:
    """Part of the reader of a request."""

    reader: "HouseReader"

    def interaction(self, interaction_id: UUID) -> Later[Interaction | None]:
        """The interaction, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one(
            "interaction", interaction_id, lambda ids: interactions.interactions_by_id(database, viewer, ids)
        )
        return view.mapped(lambda view: None if view is None else Interaction.of(view))

    def opened(self, interaction_id: UUID) -> Later[Views]:
        """What came out of it."""
        database, viewer = self.reader.house.database, self.reader.viewer
        return self.reader.some("opened", interaction_id, lambda ids: interactions.opened_in(database, viewer, ids))

    async def count(self, criteria: interactions.InteractionCriteria) -> int:
        """How many there are in scope."""
        return await interactions.count_interactions(self.reader.house.database, self.reader.viewer, criteria)

    def preference(self, customer: Any) -> Later[Preference]:  # noqa: ANN401  the reads' view
        """By which channel the customer likes to be reached."""
        house = self.reader.house

        async def read(ids: list[UUID]) -> Mapping[UUID, Any]:
            rule = await house.policies.channel_preference()
            used = await interactions.channels_used(house.database, ids, rule, house.now())
            return {each: (rule, used.get(each, {})) for each in ids}

        in_use = [word.code for word in house.directory.words(Family.CHANNEL) if not word.retired]
        kind, said = CustomerType(customer.type), customer.preferred_channel
        found: Later[Any] = self.reader.one("channels used", customer.id, read)
        return found.mapped(lambda each: each[0].prefer(kind, said, each[1], in_use))

    def timeline(self, customer_id: UUID, kinds: frozenset[str], *, first: int, after: str | None) -> Later[Piece]:
        """The next entries of the customer's history."""
        database, viewer = self.reader.house.database, self.reader.viewer
        wanted = frozenset(map(TimelineKind, kinds))
        size = within_a_page(first, "first")

        async def read(ids: list[UUID]) -> Mapping[UUID, Piece]:
            with in_words_of_the_query():
                return await timeline.timelines(database, viewer, ids, wanted, first=size, after=after)

        return self.reader.one(("timeline", wanted, size, after), customer_id, read).mapped(
            lambda piece: piece or NOTHING
        )

    def timeline_count(self, customer_id: UUID, kinds: frozenset[str]) -> Later[int]:
        """How many there are in all."""
        database, viewer = self.reader.house.database, self.reader.viewer
        wanted = frozenset(map(TimelineKind, kinds))
        found = self.reader.one(
            ("timeline count", wanted), customer_id,
            lambda ids: timeline.timeline_counts(database, viewer, ids, wanted),
        )  # fmt: skip
        return found.mapped(lambda n: n or 0)

    def item(self, entry: Entry) -> Later[Any]:
        """What an entry is about."""
        match entry.kind:
            case TimelineKind.INTERACTION:
                return self.interaction(entry.id)
            case TimelineKind.TICKET:
                return self.reader.ticket(entry.id)
            case TimelineKind.FEEDBACK:
                return self.reader.feedbacks.feedback(entry.id)
            case TimelineKind.SURVEY:
                return self.reader.surveys.invitation(entry.id)
            case TimelineKind.NEED:
                return self.reader.needs.need(entry.id)
            case TimelineKind.NOTE:
                return self._note(entry.id)

    def _note(self, note_id: UUID) -> Later[Note | None]:
        database, viewer = self.reader.house.database, self.reader.viewer
        internal = viewer.role in INTERNAL_READERS
        view = self.reader.one(
            "note of the timeline", note_id, lambda ids: notes_by_id(database, viewer, ids, internal=internal)
        )
        return view.mapped(lambda view: None if view is None else Note.of(view))

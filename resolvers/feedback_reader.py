"""What fields of feedback read, in batches and within the viewer's scope."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from adapters.reads import feedbacks
from adapters.reads.alerts import alerts_of
from execution.later import Later
from schema.alert import Alert
from schema.context import Views
from schema.feedback import Feedback
from schema.paging import within_a_page

if TYPE_CHECKING:
    from resolvers.reader import HouseReader


@dataclass(frozen=True, slots=True)
class FeedbackReader:
    """Part of the reader of a request."""

    reader: "HouseReader"

    def feedback(self, feedback_id: UUID) -> Later[Feedback | None]:
        """The feedback, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one("feedback", feedback_id, lambda ids: feedbacks.feedbacks_by_id(database, viewer, ids))
        return view.mapped(lambda view: None if view is None else Feedback.of(view))

    async def called(self, number: str) -> Feedback | None:
        """By its number, if in scope."""
        view = await feedbacks.feedback_called(self.reader.house.database, self.reader.viewer, number)
        return None if view is None else Feedback.of(view)

    def of_customer(self, customer_id: UUID, last: int) -> Later[list[Feedback]]:
        """Their newest, the newest first."""
        return self._beside("customer_id", customer_id, last)

    def of_ticket(self, ticket_id: UUID, last: int) -> Later[list[Feedback]]:
        """What was said of its handling, the newest first."""
        return self._beside("ticket_id", ticket_id, last)

    def alerts(self, feedback_id: UUID, last: int) -> Later[list[Alert]]:
        """Its newest alerts, oldest of them first."""
        database = self.reader.house.database
        views = self.reader.some(
            ("feedback alerts", within_a_page(last, "last")), feedback_id,
            lambda ids: alerts_of(database, ids, last, about="feedback_id"),
        )  # fmt: skip
        return views.mapped(lambda each: [Alert.of(view) for view in each])

    def cycles(self, feedback_id: UUID) -> Later[Views]:
        """Its rounds, oldest first."""
        database = self.reader.house.database
        return self.reader.some("feedback cycles", feedback_id, lambda ids: feedbacks.cycles_of(database, ids))

    def about(self, feedback_id: UUID) -> Later[Views]:
        """The ids of the agents that it is about."""
        database = self.reader.house.database
        return self.reader.some("feedback about", feedback_id, lambda ids: feedbacks.about_in(database, ids))

    async def count(self, criteria: feedbacks.FeedbackCriteria) -> int:
        """How many there are in scope."""
        house = self.reader.house
        return await feedbacks.count_feedbacks(house.database, self.reader.viewer, criteria, house.now())

    def _beside(self, column: str, owner_id: UUID, last: int) -> Later[list[Feedback]]:
        database, viewer = self.reader.house.database, self.reader.viewer
        views = self.reader.some(
            ("feedbacks", column, within_a_page(last, "last")), owner_id,
            lambda ids: feedbacks.feedbacks_beside(database, viewer, column, ids, last),
        )  # fmt: skip
        return views.mapped(lambda each: [Feedback.of(view) for view in each])

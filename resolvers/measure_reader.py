"""What fields of improvement measures read, in batches and within the viewer's scope."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from adapters.reads import measures
from adapters.reads.feedbacks import FeedbackCriteria
from domain.improvement.metrics import METRICS
from execution.later import Later
from resolvers.feedback import feedback_connection
from resolvers.ticket import ticket_connection
from schema.context import Info, Views
from schema.feedback import FeedbackConnection, FeedbackOrder
from schema.measure import ImprovementMeasure, MeasureSample, MembersOf
from schema.ticket import TicketConnection, TicketOrder

if TYPE_CHECKING:
    from resolvers.reader import HouseReader


@dataclass(frozen=True, slots=True)
class MeasureReader:
    """Part of the reader of a request."""

    reader: "HouseReader"

    def measure(self, measure_id: UUID) -> Later[ImprovementMeasure | None]:
        """The measure, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one("measure", measure_id, lambda ids: measures.measures_by_id(database, viewer, ids))
        return view.mapped(lambda view: None if view is None else ImprovementMeasure.of(view))

    def answers(self, measure_id: UUID, most: int) -> Later[Views]:
        """What it came out of."""
        database, viewer = self.reader.house.database, self.reader.viewer
        return self.reader.some(
            "measure answers", measure_id, lambda ids: measures.answers_of(database, viewer, ids, most)
        )

    async def count(self, criteria: measures.MeasureCriteria) -> int:
        """How many there are in scope."""
        house = self.reader.house
        return await measures.count_measures(house.database, self.reader.viewer, criteria, house.now())

    def members_of(self, view: measures.MeasureView) -> MembersOf | None:
        """How what is behind its samples is found; None where the desk does not measure this itself."""
        return partial(_members, view) if view.metric in METRICS else None


async def _members(
    view: measures.MeasureView, info: Info, sample: MeasureSample, first: int, after: str | None
) -> TicketConnection | FeedbackConnection:
    criteria = measures.behind(view, sample.since, sample.until)
    if isinstance(criteria, FeedbackCriteria):
        return await feedback_connection(info, criteria, FeedbackOrder.RECEIVED_AT, first=first, after=after)
    return await ticket_connection(info, criteria, TicketOrder.OPENED_AT, first=first, after=after)

"""What fields of tasks of upkeep read, in batches and within the viewer's scope."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from adapters.reads import upkeep
from adapters.reads.alerts import alerts_of
from domain.customer.customer import Stage
from domain.upkeep.rules import ArchiveLevel
from execution.later import Later
from schema.alert import Alert
from schema.context import Views
from schema.paging import within_a_page
from schema.upkeep import UpkeepTask

if TYPE_CHECKING:
    from resolvers.reader import HouseReader


@dataclass(frozen=True, slots=True)
class UpkeepReader:
    """Part of the reader of a request."""

    reader: "HouseReader"

    def task(self, task_id: UUID) -> Later[UpkeepTask | None]:
        """The task, if in scope."""
        database, viewer = self.reader.house.database, self.reader.viewer
        view = self.reader.one("upkeep task", task_id, lambda ids: upkeep.tasks_by_id(database, viewer, ids))
        return view.mapped(lambda view: None if view is None else UpkeepTask.of(view))

    def tasks_of(self, customer_id: UUID, last: int) -> Later[list[UpkeepTask]]:
        """The newest of this customer, the newest first."""
        database, viewer = self.reader.house.database, self.reader.viewer
        views = self.reader.some(
            ("upkeep tasks", within_a_page(last, "last")), customer_id,
            lambda ids: upkeep.tasks_of_customers(database, viewer, ids, last),
        )  # fmt: skip
        return views.mapped(lambda views: [UpkeepTask.of(view) for view in views])

    def alerts_of(self, task_id: UUID, last: int) -> Later[list[Alert]]:
        """Those about this task."""
        database = self.reader.house.database
        views = self.reader.some(
            ("alerts of tasks", within_a_page(last, "last")), task_id,
            lambda ids: alerts_of(database, ids, last, about="task_id"),
        )  # fmt: skip
        return views.mapped(lambda views: [Alert.of(view) for view in views])

    def stages_of(self, customer_id: UUID, last: int) -> Later[Views]:
        """How they came to their stage."""
        database = self.reader.house.database
        return self.reader.some(
            ("stages", within_a_page(last, "last")), customer_id, lambda ids: upkeep.stages_of(database, ids, last)
        )

    async def archive_level(self, stage: str) -> ArchiveLevel:
        """By the rule in force."""
        return (await self.reader.house.policies.customer_lifecycle()).archives[Stage(stage)]

    async def count(self, criteria: upkeep.TaskCriteria) -> int:
        """How many there are in scope."""
        house = self.reader.house
        return await upkeep.count_tasks(house.database, self.reader.viewer, criteria, house.now())

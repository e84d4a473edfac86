"""What clocks tell alerts within a piece of work: the steps that were taken, and the clocks that ended after any."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from adapters.storage.clocks import LATE, Kept
from domain.alert.trigger import Trigger, TriggerKind
from domain.clock.commitment import StepKind
from domain.clock.events import ClockEvent, ClockEventKind
from domain.customer.customer import Customer
from domain.upkeep.task import UpkeepTask, task_id_of

_OVER = frozenset({ClockEventKind.FULFILLED, ClockEventKind.CANCELLED})


@dataclass(frozen=True, slots=True)
class Ended:
    """A clock that was fulfilled or cancelled by the event `because`."""

    aggregate_id: UUID
    commitment: str
    instance: int
    at: datetime
    because: str


def steps_in(kept: Iterable[Kept]) -> list[Trigger]:
    """Each step that was taken; how the ticket stands is looked up when the alert is raised."""
    return [
        Trigger(
            kind=TriggerKind.CLOCK_STEP,
            aggregate=UpkeepTask.KIND if each.aggregate == Customer.KIND else each.aggregate,
            aggregate_id=_about(each, event),
            at=event.at,
            commitment=event.commitment,
            instance=event.instance,
            step=event.step,
            step_kind=StepKind.WARNING if event.kind is ClockEventKind.WARNED else StepKind.VIOLATION,
            due=each.promises.clocks[event.commitment, event.instance].due,
            late=event.at - moment > LATE,
        )
        for each in kept
        for event, moment in each.taken
    ]


def ended_in(kept: Iterable[Kept]) -> Iterator[Ended]:
    """Those of which a step was taken before: of the others there is no alert."""
    for each in kept:
        for event in each.promises.events:
            clock = each.promises.clocks[event.commitment, event.instance]
            if event.kind in _OVER and clock.steps:
                yield Ended(
                    _about(each, event), event.commitment, event.instance, event.at, event.reason or event.kind.value
                )


def _about(kept: Kept, event: ClockEvent) -> UUID:
    """What alerts are about: of a customer's clock, the task that it raised."""
    if kept.aggregate == Customer.KIND:
        return task_id_of(kept.aggregate_id, event.commitment, event.instance)
    return kept.aggregate_id

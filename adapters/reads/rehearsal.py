"""What would be told of a ticket if nothing happens: its clocks as they stand, its alerts, the policy in force."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from adapters.database import Database
from adapters.directory import Directory
from adapters.reads import clocks as promised
from adapters.reads.clocks import ClockView, clocks_of
from adapters.reads.tickets import tickets_by_id
from adapters.storage.alerts import alert_of
from adapters.storage.situations import Situation, situations
from domain.alert.alert import Alert
from domain.alert.escalation import Escalation, Rule
from domain.alert.rehearsal import Notice, rehearse
from domain.alert.trigger import Trigger, TriggerKind
from domain.viewer import Viewer

MOST = 200


class Policies(promised.Policies, Protocol):
    """Where the versions of the rules are known."""

    async def escalation(self) -> Escalation: ...
    async def escalation_of(self, version: int) -> Escalation: ...


class Parts(Protocol):
    """What of the house it needs."""

    @property
    def database(self) -> Database: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def now(self) -> Callable[[], datetime]: ...


async def rehearsed(house: Parts, viewer: Viewer, ticket_id: UUID, until: datetime) -> list[Notice] | None:
    """The first 200 notices; None when the ticket is not in the viewer's scope."""
    if not await tickets_by_id(house.database, viewer, [ticket_id]):
        return None
    situation = (await situations(house.database, house.directory, [ticket_id]))[ticket_id]
    clocks = (await clocks_of(house.database, house.policies, [ticket_id])).get(ticket_id, [])
    policy = await house.policies.escalation()
    return rehearse(
        policy, _steps(clocks, situation), await _raised(house, ticket_id), situation.surroundings, now=house.now(),
        until=until,
    )[:MOST]  # fmt: skip


def _steps(clocks: Iterable[ClockView], situation: Situation) -> Iterator[Trigger]:
    for view in clocks:
        clock = view.clock
        for step, moment in clock.steps_ahead(view.book):
            yield Trigger(
                kind=TriggerKind.CLOCK_STEP, aggregate_id=view.aggregate_id, at=moment, facts=situation.facts,
                commitment=clock.commitment, instance=clock.instance, step=step.code, step_kind=step.kind,
                due=clock.due,
            )  # fmt: skip


async def _raised(house: Parts, ticket_id: UUID) -> list[tuple[Alert, Rule]]:
    sql = house.database.sql()
    text = f"select * from alert where ticket_id = {sql(ticket_id)} order by raised_at desc limit {MOST}"
    alerts = [alert_of(row) for row in await house.database.rows(text, sql.values)]
    return [(each, (await house.policies.escalation_of(each.policy_version)).rule(each.rule)) for each in alerts]

"""What real history would have come to under a proposed policy, as clients see it."""

from collections.abc import Collection
from datetime import datetime
from itertools import islice
from typing import Annotated, Any
from uuid import UUID

import strawberry

from domain.policy.access import DRAFTERS
from domain.policy.simulation import Simulation
from domain.shared.scope import READERS as TICKET_READERS
from schema.context import Info, reader_of, soon
from schema.errors import BadInput
from schema.ids import global_id, parse_id
from schema.paging import First, within_a_page
from schema.policy import PolicyDraft
from schema.rights import field, governed
from schema.ticket import Ticket

AfterTicket = Annotated[
    strawberry.ID | None, strawberry.argument(description="Go on after the ticket with this id (续页).")
]


@governed(DRAFTERS)
@strawberry.type(description="A clock that would be otherwise (变化的时钟).")
class SimulatedChange:
    """Null where there is no such clock on that side; a deadline is null as well while it stands still."""

    commitment: str = field("The commitment (承诺条款).")
    instance: int = field("Which of its clocks, counted from 1 (次序).")
    due_before: datetime | None = field("When it falls due as it is (现到期时间).")
    due_after: datetime | None = field("When it would fall due (新到期时间).")
    breached_before: bool | None = field("Whether it is breached as it is (现是否超时).")
    breached_after: bool | None = field("Whether it would be (新是否超时).")


@governed(DRAFTERS)
@strawberry.type(description="A ticket of a simulation (模拟工单).")
class SimulatedTicket:
    """What would be otherwise with it, if anything."""

    ticket_id: strawberry.ID = field("The ticket's id (工单编号).")
    changes: list[SimulatedChange] = field("Each clock that would be otherwise (变化).", size=3)
    row_id: strawberry.Private[UUID]

    @field("The ticket (工单).", readers=DRAFTERS & TICKET_READERS)
    def ticket(self, info: Info) -> Ticket | None:
        return soon(reader_of(info).ticket(self.row_id))

    @classmethod
    def of(cls, ticket_id: UUID, simulation: Simulation) -> "SimulatedTicket":
        """From the domain's."""
        changes = [
            SimulatedChange(
                commitment=each.commitment, instance=each.instance, due_before=each.due_before,
                due_after=each.due_after, breached_before=each.breached_before, breached_after=each.breached_after,
            )
            for each in simulation.changed.get(ticket_id, ())
        ]  # fmt: skip
        return cls(ticket_id=global_id("Ticket", ticket_id), changes=changes, row_id=ticket_id)


@governed(DRAFTERS)
@strawberry.type(description="A number of a simulation, what it counts, and the tickets it is made of (模拟指标).")
class SimulatedFigure:
    """Several clocks of one ticket count each, the ticket is a member once."""

    value: int = field("How many (数值).")
    unit: str = field("What is counted: clocks or tickets (单位).")
    definition: str = field("What it counts, in one sentence (口径).")
    of: strawberry.Private[Collection[UUID]]
    simulation: strawberry.Private[Simulation]

    @field("The tickets that it is made of, by id (明细).", size=20)
    def members(self, first: First, after: AfterTicket = None) -> list[SimulatedTicket]:
        return _page(self.of, self.simulation, first, after)


@governed(DRAFTERS)
@strawberry.type(description="A commitment in a simulation (承诺条款模拟结果).")
class SimulatedCommitment:
    """As it is, and as it would be."""

    code: str = field("The commitment (承诺条款).")
    clocks_before: int = field("How many of its clocks ran in the window (现时钟数).")
    clocks_after: int = field("How many would have run (新时钟数).")
    breaches_before: SimulatedFigure = field("Those breached as it is (现超时).")
    breaches_after: SimulatedFigure = field("Those that would be breached (新超时).")
    newly_breached: SimulatedFigure = field("Tickets in which none is breached and one would be (新增超时).")
    no_longer_breached: SimulatedFigure = field("Tickets in which one is breached and none would be (不再超时).")


@governed(DRAFTERS)
@strawberry.type(description="Real history under a proposed policy, beside what it came to (政策模拟).")
class PolicySimulation:
    """Clocks that ran in the window, judged as of one instant."""

    draft: PolicyDraft = field("The proposal (草案).")
    start: datetime = field("The window begins with this instant (窗口起).")
    end: datetime = field("The window ends before this instant (窗口止).")
    as_of: datetime = field("Breaches are judged as of this instant (统计时刻).")
    tickets: int = field("How many tickets in scope were opened or running in the window (工单数).")
    commitments: list[SimulatedCommitment] = field(
        "Each commitment that had or would have clocks (按承诺条款).", size=10
    )
    changed: SimulatedFigure = field("Tickets with a clock that would be otherwise (有变化的工单).")

    @classmethod
    def of(cls, draft: PolicyDraft, simulation: Simulation) -> "PolicySimulation":
        """From the domain's."""
        window = simulation.window

        def figure(value: int, unit: str, definition: str, of: Any) -> SimulatedFigure:  # noqa: ANN401  ids
            return SimulatedFigure(value=value, unit=unit, definition=definition, of=of, simulation=simulation)

        def commitment(code: str) -> SimulatedCommitment:
            tally = simulation.commitments[code]
            before, after = tally.breached_before, tally.breached_after
            newly = [each for each in after if each not in before]
            no_longer = [each for each in before if each not in after]
            return SimulatedCommitment(
                code=code,
                clocks_before=tally.clocks_before,
                clocks_after=tally.clocks_after,
                breaches_before=figure(
                    sum(before.values()), "clocks", "clocks of the window that are breached as they are", before
                ),
                breaches_after=figure(
                    sum(after.values()), "clocks", "clocks of the window that would be breached", after
                ),
                newly_breached=figure(
                    len(newly), "tickets", "tickets in which none is breached and one would be", newly
                ),
                no_longer_breached=figure(
                    len(no_longer), "tickets", "tickets in which one is breached and none would be", no_longer
                ),
            )

        return cls(
            draft=draft,
            start=window.start,
            end=window.end,
            as_of=window.now,
            tickets=simulation.tickets,
            commitments=[commitment(code) for code in sorted(simulation.commitments)],
            changed=figure(
                len(simulation.changed), "tickets", "tickets with a clock that would be otherwise", simulation.changed
            ),
        )


def _page(ids: Collection[UUID], simulation: Simulation, first: int, after: str | None) -> list[SimulatedTicket]:
    within_a_page(first, "first")
    begin = None
    if after is not None:
        parsed = parse_id(after)
        if parsed is None or parsed[0] != "Ticket":
            raise BadInput("after is not the id of a ticket")
        begin = parsed[1]
    rest = (each for each in sorted(ids) if begin is None or each > begin)
    return [SimulatedTicket.of(each, simulation) for each in islice(rest, first)]

"""Rehearsing a proposed policy on real history."""

from datetime import datetime
from typing import Annotated

import strawberry

from adapters.reads.policies import drafts_by_id
from adapters.reads.simulation import simulated
from domain.clock.book import CHOICE, COMMITMENTS, DAYS, SERVICE
from domain.clock.rules import ClockRules
from domain.policy.access import DRAFTERS
from domain.policy.draft import would_be
from domain.policy.simulation import Window
from resolvers.given import aware, in_words_of_the_query, row
from schema.context import Info, viewer_of
from schema.errors import BadInput
from schema.policy import PolicyDraft
from schema.rights import field
from schema.simulation import PolicySimulation

COST = 2_000
Draft = Annotated[strawberry.ID, strawberry.argument(description="The proposal (草案).")]
From = Annotated[datetime, strawberry.argument(name="from", description="The window begins with this instant (起).")]
To = Annotated[datetime, strawberry.argument(description="The window ends before this instant (止).")]


@strawberry.type
class SimulationQuery:
    """The root field that rehearses."""

    @field(
        "What the tickets that were opened or running in a window of at most 400 days, 15,000 at the most, would have"
        " come to under a proposal, beside what they came to (政策模拟; source: P3.1-c); null without such a proposal.",
        readers=DRAFTERS,
        cost=COST,
    )
    async def simulate_policy(self, info: Info, draft: Draft, from_: From, to: To) -> PolicySimulation | None:
        house, wanted = info.context.house, row("PolicyDraft", draft, "draft")
        view = (await drafts_by_id(house.database, [wanted])).get(wanted)
        if view is None:
            return None
        if view.name not in {COMMITMENTS, CHOICE} and not view.name.startswith((DAYS, SERVICE)):
            raise BadInput(f"draft is about {view.name}, which moves no clock: only commitments and calendars do")
        await house.directory.refresh()
        rules = await house.policies.clocks()
        start, end = aware(from_, "from"), aware(to, "to")
        window = Window(start or from_, end or to, house.now())
        with in_words_of_the_query():
            under = ClockRules.of(would_be(view.name, view.body, rules.book))
            found = await simulated(house.database, house.directory, viewer_of(info), under, window)
        return PolicySimulation.of(PolicyDraft.of(view), found)

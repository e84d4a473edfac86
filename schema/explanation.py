"""Why something is due when it is: every stretch of time, counted or skipped, with its reason."""

from datetime import datetime
from typing import Any

import strawberry

from domain.calendar.duration import Duration, Ends, Unit
from domain.calendar.explain import Explanation as Explained
from domain.calendar.explain import Stretch as Stretched
from domain.policy.access import READERS as POLICY_READERS
from domain.shared.scope import HOUSE_READERS
from schema.rights import field, governed
from schema.terms import needed, optional

strawberry.enum(Unit, name="DurationUnit", description="What a duration counts (时长单位).")
strawberry.enum(Ends, name="DurationEnds", description="When the last day of a duration ends (截止方式).")
READERS = HOUSE_READERS | POLICY_READERS
"""Clocks are explained to whoever sees tickets, a preview to whoever reads the rules."""
STRETCHES = 1_000
"""How many stretches are listed; three years of opening hours."""


@governed(READERS)
@strawberry.type(description="A stretch of time that counts or does not (计时区间).")
class Stretch:
    """From one instant up to the next."""

    since: datetime = field("From this instant (起).")
    until: datetime = field("Up to this one (止).")
    counted: int = field("What of it counts: days, or seconds of every other unit; 0 when it is skipped (计入).")
    reason: str = field("Why it counts, or does not (原因).")

    @classmethod
    def of(cls, stretch: Stretched) -> "Stretch":
        """From the domain's."""
        return cls(since=stretch.start, until=stretch.until, counted=stretch.counted, reason=stretch.reason)


@governed(READERS)
@strawberry.type(description="A deadline with what led to it (时限说明).")
class Explanation:
    """The counted of all stretches add up to `length`, once it is due."""

    due_at: datetime | None = field("When it falls due; null while it stands still (到期时间).")
    caveat: str | None = field("What may still change it, such as a calendar that is not published so far (保留说明).")
    unit: Unit = field("What is counted (单位).")
    amount: int = field("How many of the unit were promised (时长).")
    length: int = field("What is to be counted: days, or seconds of every other unit (应计总量).")
    explained: strawberry.Private[Any]

    @field("Every stretch from the start to the deadline, or to where it stands still, the first 1,000 (区间).", size=8)
    def stretches(self) -> list[Stretch]:
        return [Stretch.of(each) for each in self.explained.stretches[:STRETCHES]]

    @field("Whether there are more stretches than are listed.")
    def more(self) -> bool:
        return len(self.explained.stretches) > STRETCHES

    @classmethod
    def of(cls, explained: Explained, duration: Duration) -> "Explanation":
        """From the domain's."""
        return cls(
            due_at=explained.deadline.due,
            caveat=explained.deadline.caveat,
            unit=duration.unit,
            amount=duration.amount,
            length=explained.length,
            explained=explained,
        )


@strawberry.input(description="A typed duration (时长): three working days are never three times eight hours.")
class DurationInput:
    amount: int = needed("How many of the unit, at least 1 (数量).")
    unit: Unit = needed("What is counted (单位).")
    ends: Ends | None = optional(
        "When the last day ends (截止方式); days end at 24:00 and months at the same time unless said."
    )

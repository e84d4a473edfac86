"""An authority's deadline is watched like a promise of ours: a warning before it, a breach when it has passed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from adapters.database import Database, instant, sure, uuid
from adapters.storage.clocks import LATE
from adapters.storage.steps import Ended
from domain.alert.trigger import Trigger, TriggerKind
from domain.clock.commitment import StepKind
from domain.feedback.events import FeedbackHandled
from domain.feedback.feedback import Feedback
from domain.feedback.lifecycle import OPEN

if TYPE_CHECKING:
    from adapters.storage.house import House

COMMITMENT = "referral_answer"
_WATCHED = "referrals_watched"
_AT_FIRST = timedelta(days=1)
"""How far back the first look goes."""
_SLOW = timedelta(minutes=1)
"""What was received at a time may be there to be seen so much later."""


async def referral_steps(house: "House") -> tuple[list[Trigger], datetime]:
    """What fell due since the last look that was kept, and until when this one goes; kept by `referrals_watched`.

    Who looks twice finds the same, and an alert is raised once.
    """
    now = house.now()
    since = await _watched(house.database) or now - _AT_FIRST
    ahead = timedelta(hours=(await house.policies.routing()).referral_warning_hours)
    found = []
    for kind, step, before in (
        (StepKind.WARNING, "warning", ahead), (StepKind.VIOLATION, "breach", timedelta(0)),
    ):  # fmt: skip
        sql = house.database.sql()
        # What began when there was less time left than the warning takes is warned of as soon as it is there.
        lately = sql(since - _SLOW)
        rows = await house.database.rows(
            "select f.id, f.cycle, f.answer_by, y.began_at from feedback f"
            " join feedback_cycle y on y.feedback_id = f.id and y.number = f.cycle"
            f" where f.answer_by > {lately} and f.answer_by <= {sql(now + before)}"
            f" and (f.answer_by > {sql(since + before)} or (y.began_at > {lately} and f.answer_by > y.began_at))"
            f" and {sql.among('f.status', sorted(each.value for each in OPEN))} order by f.answer_by",
            sql.values,
        )
        for row in rows:
            due = sure(instant(row["answer_by"]))
            moment = max(due - before, sure(instant(row["began_at"])))
            found.append(
                Trigger(
                    kind=TriggerKind.CLOCK_STEP,
                    aggregate=Feedback.KIND,
                    aggregate_id=sure(uuid(row["id"])),
                    at=now,
                    commitment=COMMITMENT,
                    instance=row["cycle"],
                    step=step,
                    step_kind=kind,
                    due=due,
                    late=now - moment > LATE,
                )
            )
    return found, now


async def referrals_watched(database: Database, until: datetime) -> None:
    """In the transaction of what was raised."""
    sql = database.sql()
    text = (
        f"insert into desk_fact (name, value) values ({sql(_WATCHED)}, {sql(until.isoformat())})"
        " on conflict (name) do update set value = excluded.value where desk_fact.value < excluded.value"
    )
    await database.run(text, sql.values)


async def _watched(database: Database) -> datetime | None:
    sql = database.sql()
    row = await database.row(f"select value from desk_fact where name = {sql(_WATCHED)}", sql.values)
    return None if row is None else datetime.fromisoformat(row["value"])


def referrals_answered(feedback: Feedback) -> Iterator[Ended]:
    """Its alerts about the authority's deadline are over once it is handled."""
    if feedback.referral is None:
        return
    for each in feedback.happenings:
        if isinstance(each.event, FeedbackHandled):
            yield Ended(feedback.id, COMMITMENT, each.event.cycle, each.event.at, FeedbackHandled.__name__)

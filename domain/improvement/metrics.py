"""What the desk measures itself, so that before and after are counted alike (source: P4.3-e, P6.2-a)."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.improvement.effect import Better


@dataclass(frozen=True, slots=True)
class Metric:
    """A value for each cycle of a ticket or of feedback that ended within the time looked at.

    How it is read stands in storage.
    """

    code: str
    unit: str
    better: Better
    definition: str


METRICS: Mapping[str, Metric] = {
    each.code: each
    for each in (
        Metric("ticket_rating", "of 5", Better.HIGHER, "the customer's rating of a cycle, by when it was given"),
        Metric(
            "ticket_rated_poor",
            "share",
            Better.LOWER,
            "1 for a rating of 1 or 2, 0 for a better one, by when it was given",
        ),
        Metric(
            "first_response",
            "minutes",
            Better.LOWER,
            "from the beginning of a cycle to the first response, by when that was given",
        ),
        Metric(
            "handling_time",
            "hours",
            Better.LOWER,
            "from the beginning of a cycle to its result, by when that was given",
        ),
        Metric(
            "reopened",
            "share",
            Better.LOWER,
            "1 where another cycle followed, 0 where none has, by when the result was given",
        ),
        Metric(
            "handled_in_time",
            "share",
            Better.HIGHER,
            "1 where the promise of initial handling was kept, 0 where not, by when the clock stopped",
        ),
        Metric(
            "feedback_rating",
            "of 5",
            Better.HIGHER,
            "the customer's rating of the handling of feedback, by when it was given",
        ),
        Metric(
            "feedback_rated_poor",
            "share",
            Better.LOWER,
            "1 for such a rating of 1 or 2, 0 for a better one, by when it was given",
        ),
        Metric(
            "feedback_response",
            "hours",
            Better.LOWER,
            "from the receipt of feedback, or its reopening, to the first response, by when that was given",
        ),
        Metric(
            "feedback_handling",
            "days",
            Better.LOWER,
            "from the receipt of feedback, or its reopening, to the written reply, by when that was given",
        ),
    )
}

"""Which acts lead a ticket from its opening to where its story ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from app.demo.acts import Act
from app.demo.asking import customer_replied, give_feedback, rate, receive_message, reopen, withdraw
from app.demo.closing import answer_feedback, archive, confirm_feedback, review, send_back
from app.demo.handling import (
    assign,
    await_customer,
    await_third_party,
    classify,
    record_analysis,
    record_plan,
    report_progress,
    resolve,
    respond,
    resume,
    start,
)
from app.demo.together import add_note, finish_part, join_department, link
from domain.ticket.lifecycle import Status

AGAIN = 0.15
"""The share of those that were handled and came back for a second cycle."""

_WORK: tuple[tuple[float, tuple[Act, ...]], ...] = (
    # how often, what
    (0.85, (record_analysis,)),
    (0.65, (record_plan,)),
    (0.30, (join_department, add_note)),
    (0.30, (respond, await_customer, customer_replied)),
    (0.12, (await_third_party, resume)),
    (0.30, (receive_message,)),
    (0.80, (finish_part,)),
    (0.50, (report_progress,)),
    (0.25, (add_note,)),
    (0.20, (link,)),
    (0.08, (assign,)),
    (0.45, (respond,)),
)


@dataclass(frozen=True, slots=True)
class Course:
    """Drawn anew each time it is asked for."""

    dice: Random

    def to(self, status: Status) -> list[Act]:
        """Acts that end in that status."""
        ways: Mapping[Status, Callable[[], list[Act]]] = {
            Status.ACCEPTED: self._accepted,
            Status.CLASSIFIED: lambda: [*self._begun(), *self._perhaps(0.3, record_analysis)],
            Status.IN_PROGRESS: self._worked,
            Status.AWAITING_CUSTOMER: lambda: [*self._worked(), await_customer],
            Status.AWAITING_THIRD_PARTY: lambda: [*self._worked(), await_third_party],
            Status.RESOLVED: lambda: [*self._worked(), *self._done(), *self._perhaps(0.5, rate)],
            Status.REVIEWED: lambda: [*self._worked(), *self._done(), *self._perhaps(0.6, rate), review],
            Status.ARCHIVED: self._archived,
            Status.CANCELLED: self._cancelled,
        }
        return ways[status]()

    def _accepted(self) -> list[Act]:
        return self._perhaps(0.3, assign) + self._perhaps(0.3, respond) + self._perhaps(0.1, receive_message)

    def _begun(self) -> list[Act]:
        return [classify, *self._perhaps(0.9, assign), *self._perhaps(0.9, respond)]

    def _worked(self) -> list[Act]:
        once = [*self._begun(), start, *self._work()]
        if self.dice.random() >= AGAIN:
            return once
        return [*once, *self._done(), *self._back(), respond, *self._perhaps(0.7, report_progress)]

    def _work(self) -> list[Act]:
        return [act for chance, acts in _WORK for act in self._perhaps(chance, *acts)]

    def _done(self) -> list[Act]:
        answered = self._perhaps(0.7, answer_feedback)
        return [resolve, *self._perhaps(0.3, give_feedback, confirm_feedback, *answered)]

    def _back(self) -> list[Act]:
        by_review = self.dice.random() < 0.4  # noqa: PLR2004  the others come back by themselves
        return [send_back] if by_review else [*self._perhaps(0.6, rate), *self._perhaps(0.5, review), reopen]

    def _archived(self) -> list[Act]:
        rated, late = self._perhaps(0.6, rate), self._perhaps(0.2, rate)
        return [*self._worked(), *self._done(), *rated, review, archive, *([] if rated else late)]

    def _cancelled(self) -> list[Act]:
        far: Callable[[], list[Act]] = self.dice.choice((list, self._begun, self._worked))
        return [*far(), withdraw]

    def _perhaps(self, chance: float, *acts: Act) -> list[Act]:
        return [*acts] if self.dice.random() < chance else []

"""A commitment is data: what starts it, what fulfils it, when it stands still, how long it is and what it rests on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.calendar.duration import Duration
from domain.shared.errors import Invalid

Facts = Mapping[str, str]
"""What conditions ask for, by name; several words, such as a customer's segments, stand between bars: `|a|b|`."""


class Recurrence(StrEnum):
    """Whether what is fulfilled begins anew: from the moment it was fulfilled, or from when it had been due."""

    NONE = "NONE"
    INDEPENDENT = "INDEPENDENT"
    SEQUENTIAL = "SEQUENTIAL"


class StepKind(StrEnum):
    """A warning comes before or after the deadline, a violation at or after it."""

    WARNING = "WARNING"
    VIOLATION = "VIOLATION"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done so many seconds after the deadline, before it where negative; `code` is unique in its commitment."""

    code: str
    kind: StepKind
    offset: int

    def __post_init__(self) -> None:
        if self.kind is StepKind.VIOLATION and self.offset < 0:
            raise Invalid(f"step {self.code!r}: nothing is violated before its deadline", field=["steps"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Events and statuses by their names; a fact that `when` does not name may be anything."""

    code: str
    aggregate: str
    starts_on: frozenset[str]
    fulfilled_on: frozenset[str]
    duration: Duration
    basis: str
    cancelled_on: frozenset[str] = frozenset()
    paused_in: frozenset[str] = frozenset()
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recurrence: Recurrence = Recurrence.NONE
    steps: tuple[Step, ...] = (Step("breach", StepKind.VIOLATION, 0),)

    def __post_init__(self) -> None:
        if not self.basis.strip():
            raise Invalid(f"commitment {self.code!r} names nothing that it rests on", field=["basis"])
        if not self.starts_on or not self.fulfilled_on:
            raise Invalid(f"commitment {self.code!r} needs what starts and what fulfils it", field=["starts_on"])
        if len({step.code for step in self.steps}) < len(self.steps):
            raise Invalid(f"commitment {self.code!r} has two steps of one code", field=["steps"])
        if self.fulfilled_on & self.cancelled_on:
            raise Invalid(f"commitment {self.code!r} is fulfilled and cancelled by one event", field=["cancelled_on"])

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Commitment":
        """Read the stored body; Invalid says what is missing or means nothing."""
        try:
            return cls(
                code=body["code"],
                aggregate=body["aggregate"],
                starts_on=frozenset(body["starts_on"]),
                fulfilled_on=frozenset(body["fulfilled_on"]),
                duration=Duration.of(body["duration"]),
                basis=body["basis"],
                cancelled_on=frozenset(body.get("cancelled_on", ())),
                paused_in=frozenset(body.get("paused_in", ())),
                when={name: frozenset(values) for name, values in body.get("when", {}).items()},
                recurrence=Recurrence(body.get("recurrence", Recurrence.NONE)),
                steps=_steps(body.get("steps", ({"code": "breach", "kind": "VIOLATION", "minutes": 0},))),
            )
        except (KeyError, ValueError) as error:
            raise Invalid(f"no commitment: {error}", field=["commitments"]) from error

    def holds_for(self, aggregate: str, facts: Facts) -> bool:
        """Whether it is made to an aggregate with these facts; one of several words, `|a|b|`, needs one of them."""
        return aggregate == self.aggregate and all(
            not values.isdisjoint(facts.get(name, "").strip("|").split("|")) for name, values in self.when.items()
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of all commitments; codes are unique."""

    version: int
    commitments: tuple[Commitment, ...]

    @classmethod
    def of(cls, version: int, body: Iterable[Mapping[str, Any]]) -> "Policy":
        """Read the stored body of a policy."""
        commitments = tuple(Commitment.of(each) for each in body)
        if len({each.code for each in commitments}) < len(commitments):
            raise Invalid("two commitments have one code", field=["commitments"])
        return cls(version, commitments)

    def only(self, codes: Collection[str]) -> "Policy":
        """The same version with these commitments alone; with all when none is named."""
        return Policy(self.version, tuple(each for each in self.commitments if not codes or each.code in codes))

    def named(self, code: str) -> Commitment:
        """The commitment of this code; Invalid when this version has none."""
        for each in self.commitments:
            if each.code == code:
                return each
        raise Invalid(f"version {self.version} of the policy has no commitment {code!r}", field=["commitments"])


def _steps(bodies: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(each["code"], StepKind(each["kind"]), int(each["minutes"]) * 60) for each in bodies)

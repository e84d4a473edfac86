"""What clocks raise as tasks, what moves customers between stages, and how their archives are kept, as policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.activity.activity import ActivityKind
from domain.customer.customer import LIFECYCLE, CustomerAction, Stage
from domain.shared.errors import Invalid
from domain.upkeep.task import DONE_BY, TaskKind

LONGEST_SILENCE = 120
"""Months."""
STAGE_ACTIONS = (
    CustomerAction.OPEN_ACCOUNT, CustomerAction.SETTLE_IN, CustomerAction.RETURN, CustomerAction.LEAVE,
)  # fmt: skip
"""What activity may bring about; falling silent is brought about by none."""


class RaisedOn(StrEnum):
    """When a clock raises its task."""

    START = "START"
    FIRST_STEP = "FIRST_STEP"


class ArchiveLevel(StrEnum):
    """How a customer's archive is kept (档案级别; source: P1.2-c)."""

    TEMPORARY = "TEMPORARY"
    FULL = "FULL"
    REDUCED = "REDUCED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Raising:
    """What a commitment to a customer raises, and when."""

    kind: TaskKind
    on: RaisedOn


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepRule:
    """Tasks go to the customer's account manager, and else to this department; None for nobody in particular."""

    version: int
    department: str | None
    tasks: Mapping[str, Raising]

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "UpkeepRule":
        """Read the stored body; Invalid says what means nothing."""
        tasks = {}
        for number, each in enumerate(body["tasks"]):
            kind = TaskKind(each["kind"])
            if kind not in DONE_BY:
                right = ", ".join(sorted(DONE_BY))
                raise Invalid(f"tasks[{number}]: no clock asks for {kind.value}; one of {right}", field=["tasks"])
            if each["commitment"] in tasks:
                raise Invalid(f"tasks[{number}]: {each['commitment']} raises a task already", field=["tasks"])
            tasks[each["commitment"]] = Raising(kind, RaisedOn(each["on"]))
        return cls(version=version, department=body.get("department"), tasks=tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleRule:
    """Which activity brings about which move, after how many silent months one falls dormant, and the archives."""

    version: int
    silent_months: int
    moves: Mapping[ActivityKind, CustomerAction]
    archives: Mapping[Stage, ArchiveLevel]

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "LifecycleRule":
        """Read the stored body; Invalid says what is missing or means nothing."""
        moves: dict[ActivityKind, CustomerAction] = {}
        for number, each in enumerate(body["moves"]):
            action = CustomerAction(each["action"])
            if action not in STAGE_ACTIONS:
                raise Invalid(f"moves[{number}]: {action.value} is brought about by no activity", field=["moves"])
            moves |= dict.fromkeys(map(ActivityKind, each["on"]), action)
        archives = {Stage(stage): ArchiveLevel(level) for stage, level in body["archives"].items()}
        missing = sorted(frozenset(Stage) - archives.keys())
        if missing:
            raise Invalid(f"archives says nothing of {', '.join(missing)}", field=["archives"])
        return cls(version=version, silent_months=body["silent_months"], moves=moves, archives=archives)

    def move(self, stage: Stage, kind: ActivityKind) -> CustomerAction | None:
        """What this activity brings about in this stage; None for nothing.

        Whoever is dormant or lost returns by what would settle in or open an account.
        """
        action = self.moves.get(kind)
        if action is None:
            return None
        if action is not CustomerAction.LEAVE and stage in {Stage.DORMANT, Stage.LOST}:
            action = CustomerAction.RETURN
        return action if action in LIFECYCLE.actions_in(stage) else None


DEFAULT_UPKEEP: Mapping[str, Any] = {
    "tasks": [
        {"commitment": "identity_on_record", "kind": "RECORD_IDENTITY_CHANGE", "on": "START"},
        {"commitment": "record_complete", "kind": "COMPLETE_RECORD", "on": "START"},
        {"commitment": "record_refreshed", "kind": "REFRESH_RECORD", "on": "FIRST_STEP"},
    ],
}
DEFAULT_LIFECYCLE: Mapping[str, Any] = {
    "silent_months": 12,
    "moves": [
        {"on": ["OPENING"], "action": "OPEN_ACCOUNT"},
        {"on": ["BUY", "SELL", "SUBSCRIBE", "REDEEM"], "action": "SETTLE_IN"},
        {"on": ["CLOSING"], "action": "LEAVE"},
    ],
    "archives": {"PROSPECT": "TEMPORARY", "NEW": "FULL", "EXISTING": "FULL", "DORMANT": "REDUCED", "LOST": "CLOSED"},
}

"""Who may be asked: the frame, frozen when a wave is launched, and who is left out of it (source: P6.1-b)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.shared.errors import Invalid
from domain.survey.questionnaire import Touchpoint

STRATA = 100


class LeftOut(StrEnum):
    """Why a customer is not asked (未纳入抽样的原因)."""

    FATIGUE = "FATIGUE"
    OPTED_OUT = "OPTED_OUT"
    UNREACHABLE = "UNREACHABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A customer as known when the frame is frozen; `invited_at` are earlier invitations to any wave."""

    customer_id: UUID
    stratum: str
    touchpoints: frozenset[Touchpoint] = frozenset()
    department: str | None = None
    invited_at: tuple[datetime, ...] = ()
    opted_out: bool = False
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Fatigue:
    """Nobody is asked more often than `most` times within so many days; a rule without `most` is none."""

    most: int | None = 1
    within_days: int = 90

    def tires(self, invited_at: Iterable[datetime], at: datetime) -> bool:
        """Whether one more invitation would be too many."""
        if self.most is None:
            return False
        return sum(at - timedelta(days=self.within_days) < when <= at for when in invited_at) >= self.most


@dataclass(frozen=True, slots=True)
class Frame:
    """The members by id, the sizes of the strata, and a fingerprint that shows whether it is still the same."""

    members: Mapping[UUID, Candidate]
    left_out: Mapping[LeftOut, int]
    fingerprint: str

    @classmethod
    def freeze(cls, candidates: Iterable[Candidate], fatigue: Fatigue, *, at: datetime) -> Self:
        """Every customer once, with the first reason why one is left out."""
        members: dict[UUID, Candidate] = {}
        left_out: Counter[LeftOut] = Counter()
        seen: set[UUID] = set()
        for each in candidates:
            if each.customer_id in seen:
                raise Invalid(f"customer {each.customer_id} is in the frame twice", field=["frame"])
            seen.add(each.customer_id)
            if reason := _left_out(each, fatigue, at):
                left_out[reason] += 1
            else:
                members[each.customer_id] = each
        if len({each.stratum for each in members.values()}) > STRATA:
            raise Invalid(f"a frame has at most {STRATA} strata", field=["frame"])
        return cls(members, dict(left_out), _fingerprint(members.values()))

    def sizes(self) -> dict[str, int]:
        """How many there are in each stratum, in the order of their names."""
        return dict(sorted(Counter(each.stratum for each in self.members.values()).items()))


def _left_out(candidate: Candidate, fatigue: Fatigue, at: datetime) -> LeftOut | None:
    if candidate.opted_out:
        return LeftOut.OPTED_OUT
    if not candidate.reachable:
        return LeftOut.UNREACHABLE
    return LeftOut.FATIGUE if fatigue.tires(candidate.invited_at, at) else None


def _fingerprint(members: Iterable[Candidate]) -> str:
    digest = hashlib.sha256()
    for line in sorted(f"{each.customer_id} {each.stratum}\n" for each in members):
        digest.update(line.encode())
    return digest.hexdigest()

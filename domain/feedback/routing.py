"""The feedback handling handbook as data: who handles which kind, which causes there are, what is poor (P4.2-d)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.shared.errors import Invalid

LEAST, MOST = 1, 5
WARNING_HOURS = 24


@dataclass(frozen=True, slots=True)
class Route:
    """Where feedback goes, what led there, and by which version. `responsible_id` is None where nobody is named."""

    department: str
    responsible_id: UUID | None
    factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A department, and its people by external reference: the first of them who may, is responsible."""

    department: str
    responsible: tuple[str, ...] = ()

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Desk":
        """Read the stored body."""
        return cls(body["department"], tuple(body.get("responsible", ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """The handbook. `independent` is where feedback goes when everybody responsible for it is complained about."""

    version: int
    otherwise: Desk
    independent: Desk
    by_kind: Mapping[str, Desk] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)
    """Names of the causes, by code (source: P4.3-b)."""
    poor_at_most: int = 2
    """A rating of so much or less reopens."""
    referral_warning_hours: int = WARNING_HOURS
    """How long before an authority's deadline somebody is warned."""

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "RoutingRule":
        """Read the stored body of a policy; Invalid says what means nothing, and where."""
        if not body["causes"]:
            raise Invalid("causes is empty; it must name one cause at least", field=["causes"])
        return cls(
            version=version,
            otherwise=Desk.of(body["otherwise"]),
            independent=Desk.of(body["independent"]),
            by_kind={kind: Desk.of(each) for kind, each in body.get("by_kind", {}).items()},
            causes=body["causes"],
            poor_at_most=body["poor_at_most"],
            referral_warning_hours=body.get("referral_warning_hours", WARNING_HOURS),
        )

    def named_for(self, kind: str) -> frozenset[str]:
        """The references of all people to whom such feedback might go."""
        desk = self.by_kind.get(kind, self.otherwise)
        return frozenset((*desk.responsible, *self.independent.responsible))

    def route(self, kind: str, *, about: Collection[UUID], people: Mapping[str, UUID]) -> Route:
        """To the first person responsible who is at work (in `people`, by reference) and not complained about.

        When somebody responsible is complained about and nobody else of that desk may, it goes to the independent one;
        when nobody of a desk is at work, to the department as such.
        """
        desk = self.by_kind.get(kind)
        factors = [f"kind {kind}" if desk is not None else f"kind {kind} is not in the handbook: where all else goes"]
        desk = self.otherwise if desk is None else desk
        person, complained = _first(desk, about, people, factors)
        if person is None and complained and desk != self.independent:
            factors.append("nobody else there may: to the independent department")
            desk = self.independent
            person, _ = _first(desk, about, people, factors)
        if person is None:
            factors.append(f"{desk.department}: nobody in person")
        return Route(desk.department, person, tuple(factors), self.version)

    def is_poor(self, score: int) -> bool:
        """Whether such a rating, of 1 (poor) to 5 (good), reopens."""
        return score <= self.poor_at_most

    def check_cause(self, code: str) -> None:
        """Invalid when the handbook has no such cause."""
        if code not in self.causes:
            known = ", ".join(sorted(self.causes))
            raise Invalid(f"there is no cause {code[:60]!r} in the handbook; there are {known}", field=["cause"])


def _first(
    desk: Desk, about: Collection[UUID], people: Mapping[str, UUID], factors: list[str]
) -> tuple[UUID | None, bool]:
    """Who is responsible, and whether somebody was passed over because the feedback is about them."""
    complained = False
    for reference in desk.responsible:
        person = people.get(reference)
        if person is None:
            factors.append(f"{reference} is not at work")
        elif person in about:
            complained = True
            factors.append(f"{reference} is complained about")
        else:
            factors.append(f"{desk.department}: {reference}")
            return person, complained
    return None, complained


DEFAULT_ROUTING: Mapping[str, Any] = {
    # source: P4.2-d; a new house has one department, and names its people when it has some
    "otherwise": {"department": "desk"},
    "independent": {"department": "desk"},
    # source: P4.3-c names process, training and technology as what may be improved; the others are ours
    "causes": {
        "process": "流程",
        "training": "培训",
        "technology": "技术",
        "attitude": "服务态度",
        "product": "产品",
        "disclosure": "信息披露",
        "outside": "外部原因",
        "none": "无问题",
    },
    # The source gives no figure: 1 and 2 of 5 are on the dissatisfied side of the middle.
    "poor_at_most": 2,
}

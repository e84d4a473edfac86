"""What the promises to a piece of feedback hear of it, with the facts that conditions ask for (source: P4.2-c)."""

from collections.abc import Iterable, Iterator

from domain.clock.commitment import Facts
from domain.clock.heard import heard_in_cycles, statuses
from domain.clock.promises import Heard
from domain.clock.rules import ClockRules
from domain.feedback.feedback import Feedback
from domain.shared.aggregate import Happening

CHANGING = frozenset({"kind", "business_line", "channel", "department"})


def facts_of(feedback: Feedback, *, complaint: bool, tier: str, segments: str) -> Facts:
    """Of the feedback as it is, and of its customer."""
    return {
        "kind": feedback.kind,
        "business_line": feedback.business_line or "",
        "channel": feedback.channel,
        "department": feedback.department,
        "complaint": str(complaint).lower(),
        "origin": "desk",
        "tier": tier,
        "segment": segments,
    }


def changed_facts(happening: Happening) -> frozenset[str]:
    """The names of the facts that it has changed; nothing is changed by what begins."""
    if happening.version == 1:
        return frozenset()
    changed = CHANGING & happening.changes.keys()
    return changed | {"complaint"} if "kind" in changed else changed


def heard_of(feedback: Feedback, facts: Facts, told: frozenset[str]) -> Iterator[Heard]:
    """Each happening in its cycle, oldest first."""
    return heard_in_cycles(feedback, feedback.happenings, facts, changed_facts, told=told)


def concerns(rules: ClockRules, happenings: Iterable[Happening]) -> bool:
    """Whether any of them could move a clock."""
    return any(
        rules.concerns(type(each.event).__name__, *statuses(each)) or rules.asks_for(changed_facts(each))
        for each in happenings
    )

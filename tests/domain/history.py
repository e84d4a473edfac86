"""What the log tells about an aggregate when it is read from the start, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from domain.shared.aggregate import Aggregate
from domain.shared.errors import Refusal
from tests.domain.builders import ANNA, BO, HOUR, NINE

texts = st.sampled_from(["已核对", "已核对", "", "a\x00b"])
reasons = st.sampled_from(["客户来函", "客户来函", None, "电话13800138000"])
levels = st.integers(1, 5)
people = st.sampled_from([None, ANNA, BO])
departments = st.sampled_from(["desk", "risk", "product"])


def known(state: dict[str, Any]) -> dict[str, Any]:
    """A value that was never there and one that is None are the same to the log."""
    return {name: value for name, value in state.items() if value is not None}


@dataclass
class Reader:
    """Reads on from where it stopped; complains when a change does not begin where the one before it ended."""

    version: int = 0
    state: dict[str, Any] = field(default_factory=dict)

    def read(self, aggregate: Aggregate) -> None:
        for happening in aggregate.happenings[self.version :]:
            self.version += 1
            assert happening.version == self.version
            for name, (before, after) in happening.changes.items():
                assert before != after, f"{name} did not change"
                assert self.state.get(name) == before, f"{name} was something else before"
                self.state[name] = after


def told(aggregate: Aggregate) -> dict[str, Any]:
    """The state that its whole history adds up to."""
    reader = Reader()
    reader.read(aggregate)
    assert reader.version == aggregate.version
    return known(reader.state)


def happened(aggregate: Aggregate) -> list[str]:
    return [type(each.event).__name__ for each in aggregate.happenings]


class History(RuleBasedStateMachine):
    """Asks, and reads along in the log."""

    aggregate: Aggregate

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader()
        self.hours = 0

    def ask(self, verb: Callable[[datetime], None]) -> bool:
        """Whether it was done; a refusal must have left no trace."""
        self.hours += 1
        before = (self.aggregate.state(), self.aggregate.image(), len(self.aggregate.happenings))
        try:
            verb(NINE + self.hours * HOUR)
        except Refusal:
            assert before == (self.aggregate.state(), self.aggregate.image(), len(self.aggregate.happenings))
            return False
        return True

    @invariant()
    def every_event_raises_the_version_by_one(self) -> None:
        assert self.aggregate.version == len(self.aggregate.happenings)

    @invariant()
    def the_events_add_up_to_the_state(self) -> None:
        self.reader.read(self.aggregate)
        assert known(self.reader.state) == known(self.aggregate.state())

    @invariant()
    def the_last_image_is_the_present_one(self) -> None:
        assert self.aggregate.happenings[-1].image == self.aggregate.image()

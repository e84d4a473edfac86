"""What can happen to the draft of a policy; who did it, and why, stands with every event."""

from dataclasses import dataclass

from domain.shared.aggregate import Event


@dataclass(frozen=True, kw_only=True)
class PolicyEvent(Event):
    name: str


@dataclass(frozen=True, kw_only=True)
class PolicyDrafted(PolicyEvent):
    """`base` is the version it starts from, 0 where there was none."""

    base: int


@dataclass(frozen=True, kw_only=True)
class PolicyPublished(PolicyEvent):
    """`published` names the version, and those of the calendars that were published anew with it: `NAME VERSION`."""

    published: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyDraftDiscarded(PolicyEvent):
    pass

"""What the load generator is told, and what it tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Order:
    """Send these requests in turn, over that many connections, for so long; `once` stops when all are sent."""

    port: int
    connections: int
    seconds: float
    requests: Sequence[bytes]
    once: bool = False


@dataclass(slots=True)
class Report:
    """Seconds each answer took, seconds in all, how many failed, the first failure, and our own CPU seconds."""

    latencies: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    failed: int = 0
    first_failure: str = ""
    cpu: float = 0.0

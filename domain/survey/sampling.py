"""Who is asked: a seed draws the same customers from the same frame, whatever its order."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from domain.shared.errors import Invalid
from domain.survey.frame import Frame

SEED_LENGTH = 100


def draw(frame: Frame, allocation: Mapping[str, int], seed: str) -> tuple[UUID, ...]:
    """So many of each stratum, by stratum and then by lot.

    Every customer's lot is the SHA-256 of seed and id, and the lowest of a stratum are drawn: a simple random sample
    within each stratum. A larger allocation of the same seed keeps who was drawn before.
    """
    seed = a_seed(seed)
    strata: dict[str, list[tuple[bytes, UUID]]] = defaultdict(list)
    for each in frame.members.values():
        strata[each.stratum].append((_lot(seed, each.customer_id), each.customer_id))
    drawn: list[UUID] = []
    for stratum, wanted in sorted(allocation.items()):
        if wanted > len(strata[stratum]):
            raise Invalid(f"{stratum} has {len(strata[stratum])} customers, not {wanted}", field=["sampleSize"])
        drawn += [customer for _, customer in sorted(strata[stratum])[:wanted]]
    return tuple(drawn)


def a_seed(seed: str) -> str:
    """The seed itself; Invalid when it is none."""
    if not 1 <= len(seed) <= SEED_LENGTH or not seed.isprintable():
        raise Invalid(f"a seed has 1 to {SEED_LENGTH} printable characters", field=["seed"])
    return seed


def _lot(seed: str, customer: UUID) -> bytes:
    return hashlib.sha256(f"{seed}\n{customer}".encode()).digest()

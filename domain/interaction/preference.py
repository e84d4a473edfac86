"""By which channel customers like to be reached: said, learnt from interactions, or by type (source: P4.1-c)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from domain.customer.customer import CustomerType


class Ground(StrEnum):
    """Why these channels (偏好依据)."""

    SAID = "SAID"
    LEARNT = "LEARNT"
    CUSTOMER_TYPE = "CUSTOMER_TYPE"


@dataclass(frozen=True, slots=True)
class Preference:
    """Channels by their codes, the best first; `counted` interactions were looked at."""

    channels: tuple[str, ...]
    ground: Ground
    reason: str
    counted: int
    rule_version: int


@dataclass(frozen=True, slots=True)
class PreferenceRule:
    """Learnt is a channel that has `share` per cent of at least so many interactions within so many days."""

    version: int
    by_type: Mapping[CustomerType, tuple[str, ...]]
    within_days: int
    at_least: int
    share: int

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "PreferenceRule":
        """Read the stored body."""
        learn = body["learn"]
        return cls(
            version=version,
            by_type={CustomerType(name): tuple(codes) for name, codes in body["by_type"].items()},
            within_days=learn["within_days"],
            at_least=learn["at_least"],
            share=learn["share"],
        )

    @property
    def window(self) -> timedelta:
        """How far back it looks."""
        return timedelta(days=self.within_days)

    def prefer(
        self, kind: CustomerType, said: str | None, used: Mapping[str, int], in_use: Iterable[str]
    ) -> Preference:
        """`used` says how often the customer came by each channel within the window; only channels in use are named."""
        known = frozenset(in_use)
        usual = tuple(code for code in self.by_type.get(kind, ()) if code in known)
        total = sum(used.values())
        if said is not None and said in known:
            return self._made((said, *usual), Ground.SAID, "the customer has said so", total)
        ranked = sorted((code for code in used if code in known), key=lambda code: (-used[code], code))
        if ranked and total >= self.at_least and used[ranked[0]] * 100 >= self.share * total:
            reason = f"{used[ranked[0]]} of {total} interactions within {self.within_days} days came by {ranked[0]}"
            return self._made((*ranked, *usual), Ground.LEARNT, reason, total)
        why = f"customers of type {kind.value}"
        if total < self.at_least:
            why += f"; {total} interactions within {self.within_days} days, {self.at_least} would tell more"
        else:
            why += f"; no channel has {self.share} % of {total} interactions within {self.within_days} days"
        return self._made(usual, Ground.CUSTOMER_TYPE, why, total)

    def _made(self, channels: Iterable[str], ground: Ground, reason: str, counted: int) -> Preference:
        return Preference(tuple(dict.fromkeys(channels)), ground, reason, counted, self.version)


DEFAULT_PREFERENCE: Mapping[str, Any] = {
    # source: P4.1-c; institutions by e-mail with phone, individuals by phone with online
    "by_type": {"INSTITUTION": ["email", "phone"], "INDIVIDUAL": ["phone", "online_chat"]},
    # The source gives no figures: five contacts within a year, three in five of them by one channel.
    "learn": {"within_days": 365, "at_least": 5, "share": 60},
}

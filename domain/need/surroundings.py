"""What a need is judged by beside itself: what its customer does, and what happens on the market (source: P2.2-c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.need.assessment import Evidence
from domain.need.market import MarketEvent

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Of one customer. None is not known, which is not the same as nothing."""

    trades: int | None = None
    balance: int | None = None
    satisfaction: int | None = None
    abnormal_trading: bool = False

    def evidence(self, *, cost: int, benefit: int) -> Evidence:
        """With what a person judges of the need."""
        return Evidence(
            cost=cost, benefit=benefit, trades=self.trades, balance=self.balance, satisfaction=self.satisfaction
        )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """At one moment."""

    behaviour: Behaviour = Behaviour()
    market: Sequence[MarketEvent] = ()

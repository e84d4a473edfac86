"""The policy of escalation as data: which occasions raise an alert, and the ladder of those who are told (P3.3-e)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from domain.alert.recipient import Recipient
from domain.alert.trigger import FACTS, Trigger, TriggerKind
from domain.clock.commitment import StepKind
from domain.reference.entry import is_code
from domain.shared.errors import Invalid

LOG, WEBHOOK = "log", "webhook"
LEVELS, RULES, RECIPIENTS = 10, 50, 10
LONGEST_MINUTES = 60 * 24 * 31
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Level:
    """Whom to tell and by which channels; unless somebody acknowledges within so long, the next level is told.

    Channels: `log`, `webhook` (every endpoint) and `webhook:CODE` (that one).
    """

    tell: tuple[Recipient, ...]
    through: tuple[str, ...] = (LOG, WEBHOOK)
    acknowledge_within: timedelta | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Level":
        """Read the stored body: `tell`, `through`, `acknowledge_within` in minutes."""
        tell = tuple(Recipient.of(each) for each in body["tell"])
        through = tuple(body.get("through", (LOG, WEBHOOK)))
        minutes = body.get("acknowledge_within")
        _check(1 <= len(tell) <= RECIPIENTS, f"a level tells 1 to {RECIPIENTS}", "tell")
        _check(bool(through) and all(map(_is_channel, through)), "channels: log, webhook, webhook:CODE", "through")
        _check(
            minutes is None or (isinstance(minutes, int) and 1 <= minutes <= LONGEST_MINUTES),
            f"acknowledge_within is 1 to {LONGEST_MINUTES} minutes", "acknowledge_within",
        )  # fmt: skip
        return cls(tell, through, None if minutes is None else timedelta(minutes=minutes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Everything given must hold; what is not given may be anything. `code` is unique in its policy."""

    code: str
    on: TriggerKind
    ladder: tuple[Level, ...]
    commitment: frozenset[str] | None = None
    step_kind: frozenset[StepKind] | None = None
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    at_least: int = 1
    within_days: int | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Rule":
        """Read the stored body; Invalid says what is missing or means nothing."""
        try:
            commitment, kinds = body.get("commitment"), body.get("step_kind")
            rule = cls(
                code=body["code"],
                on=TriggerKind(body["on"]),
                ladder=tuple(Level.of(each) for each in body["ladder"]),
                commitment=None if commitment is None else frozenset(commitment),
                step_kind=None if kinds is None else frozenset(map(StepKind, kinds)),
                facts={name: frozenset(values) for name, values in body.get("facts", {}).items()},
                at_least=int(body.get("at_least", 1)),
                within_days=body.get("within_days"),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(f"no rule of escalation: {error}", field=["rules"]) from error
        rule.check()
        return rule

    def check(self) -> None:
        """Invalid says what in it means nothing."""
        what = f"rule {self.code!r}"
        of_steps = self.commitment is not None or self.step_kind is not None
        repeated = self.on is TriggerKind.REPEATED_COMPLAINT
        counted = repeated or self.on is TriggerKind.REOPENED
        _check(isinstance(self.code, str) and is_code(self.code), f"{what} has no code", "code")
        _check(1 <= len(self.ladder) <= LEVELS, f"{what} has 1 to {LEVELS} levels", "ladder")
        _check(
            all(each.acknowledge_within for each in self.ladder[:-1]),
            f"{what}: every level but the last says how long it waits (acknowledge_within)", "ladder",
        )  # fmt: skip
        _check(not self.facts.keys() - FACTS, f"{what} asks for {sorted(self.facts.keys() - FACTS)}", "facts")
        _check(not of_steps or self.on is TriggerKind.CLOCK_STEP, f"{what}: only steps have a commitment", "commitment")
        _check(self.at_least == 1 or (counted and self.at_least > 1), f"{what}: nothing is counted", "at_least")
        _check(
            self.within_days is not None if repeated else self.within_days is None,
            f"{what}: within_days goes with REPEATED_COMPLAINT", "within_days",
        )  # fmt: skip
        _check(
            self.within_days is None or 1 <= self.within_days <= LONGEST_DAYS,
            f"{what}: within_days is 1 to {LONGEST_DAYS}", "within_days",
        )  # fmt: skip

    def meets(self, trigger: Trigger) -> bool:
        """Whether it is raised by this."""
        return (
            trigger.kind is self.on
            and (self.commitment is None or trigger.commitment in self.commitment)
            and (self.step_kind is None or trigger.step_kind in self.step_kind)
            and all(not values.isdisjoint(trigger.words(name)) for name, values in self.facts.items())
            and self.within_days == trigger.within_days
            and (trigger.count or 1) >= self.at_least
        )

    def level(self, number: int) -> Level:
        """The level with this number, from 1; the last one for those beyond it."""
        return self.ladder[min(number, len(self.ladder)) - 1]

    def leads_on(self, number: int) -> bool:
        """Whether there is a level after this one."""
        return number < len(self.ladder)


@dataclass(frozen=True, slots=True)
class Escalation:
    """A version of all rules."""

    version: int
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, version: int, body: Mapping[str, Any]) -> "Escalation":
        """Read the stored body of a policy: {"rules": […]}."""
        rules = tuple(Rule.of(each) for each in body.get("rules", ()))
        _check(len(rules) <= RULES, f"a policy has at most {RULES} rules", "rules")
        _check(len({each.code for each in rules}) == len(rules), "two rules have one code", "rules")
        return cls(version, rules)

    def raised_by(self, trigger: Trigger) -> list[Rule]:
        """The rules that it meets, in their order."""
        return [rule for rule in self.rules if rule.meets(trigger)]

    def rule(self, code: str) -> Rule:
        """The rule of this code; LookupError when this version has none."""
        for each in self.rules:
            if each.code == code:
                return each
        message = f"version {self.version} of the policy has no rule {code!r}"
        raise LookupError(message)

    @property
    def windows(self) -> tuple[int, ...]:
        """The days within which complaints of one customer are counted."""
        return tuple(sorted({each.within_days for each in self.rules if each.within_days is not None}))


def _is_channel(text: str) -> bool:
    channel, colon, code = text.partition(":")
    return (channel in {LOG, WEBHOOK} and not colon) or (channel == WEBHOOK and is_code(code))


def _check(holds: bool, what: str, field: str) -> None:
    if not holds:
        raise Invalid(what, field=[field])

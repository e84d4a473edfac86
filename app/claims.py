"""What a token says, once its signature has been believed: who, as what, from where, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.policy.claims import DEFAULT_CLAIMS, ClaimsRule, Mapped
from domain.viewer import Role
from execution.errors import Unauthorized

SUBJECT_LENGTH = 100
DEPARTMENT_LENGTH = 60
OURS = ClaimsRule.of(0, DEFAULT_CLAIMS)
"""How the tokens of development are read, whatever those of the issuer look like."""


class BadToken(Unauthorized):
    """The token is not accepted; the message says why and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a believed token says."""

    sub: str
    role: Role
    department: str | None
    exp: datetime

    def __hash__(self) -> int:
        """Of the subject alone: claims are looked up in every request."""
        return hash(self.sub)

    @classmethod
    def read(cls, said: Mapping[str, Any], rule: ClaimsRule = OURS) -> "Claims":
        """From the claims set by the rule; BadToken when one is missing, malformed, or means nothing here."""
        subject = _subject(rule.subject_of(said), ".".join(rule.subject))
        return cls(subject, _role(said, rule.role), _department(rule.department.read(said)), _end(said))


def _subject(said: object, claim: str) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= SUBJECT_LENGTH or not said.isprintable():
        raise BadToken(f"the token needs a {claim} of 1 to {SUBJECT_LENGTH} printable characters")
    return said


def _role(said: Mapping[str, Any], mapped: Mapped) -> Role:
    try:
        return Role(str(mapped.read(said)))
    except ValueError:
        claim = ".".join(mapped.claim)
        right = f"one of {', '.join(Role)}" if mapped.values is None else "one that is given a role here"
        raise BadToken(f"the token needs a {claim}, {right}") from None


def _department(said: object) -> str | None:
    if said is not None and (not isinstance(said, str) or not 0 < len(said) <= DEPARTMENT_LENGTH):
        raise BadToken("the token's department is not the code of one")
    return said


def _end(said: Mapping[str, Any]) -> datetime:
    if "exp" not in said:
        raise BadToken("the token needs an end (exp)")
    try:
        return datetime.fromtimestamp(said["exp"], UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise BadToken("the token's end (exp) is not a time") from None

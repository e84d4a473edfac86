"""How a refusal looks to a client: `userErrors` in payloads, `extensions.code` elsewhere."""

from enum import Enum
from typing import ClassVar

import strawberry

from domain.shared.errors import Refusal
from domain.viewer import EVERYBODY
from schema.rights import field as _field
from schema.rights import governed


@strawberry.enum(description="Why a request was declined (拒绝原因); stable, for programs.")
class UserErrorCode(Enum):
    """The codes of the domain's refusals."""

    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED_NOW = "NOT_ALLOWED_NOW"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    INVALID = "INVALID"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    REASON_REQUIRED = "REASON_REQUIRED"
    SENSITIVE_TEXT = "SENSITIVE_TEXT"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    ALREADY_DONE = "ALREADY_DONE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    FORBIDDEN = "FORBIDDEN"
    KEY_GONE = "KEY_GONE"
    TOO_MANY = "TOO_MANY"
    REFUSED = "REFUSED"


@governed(EVERYBODY)
@strawberry.type(description="A request that was understood and declined; nothing has changed (业务错误).")
class UserError:
    """One refusal."""

    code: UserErrorCode = _field("Which kind of refusal.")
    message: str = _field("For people: what is wrong, and what would be right.")
    field: list[str] = _field("The path in the input that is at fault; empty when it is the whole.")

    @classmethod
    def of(cls, refusal: Refusal) -> "UserError":
        """From the domain's refusal."""
        return cls(code=UserErrorCode(refusal.code), message=refusal.message, field=list(refusal.field))


class Unauthenticated(Exception):  # noqa: N818  shown to clients
    """There is no token, and the field is not public."""

    extensions: ClassVar[dict[str, object]] = {"code": "UNAUTHENTICATED"}

    def __init__(self) -> None:
        super().__init__("sign in first: this needs a token")


class Forbidden(Exception):  # noqa: N818  shown to clients
    """The token's role may not do this."""

    extensions: ClassVar[dict[str, object]] = {"code": "FORBIDDEN"}

    def __init__(self, role: str, what: str) -> None:
        super().__init__(f"the role {role} may not use {what}")


class BadInput(Exception):  # noqa: N818  shown to clients
    """A query's argument is not what the field takes."""

    extensions: ClassVar[dict[str, object]] = {"code": "BAD_USER_INPUT"}

"""Saying no: a refusal was understood and declined, and nothing has changed."""

from collections.abc import Iterable


class Refusal(Exception):  # noqa: N818  a refusal is a normal outcome, not an error
    """The request was understood and declined; nothing has changed. `field` is the input path at fault."""

    code = "REFUSED"

    def __init__(self, message: str, *, field: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = tuple(field)


class NotFound(Refusal):
    """No such thing, or it lies outside the asker's scope: the two look the same."""

    code = "NOT_FOUND"


class NotAllowedNow(Refusal):
    """The lifecycle does not have this action in this status."""

    code = "NOT_ALLOWED_NOW"


class ChangedMeanwhile(Refusal):
    """Somebody else changed it first: read again, then decide again."""

    code = "CHANGED_MEANWHILE"


class Invalid(Refusal):
    """A value is not what the field takes; the message says what would be right."""

    code = "INVALID"


class UnknownReference(Refusal):
    """A code that names no department, channel, business line, kind or agent in use."""

    code = "UNKNOWN_REFERENCE"


class ReasonRequired(Refusal):
    """The process asks for a reason here, and none was given."""

    code = "REASON_REQUIRED"


class SensitiveText(Refusal):
    """Personal data stands where everybody may read it, such as a phone number in a subject."""

    code = "SENSITIVE_TEXT"


class AlreadyExists(Refusal):
    """The code or external reference is taken."""

    code = "ALREADY_EXISTS"


class AlreadyDone(Refusal):
    """What may be done once was done before, such as rating a cycle."""

    code = "ALREADY_DONE"


class KeyReused(Refusal):
    """The idempotency key was used before for a different request."""

    code = "IDEMPOTENCY_KEY_REUSED"


class Forbidden(Refusal):
    """The asker's role may not do this."""

    code = "FORBIDDEN"


class TooMany(Refusal):
    """The same thing was asked too often within a short time."""

    code = "TOO_MANY"

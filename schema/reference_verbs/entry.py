"""What the verbs of all words of the house have in common."""

import strawberry

from schema.terms import REASON, Keyed, Versioned, needed, optional


@strawberry.input
class DefineInput(Keyed):
    """A new word."""

    code: str = needed("Its code (代码): 1 to 60 letters, digits, dots, dashes or underscores; never changes.")
    name: str = needed("Its name (名称): 1 to 100 printable characters.")


@strawberry.input
class CodeInput(Versioned):
    """Which word."""

    code: str = needed("Its code (代码).")


@strawberry.input
class RenameInput(CodeInput):
    """Another name for the same code."""

    name: str = needed("Its name (名称): 1 to 100 printable characters.")


@strawberry.input
class RetireInput(CodeInput):
    """Not to be used any more; what uses it stays as it is."""

    reason: str | None = optional(REASON)

"""What a plan does not do, decided before anything runs: such operations run on graphql-core."""


class Unsupported(Exception):  # noqa: N818  a decision, not a failure
    """`reason` is one of a few words, fit for a metric's label."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unplanned(Exception):  # noqa: N818  the reference knows what to make of it
    """A value is not what the plan expects: an error, a null where none may be, or something rare."""

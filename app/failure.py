"""What ends a command: said in one line, without a traceback."""


class Failed(Exception):  # noqa: N818  a message for the operator
    """A command cannot do what it was asked; the message says why and what would help."""

"""U+0000 in a text: JSON and GraphQL can write it, PostgreSQL cannot store it, so it goes no further than this."""

import re
from typing import Any

NO_ZERO = "A text must not contain U+0000."
ESCAPED_ZERO = re.compile(r"\\u(?:0000|\{0+\})")
"""As documents write it; unescaped it is a syntax error there."""


def holds_zero(value: Any) -> bool:
    """Whether a text in it does, however deep it lies."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, str):
            if "\0" in each:
                return True
        elif isinstance(each, dict | list):
            for one in each.values() if isinstance(each, dict) else each:
                if type(one) is not str:
                    left.append(one)
                elif "\0" in one:
                    return True
    return False

"""Answers of different servers made comparable: ids without their wrapping, times as instants, no cursors."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

TIMES = frozenset({"dueAt", "openedAt", "at"})
CURSORS = frozenset({"cursor", "endCursor"})


def comparable(answer: Any) -> Any:  # noqa: ANN401  JSON
    """Equal for two answers when a client would read the same from both."""
    if not isinstance(answer, Mapping) or "errors" in answer:
        return answer
    data = answer.get("data", answer)
    return _cells(data["wallboard"]) if "wallboard" in data else _plain(data)


def _plain(value: Any, name: str = "") -> Any:  # noqa: ANN401  JSON
    if isinstance(value, Mapping):
        if value.keys() == {"nodes"}:  # a list, to those who make a connection of it
            return _plain(value["nodes"])
        return {_known(key): _plain(each, key) for key, each in value.items() if key not in CURSORS}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if name == "id":
        return _bare(str(value))
    if name in TIMES and value is not None:
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def _known(name: str) -> str:
    return "number" if name == "fresh" else name  # W1 with a name of its own, see `checks`


def _bare(name: str) -> str:
    try:
        return base64.b64decode(name, validate=True).decode().partition(":")[2] or name
    except (ValueError, binascii.Error):
        return name


def _cells(wallboard: Any) -> list[tuple[str, int, int]]:  # noqa: ANN401  JSON
    cells = next(iter(wallboard.values())) if isinstance(wallboard, Mapping) else wallboard
    return sorted((cell["status"], cell["level"], cell["value"]) for cell in cells)

"""What the body of a policy may look like: what is wrong is said with its path and with what would be right."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from domain.shared.errors import Invalid, Refusal

Path = tuple[str, ...]


class Shape(Protocol):
    """Takes a value as JSON or YAML gives it."""

    def check(self, value: Any, path: Path) -> Any:  # noqa: ANN401  JSON is whatever it is
        """The value as it is stored, without fields that are null; Invalid when it is none of these."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Printable characters in one line."""

    most: int = 200

    def check(self, value: Any, path: Path) -> str:  # noqa: ANN401
        """Without blanks at its ends."""
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= self.most or not value.isprintable():
            raise wrong(path, value, f"a text of 1 to {self.most} printable characters")
        return value.strip()


@dataclass(frozen=True, slots=True)
class Word(Text):
    """A text that YAML may have taken for a number, or for true or false."""

    def check(self, value: Any, path: Path) -> str:  # noqa: ANN401
        """As it was written."""
        return Text.check(self, json.dumps(value) if isinstance(value, bool | int) else value, path)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two others."""

    least: int
    most: int

    def check(self, value: Any, path: Path) -> int:  # noqa: ANN401
        """The number; true and false are none."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise wrong(path, value, f"a whole number from {self.least} to {self.most}")
        return value


@dataclass(frozen=True, slots=True)
class Weight:
    """A number of 0 to 100."""

    def check(self, value: Any, path: Path) -> float:  # noqa: ANN401
        """The number, which may have a fraction."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004
            raise wrong(path, value, "a number from 0 to 100")
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def check(self, value: Any, path: Path) -> bool:  # noqa: ANN401
        """The flag."""
        if not isinstance(value, bool):
            raise wrong(path, value, "true or false")
        return value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these words."""

    words: Sequence[str]

    def check(self, value: Any, path: Path) -> str:  # noqa: ANN401
        """The word."""
        if not isinstance(value, str) or value not in self.words:
            raise wrong(path, value, f"one of {', '.join(self.words)}")
        return value


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written out."""

    def check(self, value: Any, path: Path) -> str:  # noqa: ANN401
        """In its usual form."""
        try:
            return date.fromisoformat(value).isoformat()
        except (ValueError, TypeError):
            raise wrong(path, value, "a date such as 2026-10-10") from None


@dataclass(frozen=True, slots=True)
class Each:
    """A list of up to `most` of one shape."""

    of: Shape
    most: int
    least: int = 0

    def check(self, value: Any, path: Path) -> list[Any]:  # noqa: ANN401
        """Every item, at its number."""
        if not isinstance(value, list | tuple) or not self.least <= len(value) <= self.most:
            raise wrong(path, value, f"a list of {self.least} to {self.most}")
        return [self.of.check(each, (*path, str(number))) for number, each in enumerate(value)]


@dataclass(frozen=True, slots=True)
class Table:
    """Values of one shape under keys of another."""

    key: Shape
    value: Shape
    most: int = 200

    def check(self, value: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401
        """Every value, at its key."""
        if not isinstance(value, Mapping) or len(value) > self.most:
            raise wrong(path, value, f"a table of at most {self.most} entries")
        # YAML reads a bare 1 as a number; as a key it means the same.
        found = {str(key) if isinstance(key, int) else key: each for key, each in value.items()}
        return {self.key.check(key, (*path, str(key))): self.value.check(each, (*path, str(key)))
                for key, each in found.items()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """Named fields, some of which may be left out or null."""

    needed: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def check(self, value: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401
        """Those that are given."""
        known = {**self.needed, **self.optional}
        if not isinstance(value, Mapping):
            raise wrong(path, value, f"fields: {', '.join(known)}")
        for name in value:
            if name not in known:
                raise Invalid(f"{shown((*path, str(name)))} is no field here; there are {', '.join(known)}", field=path)
        for name in self.needed:
            if value.get(name) is None:
                raise Invalid(f"{shown((*path, name))} is missing", field=(*path, name))
        return {name: known[name].check(each, (*path, name)) for name, each in value.items() if each is not None}


def wrong(path: Path, value: object, right: str) -> Invalid:
    """What stands there, cut short, and what would be right."""
    return Invalid(f"{shown(path)} is {_brief(value)}; it must be {right}", field=path)


def shown(path: Path) -> str:
    """Like `commitments[2].duration.unit`."""
    text = "".join(f"[{each}]" if each.isdigit() else f".{each}" for each in path).removeprefix(".")
    return text or "the body"


@contextmanager
def at(*path: str) -> Iterator[None]:
    """What is refused in this block lies at this path: the message begins with it."""
    try:
        yield
    except Refusal as refusal:
        raise Invalid(f"{shown(path)}: {refusal.message}", field=(*path, *refusal.field)) from refusal


def _brief(value: object) -> str:
    if isinstance(value, Mapping):
        return f"a table of {len(value)}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:60] + "…"  # noqa: PLR2004

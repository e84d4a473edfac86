"""Departments, channels, business lines and kinds: words of the house, named by code."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from domain.reference import events
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid
from domain.shared.text import a_reason

_CODE = re.compile(r"[\w][\w.-]{0,59}")


class Family(StrEnum):
    """Which list a word belongs to."""

    DEPARTMENT = "department"
    CHANNEL = "channel"
    BUSINESS_LINE = "business_line"
    KIND = "kind"


@dataclass(slots=True, kw_only=True)
class Entry(Aggregate):
    """`parent` makes departments a tree; `complaint` marks kinds that are graded as complaints."""

    KIND: ClassVar[str] = "reference"

    family: Family
    code: str
    name: str
    parent: str | None = None
    complaint: bool = False
    retired: bool = False

    @classmethod
    def define(
        cls,
        *,
        id: UUID,  # noqa: A002
        family: Family,
        code: str,
        name: str,
        at: datetime,
        parent: str | None = None,
        complaint: bool = False,
        imported: bool = False,
    ) -> "Entry":
        """A new word; its code never changes."""
        if not is_code(code):
            raise Invalid("a code has 1 to 60 letters, digits, dots, dashes or underscores", field=["code"])
        if complaint and family is not Family.KIND:
            raise Invalid("only a kind can be a complaint", field=["complaint"])
        if parent is not None and family is not Family.DEPARTMENT:
            raise Invalid("only departments have a parent", field=["parent"])
        if parent == code:
            raise Invalid("a department cannot be below itself", field=["parent"])
        entry = cls(id=id, family=family, code=code, name=_a_name(name), parent=parent, complaint=complaint)
        entry._record(events.EntryDefined(at=at, family=family, code=code, imported=imported))
        return entry

    def rename(self, name: str, *, at: datetime) -> None:
        """Called otherwise from here on."""
        name = _a_name(name)
        if name != self.name:
            self.name = name
            self._record(events.EntryRenamed(at=at, family=self.family, code=self.code))

    def move(self, parent: str | None, *, ancestors: frozenset[str], at: datetime) -> None:
        """A department below another one; `ancestors` are those of the new parent, itself included."""
        if self.family is not Family.DEPARTMENT:
            raise Invalid("only departments have a parent", field=["parent"])
        if self.code in ancestors:
            raise Invalid(f"{parent} lies below {self.code}: a department cannot be below itself", field=["parent"])
        if parent != self.parent:
            self.parent = parent
            self._record(events.DepartmentMoved(at=at, family=self.family, code=self.code, parent=parent))

    def retire(self, *, why: str | None, at: datetime) -> None:
        """Not to be used any more; what uses it stays as it is."""
        reason = a_reason(why, why="say why it is retired")
        if not self.retired:
            self.retired = True
            self._record(events.EntryRetired(at=at, reason=reason, family=self.family, code=self.code))

    def restore(self, *, at: datetime) -> None:
        """In use again."""
        if self.retired:
            self.retired = False
            self._record(events.EntryRestored(at=at, family=self.family, code=self.code))

    def state(self) -> dict[str, Any]:
        """Everything that may change."""
        return {
            "name": self.name,
            "parent": self.parent,
            "complaint": self.complaint,
            "retired": self.retired,
        }

    def image(self) -> dict[str, Any]:
        """Which word it is."""
        return {"family": self.family, "code": self.code}


def is_code(text: str) -> bool:
    """Whether a word of the house could be called so."""
    return _CODE.fullmatch(text) is not None


def _a_name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= 100 or not name.isprintable():  # noqa: PLR2004
        raise Invalid("a name has 1 to 100 printable characters", field=["name"])
    return name

"""Which word of the house a source's name is: by its code, and never another word that merely looks alike."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from adapters.database import Database, json
from adapters.importers.codes import CODE_LENGTH, code_of
from adapters.importers.names import fitting, folded, shown
from adapters.storage.seeds import ROOT_DEPARTMENT
from domain.reference.entry import Entry, Family

UNKNOWN = "unknown"
UNKNOWN_NAME = "未知"
NAME_LENGTH = 100

_HASH = 12
_NAMES = (
    "select r.family, r.code, r.name, e.facts from reference_entry r"
    " left join event e on e.aggregate_id = r.id and e.type in ('EntryDefined', 'EntryRenamed')"
)


class Words:
    """The entries there are, and under which names they ever went: a renamed entry is still what it was."""

    def __init__(self, database: Database, new_id: Callable[[], UUID]) -> None:
        self._database = database
        self._new_id = new_id
        self._names: dict[tuple[Family, str], set[str]] = {}
        self._found: dict[tuple[Family, str], str] = {}

    async def load(self) -> None:
        """Read what there is."""
        self._names.clear()
        self._found.clear()
        for row in await self._database.rows(_NAMES):
            names = self._names.setdefault((Family(row["family"]), row["code"]), set())
            names.add(row["name"])
            if row["facts"] is not None:
                names.update(name for name in json(row["facts"]).get("changes", {}).get("name", ()) if name)

    def known(self, family: Family, code: str) -> bool:
        """Whether there is an entry with this code, retired or not."""
        return (family, code) in self._names

    def code(self, family: Family, name: str) -> str | None:
        """The code of the entry that this name means; None when there is none yet."""
        found = self._found.get((family, name))
        if found is None:
            found = next((each for each in _codes(name) if self._means(family, each, name)), None)
            if found is not None:
                self._found[family, name] = found
        return found

    def define(self, family: Family, name: str, at: datetime) -> Entry:
        """A new entry under the first code that is free; departments come below the root."""
        code = next(each for each in list(_codes(name))[1:] if (family, each) not in self._names)
        self._found[family, name] = code
        return self._define(family, code, shown(name, NAME_LENGTH) or code, at)

    def define_unknown(self, family: Family, at: datetime) -> Entry:
        """What stands for a name that the source does not know."""
        return self._define(family, UNKNOWN, UNKNOWN_NAME, at)

    def _define(self, family: Family, code: str, name: str, at: datetime) -> Entry:
        below_root = family is Family.DEPARTMENT and self.known(family, ROOT_DEPARTMENT)
        parent = ROOT_DEPARTMENT if below_root else None
        entry = Entry.define(
            id=self._new_id(), family=family, code=code, name=name, parent=parent, at=at, imported=True
        )
        self._names[family, code] = {entry.name}
        return entry

    def _means(self, family: Family, code: str, name: str) -> bool:
        names = self._names.get((family, code))
        if names is None:
            return False
        # A code that none of the entry's names gives was chosen by a person, or tells its name apart by a hash.
        return any(folded(each) == folded(name) for each in names) or all(code_of(each) != code for each in names)


def _codes(name: str) -> Iterator[str]:
    """Those a name can have, best first: the name is a code itself, the code it gives, the code that is its alone."""
    code = code_of(name)
    yield name
    if fitting(name, NAME_LENGTH):
        yield code
    yield f"{code[: CODE_LENGTH - _HASH - 1]}-{sha256(folded(name).encode()).hexdigest()[:_HASH]}"

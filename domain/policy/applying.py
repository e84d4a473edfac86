"""What a file says the house should be like: words, calendars and rules, brought about together or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.clock.book import DAYS, SERVICE
from domain.desk import Desk, Work
from domain.policy.checks import House, checked, rehearsed
from domain.policy.difference import Difference, difference
from domain.policy.draft import PolicyDraft
from domain.policy.shape import Each, Fields, Flag, Table, Text, at
from domain.policy.shapes import CODE
from domain.reference.entry import Entry, Family, is_code
from domain.shared.errors import Invalid

_WORD = {"code": CODE, "name": Text(100)}
_RETIRED = {"retired": Flag()}
WORDS = {
    "departments": (Family.DEPARTMENT, Fields(_WORD, {"parent": CODE, **_RETIRED})),
    "channels": (Family.CHANNEL, Fields(_WORD, _RETIRED)),
    "business_lines": (Family.BUSINESS_LINE, Fields(_WORD, _RETIRED)),
    "kinds": (Family.KIND, Fields(_WORD, {"complaint": Flag(), **_RETIRED})),
}
PREFIXES = {"days": DAYS, "calendars": SERVICE, "policies": ""}
"""Sections of bodies in the order in which they rest on each other, and how the names of these policies begin."""


class _Anything:
    """Each body is checked for itself, by what it is called."""

    def check(self, value: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401, ARG002  any body
        return value


FILE = Fields(
    {},
    {
        "why": Text(500),
        **{name: Each(shape, 1000) for name, (_, shape) in WORDS.items()},
        **{name: Table(CODE, _Anything(), 100) for name in PREFIXES},
    },
)


@dataclass(frozen=True, slots=True)
class Change:
    """What would be otherwise: a headline, and the places of a body."""

    headline: str
    places: tuple[Difference, ...] = ()


async def apply(desk: Desk, work: Work, wanted: Mapping[str, Any], why: str) -> list[Change]:
    """Puts into `work` whatever is not yet as the file has it; nothing is written before the work is.

    Invalid names the path in the file. What the file does not name stays as it is.
    """
    given: dict[str, Any] = FILE.check(wanted, ())
    return await _Applying(desk, work, given, why, await work.policies.house()).all()


@dataclass
class _Applying:
    desk: Desk
    work: Work
    given: Mapping[str, Any]
    why: str
    house: House
    """As it would be after what was read so far."""
    changes: list[Change] = field(default_factory=list)

    async def all(self) -> list[Change]:
        for section, (family, _) in WORDS.items():
            for number, each in enumerate(self.given.get(section, ())):
                with at(section, str(number)):
                    await self._word(family, each)
        for section, prefix in PREFIXES.items():
            for code, body in self.given.get(section, {}).items():
                with at(section, code):
                    self._policy(prefix + code, body)
        rehearsed(self.house.book, self.desk.now())
        return self.changes

    async def _word(self, family: Family, each: Mapping[str, Any]) -> None:
        code, retired, parent = each["code"], each.get("retired"), each.get("parent")
        if not is_code(code):
            raise Invalid("a code has 1 to 60 letters, digits, dots, dashes or underscores", field=["code"])
        if parent is not None and parent not in self._departments:
            await self.work.references.need(Family.DEPARTMENT, parent, field="parent")
        what = f"{family.value.replace('_', ' ')} {code}"
        entry = await self.work.references.find(family, code)
        if entry is None:
            self._define(what, family, each)
        else:
            before = entry.state()
            await self._change(entry, each)
            if entry.happenings:
                self.work.references.save(entry)
                self.changes.append(Change(what, tuple(difference(before, entry.state()))))
        words = {each: set(codes) for each, codes in self.house.words.items()}
        (words[family].discard if retired else words[family].add)(code)
        self.house = replace(self.house, words=words)

    def _define(self, what: str, family: Family, each: Mapping[str, Any]) -> None:
        entry = Entry.define(
            id=self.desk.new_id(), family=family, code=each["code"], name=each["name"], parent=each.get("parent"),
            complaint=each.get("complaint", False), at=self.desk.now(),
        )  # fmt: skip
        if each.get("retired"):
            entry.retire(why=self.why, at=self.desk.now())
        self.work.references.add(entry)
        self.changes.append(Change(f"{what}: new, {entry.name}"))

    async def _change(self, entry: Entry, each: Mapping[str, Any]) -> None:
        if each.get("complaint", entry.complaint) != entry.complaint:
            raise Invalid("complaint of a kind that exists does not change; define another kind", field=["complaint"])
        now = self.desk.now()
        entry.rename(each["name"], at=now)
        if "parent" in each:
            entry.move(each["parent"], ancestors=await self._above(each["parent"]), at=now)
        if each.get("retired") is True:
            entry.retire(why=self.why, at=now)
        if each.get("retired") is False:
            entry.restore(at=now)

    async def _above(self, parent: str) -> frozenset[str]:
        """The parent and all above it, as the file has them, else as they are."""
        filed, found = self._departments, set[str]()
        while parent not in found:
            found.add(parent)
            if "parent" not in filed.get(parent, {}):
                return frozenset(found | await self.work.references.ancestors(parent))
            parent = filed[parent]["parent"]
        return frozenset(found)

    @property
    def _departments(self) -> Mapping[str, Mapping[str, Any]]:
        return {each["code"]: each for each in self.given.get("departments", ())}

    def _policy(self, name: str, given: object) -> None:
        body, basis = given, None
        if isinstance(given, Mapping):
            body, basis = {key: value for key, value in given.items() if key != "basis"}, given.get("basis")
        house = self.house
        newest = house.book.newest(name)
        places = list(_places(house, name, checked(name, body, house)))
        if basis is not None and basis != house.bases.get(name):
            places.append(Difference("basis", house.bases.get(name), basis))
        if not places:
            return
        author, now = self.desk.viewer.author, self.desk.now()
        draft = PolicyDraft.begin(
            id=self.desk.new_id(), name=name, body=body, basis=basis, base=None, author=author, why=self.why,
            house=house, at=now,
        )  # fmt: skip
        draft.publish(by=author, why=self.why, house=house, at=now, tried=False)
        self.work.policies.add(draft)
        self.house = replace(house, book=house.book.with_more(*draft.publications))
        self.changes.append(Change(f"{name}: version {newest + 1}", tuple(places)))
        for other, version, _ in draft.publications:
            if other != name:
                self.changes.append(Change(f"{other}: version {version}, because {name} changes"))


def _places(house: House, name: str, body: Mapping[str, Any]) -> Iterator[Difference]:
    newest = house.book.newest(name)
    old = dict(house.book.body(name, newest)) if newest else None
    if old is not None and "day_versions" not in body:
        old.pop("day_versions", None)
    return difference(old, body)

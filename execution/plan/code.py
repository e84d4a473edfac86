"""Writes the functions of a plan: one for each selection of a type, from the selection set and the schema.

A function takes an object and the execution, and gives the dictionary that becomes JSON. Attributes are read where
the schema says that a field is one; anything else asks the field's resolver. Whatever is not as expected raises, and
the reference runs the operation instead: so what stands here only has to be right where nothing is out of order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from types import CoroutineType
from typing import Any, Protocol, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationType,
    Undefined,
    default_field_resolver,
    default_type_resolver,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetails, GroupedFieldSet
from graphql.pyutils import is_awaitable

from execution.later import Later
from execution.plan.arguments import Given, arguments_of
from execution.plan.items import each_awaited, gone_through, kept
from execution.plan.leaves import NAMES, as_it_is, leaf_of
from execution.plan.nodes import DIRECT, Selection
from execution.plan.unsupported import Unplanned, Unsupported

ATTRIBUTE = "attribute"
"""In a field's extensions: the name of the attribute that holds its value, for fields that are nothing more."""

STORED = "stored"
"""In a field's extensions beside the attribute: a `Stored`, for values that lie in a row the object holds."""

ORIGIN = "origin"
"""In a type's extensions: the class whose very instances are of this type, whatever else may be."""

EVERYWHERE = frozenset(dir(Exception)) | frozenset(dir(CoroutineType))

HERE = frozenset({str, int, float, bool, list, tuple, dict, type(None)})
"""Types of values that nobody has to wait for."""

Complete = Callable[[Any, Any], Any]
Below = Mapping[str, frozenset[str]]


class Direct(Protocol):
    """A resolver in two halves: what is the same for all objects, and what is asked of each."""

    function: Callable[..., Any]

    def arguments(self, info: Any, given: dict[str, Any]) -> Mapping[str, Any]:
        """What the function takes beside the object; raises when it may not be asked at all."""
        ...


class Stored(Protocol):
    """Where the value lies: in this attribute of what the object's `holder` holds, or made of it."""

    @property
    def column(self) -> str: ...
    @property
    def make(self) -> Callable[[Any], Any] | Mapping[Any, Any] | None:
        """A mapping where all that the column may hold is known; it can be called as well."""
        ...

    @property
    def holder(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A field whose resolver is asked: `place` is where the execution keeps its info and arguments."""

    place: int
    key: str
    name: str
    """The field's own, as `key` is its place in the answer."""
    parent: GraphQLObjectType
    field: GraphQLField
    details: list[FieldDetails]
    direct: Direct | None
    given: Given
    """Its arguments as graphql-core would give them."""
    below: Below
    """The fields that are asked of each type beneath it, wherever they are asked."""

    @property
    def resolve(self) -> Callable[..., Any]:
        """As graphql-core would ask it."""
        return self.field.resolve or default_field_resolver


class Code:
    """Collects what the functions refer to by name, and where resolvers are asked."""

    def __init__(self, selection: Selection, *, most_fields: int) -> None:
        self._selection = selection
        self._numbers = count()
        self._left = most_fields
        self._root = selection.schema.get_root_type(selection.operation.operation)
        # What a mutation returned, or an event holds, graphql-core may go through again: nothing is used up here.
        self._once = selection.operation.operation is not OperationType.QUERY
        self._seen: list[dict[str, set[str]]] = []
        self.asked: list[Asked] = []
        self._names: dict[str, Any] = {
            "Unplanned": Unplanned,
            "Undefined": Undefined,
            **NAMES,
            "is_awaitable": is_awaitable,
            "Later": Later,
            "Coroutine": CoroutineType,
            "HERE": HERE,
            "gone_through": gone_through,
            "kept": kept,
            "each_awaited": each_awaited,
        }

    def of_object(self, kind: GraphQLObjectType, grouped: GroupedFieldSet) -> Complete:
        """The function for a selection on this type."""
        name = f"object_{next(self._numbers)}"
        for seen in self._seen:
            seen.setdefault(kind.name, set()).update(each[0].node.name.value for each in grouped.values())
        values, statements = self._fields(kind, grouped)
        lines = [*self._checks(kind, values), f"    d = {{{', '.join(values)}}}", *statements, "    return d"]
        return self._made(name, [f"def {name}(o, e):", *lines])

    def of_field(self, kind: GraphQLObjectType, key: str, details: list[FieldDetails]) -> tuple[Asked, Complete]:
        """One field whose resolver somebody else asks, and the function for what it returns."""
        field = self._selection.field(kind, details)
        if field is None:
            raise Unsupported("__typename beside mutations")
        complete, below = self._beneath(field, details)
        return self._ask(kind, field, key, details, below=below, direct=field.extensions.get(DIRECT)), complete

    def _ask(
        self,
        kind: GraphQLObjectType,
        field: GraphQLField,
        key: str,
        details: list[FieldDetails],
        *,
        below: Below,
        direct: Direct | None = None,
    ) -> Asked:
        given = arguments_of(field, details[0].node)
        asked = Asked(len(self.asked), key, details[0].node.name.value, kind, field, details, direct, given, below)
        self.asked.append(asked)
        return asked

    def _fields(self, kind: GraphQLObjectType, grouped: GroupedFieldSet) -> tuple[list[str], list[str]]:
        values, statements = [], []
        for key, details in grouped.items():
            self._left -= 1
            if self._left < 0:
                raise Unsupported("too many fields")
            field = self._selection.field(kind, details)
            if field is None:
                values.append(f"{key!r}: {kind.name!r}")
            elif _attribute_of(field) and is_leaf_type(_bare(field.type)):
                values.append(f"{key!r}: {self._attribute(field)}")
            else:
                values.append(f"{key!r}: None")  # its place, for the order of keys
                statements += self._resolved(kind, field, key, details)
        return values, statements

    def _attribute(self, field: GraphQLField) -> str:
        source = self._source(field)
        kind: Any = _bare(field.type)
        condition = as_it_is(kind)
        complete = self._named(self._completion(field.type, []))
        stored: Stored | None = field.extensions.get(STORED)
        if stored is not None and isinstance(stored.make, Mapping) and is_enum_type(kind):
            return self._word(stored, stored.make, leaf_of(kind), complete)
        if condition is None:
            return f"{complete}({source}, e)"
        if not is_non_null_type(field.type):
            condition = f"(v is None or {condition})"
        return f"(v if {condition.replace('v', f'(v := {source})', 1)} else {complete}(v, e))"

    def _word(self, stored: Stored, words: Mapping[Any, Any], leaf: Callable[[Any], Any], complete: str) -> str:
        """What the column may hold is known, and so is what each comes to."""
        known = self._named({column: leaf(value) for column, value in words.items()})
        made = f"{complete}({self._named(words)}(c), e)"
        return f"({known}.get(c := o.{stored.holder}.{stored.column}) or {made})"

    def _source(self, field: GraphQLField) -> str:
        stored: Stored | None = field.extensions.get(STORED)
        if stored is None:
            return f"o.{field.extensions[ATTRIBUTE]}"
        value = f"o.{stored.holder}.{stored.column}"
        return value if stored.make is None else f"{self._named(stored.make)}({value})"

    def _resolved(
        self, kind: GraphQLObjectType, field: GraphQLField, key: str, details: list[FieldDetails]
    ) -> list[str]:
        attribute = _attribute_of(field)
        completion, below = self._beneath(field, details)
        complete = self._named(completion)
        if attribute:
            return [f"    d[{key!r}] = {complete}({self._source(field)}, e)"]
        asked = self._ask(kind, field, key, details, below=below, direct=field.extensions.get(DIRECT))
        if asked.direct is not None:
            call = f"{self._named(asked.direct.function)}(o, **e.arguments[{asked.place}])"
            return self._awaited(key, call, complete, get_named_type(field.type))
        resolve = self._named(asked.resolve)
        arguments = f", **e.arguments[{asked.place}]" if field.args else ""
        held = self._once and asked.resolve is default_field_resolver
        call = f"{resolve}(o, e.infos[{asked.place}]{arguments})"
        return self._awaited(key, call, complete, get_named_type(field.type), held=held)

    def _beneath(self, field: GraphQLField, details: list[FieldDetails]) -> tuple[Complete, Below]:
        seen: dict[str, set[str]] = {}
        self._seen.append(seen)
        complete = self._completion(field.type, details)
        self._seen.pop()
        return complete, {name: frozenset(fields) for name, fields in seen.items()}

    def _awaited(self, key: str, call: str, complete: str, kind: GraphQLNamedType, *, held: bool = False) -> list[str]:
        """What is `held` by an object that graphql-core may ask again can be awaited only once: by graphql-core."""
        origin = kind.extensions.get(ORIGIN)
        here = "HERE" if origin is None or hasattr(origin, "__await__") else self._named(HERE | {origin})
        wait = "raise Unplanned" if held else f"e.pending.append((v, d, {key!r}, {complete}))"
        return [
            f"    v = {call}",
            f"    if (t := type(v)) is Later or t is Coroutine or (t not in {here} and is_awaitable(v)):",
            f"        {wait}",
            "    else:",
            f"        d[{key!r}] = {complete}(v, e)",
        ]

    def _checks(self, kind: GraphQLObjectType, values: list[str]) -> list[str]:
        checks = self._type_checks(kind, values)
        origin = kind.extensions.get(ORIGIN)
        if not isinstance(origin, type):
            return checks
        return [f"    if type(o) is not {self._named(origin)}:", *(f"    {line}" for line in checks)]

    def _type_checks(self, kind: GraphQLObjectType, values: list[str]) -> list[str]:
        strange = "o is Undefined or isinstance(o, Exception)"
        if kind is not self._root:
            strange = f"o is None or {strange}"
        if not any("o." in value for value in values):
            strange += " or is_awaitable(o)"  # else the first attribute would not be found
        if kind.is_type_of is not None:
            strange += f" or {self._named(kind.is_type_of)}(o, e.info) is not True"
        return [f"    if {strange}:", "        raise Unplanned"]

    # ---- completing a value by its type

    def _completion(self, kind: GraphQLOutputType, details: list[FieldDetails]) -> Complete:
        if is_non_null_type(kind):
            if is_object_type(kind.of_type):
                return self.of_object(kind.of_type, self._selection.below(details, kind.of_type))
            return self._not_null(self._of_value(kind.of_type, details))
        return self._or_null(self._of_value(kind, details))

    def _not_null(self, complete: str) -> Complete:
        name = f"sure_{next(self._numbers)}"
        lines = [f"def {name}(v, e):", "    if v is None or v is Undefined:", "        raise Unplanned"]
        return self._made(name, [*lines, f"    return {complete}"])

    def _or_null(self, complete: str) -> Complete:
        name = f"maybe_{next(self._numbers)}"
        lines = [f"def {name}(v, e):", "    if v is None or v is Undefined:", "        return None"]
        return self._made(name, [*lines, f"    return {complete}"])

    def _of_value(self, kind: GraphQLOutputType, details: list[FieldDetails]) -> str:
        """An expression for a value `v` that is not null."""
        if is_list_type(kind):
            return f"{self._named(self._list(kind.of_type, details))}(v, e)"
        if is_object_type(kind):
            return f"{self._named(self.of_object(kind, self._selection.below(details, kind)))}(v, e)"
        if is_abstract_type(kind):
            return f"{self._named(self._abstract(kind, details))}(v, e)"
        leaf = self._named(leaf_of(cast("GraphQLLeafType", kind)))
        condition = as_it_is(kind)
        return f"v if {condition} else {leaf}(v)" if condition else f"{leaf}(v)"

    def _list(self, item: GraphQLOutputType, details: list[FieldDetails]) -> Complete:
        complete = self._named(self._completion(item, details))
        name = f"list_{next(self._numbers)}"
        return self._made(
            name,
            [
                f"def {name}(v, e):",
                "    if type(v) is not list and type(v) is not tuple:",
                f"        v = {'kept' if self._once else 'gone_through'}(v)",
                *self._waiting(complete),
                f"    return [{complete}(v, e) for v in v]",
            ],
        )

    def _waiting(self, complete: str) -> list[str]:
        """Where the first item has to be waited for, each of them may have to be."""
        if self._once:
            return []
        return [
            "    if v and type(v[0]) not in HERE and is_awaitable(v[0]):",
            f"        return each_awaited(v, e, {complete})",
        ]

    def _abstract(self, kind: GraphQLAbstractType, details: list[FieldDetails]) -> Complete:
        possible = {each.name: each for each in self._selection.schema.get_possible_types(kind)}
        found = {name: self.of_object(each, self._selection.below(details, each)) for name, each in possible.items()}
        resolve_type = kind.resolve_type or default_type_resolver

        def complete(value: Any, execution: Any) -> Any:
            name = resolve_type(value, execution.info, kind)
            by_type = found.get(name) if isinstance(name, str) else None
            if by_type is None:
                raise Unplanned
            return by_type(value, execution)

        return complete

    # ---- names

    def _named(self, thing: Any) -> str:
        name = f"x{next(self._numbers)}"
        self._names[name] = thing
        return name

    def _made(self, name: str, lines: list[str]) -> Complete:
        # The text holds names of our own making, response keys as literals and attribute names from the schema.
        exec(compile("\n".join(lines), f"<plan {name}>", "exec"), self._names)  # noqa: S102
        made: Complete = self._names[name]
        return made


def _attribute_of(field: GraphQLField) -> str | None:
    name = field.extensions.get(ATTRIBUTE)
    # Such a name could be found on an exception or a coroutine that stands in the object's place.
    return name if isinstance(name, str) and name.isidentifier() and name not in EVERYWHERE else None


def _bare(kind: GraphQLOutputType) -> GraphQLOutputType:
    return kind.of_type if is_non_null_type(kind) else kind

"""Reads documents once: parses, measures and validates them, and remembers what came of it."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
    visit,
)

from execution.answer import Answer
from execution.context import Context
from execution.errors import Code, formatted
from execution.extent import beyond, extent
from execution.limits import Limits
from execution.manifest import BadManifest
from execution.plan.nodes import Conditions, never_waits
from execution.plan.unsupported import Unsupported
from execution.recent import Recent
from execution.request import OperationRequest
from execution.trusted import Trusted
from execution.variables import Declared
from execution.zero import ESCAPED_ZERO, NO_ZERO

ERRORS_SHOWN = 20
NONE = Trusted()
Key = tuple[str, str | None, bool]
"""Source, name of the operation, and whether the schema is shown to who asks."""


def everybody(_: object) -> bool:
    return True


RESUMES = "after"
"""The argument of a feed's root field that says where to go on, and nothing about what each event looks like."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Prepared:
    """A valid operation within the limits. Equal sources have the same `id`, whenever they were prepared."""

    id: bytes
    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    size: int
    """Characters of the source."""
    declared: Declared
    """Its variables."""
    conditions: Conditions | Unsupported
    """What decides which fields there are; or why graphql-core has to run it."""
    resume_variables: frozenset[str]
    """Variables of a subscription that only say where to go on after a reconnect."""
    prompt: bool
    """A query whose root fields are asked without waiting: whatever has to be awaited is pending then."""

    @property
    def kind(self) -> OperationType:
        return self.operation.operation

    @property
    def name(self) -> str | None:
        return self.operation.name.value if self.operation.name else None


class Documents:
    """Valid documents and refused ones are remembered apart, so that a flood of nonsense pushes nothing useful out.

    Without `introspection`, errors suggest no names either ("Did you mean ..."); with it, that holds for those whom
    `shown_to` leaves out.
    The `trusted` documents are prepared at once and kept; BadManifest names one that would be refused.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        introspection: bool,
        shown_to: Callable[[Any], bool] = everybody,
        trusted: Trusted = NONE,
    ) -> None:
        self.schema = schema
        self.limits = limits
        self.introspection = introspection
        self._shown_to = shown_to
        # A parsed document takes some hundred times the room of its source: the weights below are characters.
        self._prepared = Recent[Key, Prepared](entries=1_000, weight=500_000)
        self._refused = Recent[Key, Answer](entries=200, weight=500_000)
        self._trusted = trusted
        self._kept: dict[Key, Prepared] = {}
        for name, source in trusted:
            self._keep(name, source)

    @property
    def trusted(self) -> Collection[Prepared]:
        """The operations of all trusted documents, each once."""
        return dict.fromkeys(self._kept.values())

    def asked(self, asked: OperationRequest, context: Context) -> Prepared | Answer:
        """Give the operation that was asked for, by text or by digest; or the refusal to be sent instead."""
        source = self._trusted.source(asked, context)
        if isinstance(source, Answer):
            return source
        return self.prepare(source, asked.operation_name, shown=self.shown_to(context))

    def knows(self, asked: OperationRequest, context: Context) -> bool:
        """Whether it was read before, and could be run; what is asked for by its digest was."""
        if asked.query is None:
            return True
        key = (asked.query, asked.operation_name, self.shown_to(context))
        return key in self._prepared or key in self._kept

    def shown_to(self, context: Context) -> bool:
        """Whether whoever asks may see the schema, be it only by a suggestion."""
        return self.introspection and self._shown_to(context)

    def prepare(
        self, source: str, operation_name: str | None = None, *, shown: bool | None = None
    ) -> Prepared | Answer:
        """Give the operation, or the refusal to be sent instead."""
        if len(source) > self.limits.source_length:
            return _refusal(Code.GRAPHQL_PARSE_FAILED, _too_long(self.limits.source_length))
        shown = self.introspection if shown is None else shown
        key = (source, operation_name, shown)
        known = self._kept.get(key) or self._prepared.get(key) or self._refused.get(key)
        if known:
            return known
        made = self._read(source, operation_name, shown=shown)
        if isinstance(made, Prepared):
            self._prepared.put(key, made, weight=len(source))
        else:
            self._refused.put(key, made, weight=len(source))
        return made

    def _keep(self, name: str, source: str) -> None:
        try:
            operations = _operation_names(source)
        except GraphQLError as error:
            raise BadManifest(f"document {name} cannot be parsed: {error.message}") from None
        if not operations:
            raise BadManifest(f"document {name} has no operation")
        for each in operations:
            made = self.prepare(source, each)
            if isinstance(made, Answer):
                named = ", ".join(filter(None, operations)) or "anonymous"
                raise BadManifest(f"document {name} ({named}): {made.errors[0]['message']}")
            self._kept[source, each, self.introspection] = made
            self._keep_for_strangers(source, each)
        if len(operations) == 1:
            for shown in (True, False):
                only = self._kept.get((source, operations[0], shown))
                if only is not None:
                    self._kept[source, None, shown] = only

    def _keep_for_strangers(self, source: str, operation_name: str | None) -> None:
        """A document that shows the schema is none that they may send, although it is trusted."""
        if self.introspection and self._shown_to is not everybody:
            made = self._read(source, operation_name, shown=False)
            if isinstance(made, Prepared):
                self._kept[source, operation_name, False] = made

    def _read(self, source: str, operation_name: str | None, *, shown: bool) -> Prepared | Answer:
        limits = self.limits
        try:
            document = parse(
                source,
                max_lexical_tokens=limits.tokens,
                max_comments=limits.tokens,
                allow_empty_selection_sets=False,
            )
        except GraphQLError as error:
            return _refusal(Code.GRAPHQL_PARSE_FAILED, error)
        if ESCAPED_ZERO.search(source):
            return _refusal(Code.BAD_USER_INPUT, GraphQLError(NO_ZERO))
        try:
            errors = self._faults(document, shown=shown)
        except GraphQLError as error:
            errors = [error]
        if errors:
            return _refusal(Code.GRAPHQL_VALIDATION_FAILED, *errors)
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return _refusal(Code.GRAPHQL_VALIDATION_FAILED, _unclear(operation_name))
        fragments = _fragments(document)
        return Prepared(
            id=hashlib.blake2b(f"{operation_name}\n{source}".encode(), digest_size=16).digest(),
            document=document,
            operation=operation,
            fragments=fragments,
            size=len(source),
            declared=Declared(self.schema, operation),
            conditions=Conditions.found(operation, fragments),
            resume_variables=_resume_variables(document, operation),
            prompt=operation.operation is OperationType.QUERY
            and never_waits(
                self.schema, {each.name.value for each in _root_fields(operation.selection_set, fragments)}
            ),
        )

    def _faults(self, document: DocumentNode, *, shown: bool) -> list[GraphQLError]:
        fragments = _fragments(document)
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                excess = beyond(self.limits, extent(definition, fragments))
                if excess:
                    return excess
        rules = specified_rules if shown else _HIDING
        return validate(self.schema, document, rules, max_errors=ERRORS_SHOWN, hide_suggestions=not shown)


_HIDING = (*specified_rules, NoSchemaIntrospectionCustomRule)


def _refusal(code: Code, *errors: GraphQLError) -> Answer:
    return Answer.refusal(*(formatted(error, code) for error in errors))


def _too_long(most: int) -> GraphQLError:
    return GraphQLError(f"The document is longer than {most} characters.")


def _unclear(operation_name: str | None) -> GraphQLError:
    if operation_name is None:
        return GraphQLError("Must provide operation name if query contains multiple operations.")
    return GraphQLError("The document has no operation of the name given in operationName.")


def _operation_names(source: str) -> list[str | None]:
    return [
        definition.name.value if definition.name else None
        for definition in parse(source).definitions
        if isinstance(definition, OperationDefinitionNode)
    ]


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }


def _resume_variables(document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[str]:
    """Find the variables that are given to the root field as `after` and used nowhere else in the document."""
    if operation.operation is not OperationType.SUBSCRIPTION:
        return frozenset()
    resuming = [
        argument.value.name.value
        for field in _root_fields(operation.selection_set, _fragments(document))
        for argument in field.arguments or ()
        if argument.name.value == RESUMES and isinstance(argument.value, VariableNode)
    ]
    uses = _Uses()
    visit(document, uses)
    # Its definition is one mention of a variable, each use another.
    return frozenset(name for name in resuming if uses.mentions[name] == resuming.count(name) + 1)


def _root_fields(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    for selection in selection_set.selections:
        match selection:
            case FieldNode():
                yield selection
            case InlineFragmentNode():
                yield from _root_fields(selection.selection_set, fragments)
            case FragmentSpreadNode():
                yield from _root_fields(fragments[selection.name.value].selection_set, fragments)


class _Uses(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.mentions: dict[str, int] = {}

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.mentions[node.name.value] = self.mentions.get(node.name.value, 0) + 1

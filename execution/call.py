"""One operation as it was asked: its variables, and graphql-core's executor once somebody needs it."""

from collections.abc import Mapping
from typing import Any

from graphql import Executor, GraphQLError, GraphQLSchema
from graphql.execution.values import VariableValues

from execution.context import Context
from execution.documents import Prepared

Variables = Mapping[str, Any]


class Call:
    """`variables` are coerced. The executor is what graphql-core would have made of it at once."""

    __slots__ = ("_executor", "_given", "_hides", "_values", "_whole", "context", "prepared", "root_value", "schema",
                 "variables")  # fmt: skip

    def __init__(
        self, schema: GraphQLSchema, prepared: Prepared, given: Variables, context: Context, *, hide_suggestions: bool
    ) -> None:
        self.schema = schema
        self.prepared = prepared
        self.context = context
        self.root_value: Any = None
        self._given = given
        self._hides = hide_suggestions
        self._executor: Executor[Any] | None = None
        self._values: VariableValues | None = None
        self._whole: Call | None = None
        """The call of which this is one event."""
        self.variables: Mapping[str, Any] = {}

    def accepted(self) -> list[GraphQLError] | None:
        """Coerce the variables; the errors when they are not what the operation declares."""
        taken = self.prepared.declared.taken(self._given)
        if taken is not None:
            self.variables = taken
            return None
        built = self._built()
        if isinstance(built, list):
            return built
        self._executor, self._values = built, built.variable_values
        self.variables = built.variable_values.coerced
        return None

    @property
    def values(self) -> VariableValues:
        """The variables as graphql-core holds them."""
        if self._values is None:
            self._values = self.prepared.declared.as_values(self._given, dict(self.variables))
        return self._values

    @property
    def executor(self) -> Executor[Any]:
        """For whatever a plan leaves to graphql-core."""
        if self._executor is None:
            self._executor = self._of_event() if self._whole is not None else self._built_surely()
        return self._executor

    def of_event(self, event: Any, context: Context) -> "Call":
        """The call that turns one event of a subscription into a payload."""
        call = Call(self.schema, self.prepared, self._given, context, hide_suggestions=self._hides)
        call.root_value, call._whole = event, self
        call.variables, call._values = self.variables, self._values
        return call

    def _of_event(self) -> Executor[Any]:
        assert self._whole is not None  # noqa: S101  asked before
        executor: Executor[Any] = self._whole.executor.build_per_event_executor(self.root_value)
        executor.context_value = self.context
        return executor

    def _built_surely(self) -> Executor[Any]:
        built = self._built()
        if isinstance(built, list):
            raise built[0]  # what was taken at once is what graphql-core takes, so this is a bug
        return built

    def _built(self) -> "Executor[Any] | list[GraphQLError]":
        return Executor.build(
            self.schema,
            self.prepared.document,
            context_value=self.context,
            raw_variable_values=dict(self._given),
            operation_name=self.prepared.name,
            hide_suggestions=self._hides,
        )

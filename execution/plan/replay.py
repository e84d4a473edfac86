"""Lets graphql-core tell what a mutation came to, without running again what has been run."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLResolveInfo, MiddlewareManager

from execution.call import Call
from execution.plan.plan import Outcomes

Resolve = Callable[..., Any]


class Replay(MiddlewareManager):
    """The outcomes of fields that have been run stand in for their resolvers; the others are asked."""

    def __init__(self, done: Outcomes) -> None:
        super().__init__()
        self._done = done

    def get_field_resolver(self, field_resolver: Resolve) -> Resolve:
        """As graphql-core asks for it, field by field."""

        def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
            done = self._done.get(str(info.path.key)) if info.path.prev is None else None
            return field_resolver(source, info, **arguments) if done is None else done.value()

        return resolve


def replaying(call: Call, done: Outcomes) -> None:
    """From here on the call's executor takes these outcomes as given."""
    if done:
        call.executor.middleware_manager = Replay(done)

"""Equal subscriptions share one execution of each event, and the bytes that came of it."""

from collections.abc import Hashable, Mapping
from typing import Any

import orjson

from execution.documents import Prepared
from execution.rendering import once
from execution.run import Run


class Subscription:
    """Turns events into payloads, each with a context of its own.

    An event with a dictionary called `rendered` is executed once for all subscribers with the same document, rights
    and variables; variables that only say where to go on do not count. Any other event is executed for each of them.
    """

    def __init__(self, run: Run, prepared: Prepared, variables: Mapping[str, Any]) -> None:
        self._run = run
        self._key = _key(prepared, variables)

    async def payload(self, event: Any) -> bytes:
        memo = getattr(event, "rendered", None)
        if memo is None or self._key is None:
            return await self._render(event)
        return await once(memo, (self._key, self._run.call.context.rights_key), lambda: self._render(event))

    def failure(self, error: Exception) -> bytes:
        return self._run.failed(error).body

    async def _render(self, event: Any) -> bytes:
        answer = await self._run.of_event(event, self._run.call.context.fresh()).answer()
        return answer.body


def _key(prepared: Prepared, variables: Mapping[str, Any]) -> Hashable | None:
    declared = {definition.variable.name.value for definition in prepared.operation.variable_definitions or ()}
    told_apart_by = {name: variables[name] for name in declared - prepared.resume_variables if name in variables}
    try:
        return prepared.id, orjson.dumps(told_apart_by, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # Nested deeper than orjson writes: such a subscription has its events to itself.
        return None

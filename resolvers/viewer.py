"""What the viewer asks about themselves."""

from typing import Any

import strawberry

from domain.viewer import EVERYBODY
from schema.errors import Unauthenticated
from schema.rights import field
from schema.viewer import ViewerType


@strawberry.type
class ViewerQuery:
    """The root fields about the viewer."""

    @field("Who is asking (当前用户).", readers=EVERYBODY)
    def me(self, info: strawberry.Info[Any, None]) -> ViewerType:
        if info.context.viewer is None:
            raise Unauthenticated
        return ViewerType.of(info.context.viewer)

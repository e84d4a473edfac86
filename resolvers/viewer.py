"""What the viewer asks about themselves."""

import strawberry

from domain.viewer import EVERYBODY
from schema.context import Info, viewer_of
from schema.rights import field
from schema.viewer import ViewerType


@strawberry.type
class ViewerQuery:
    """The root fields about the viewer."""

    @field("Who is asking (当前用户).", readers=EVERYBODY)
    def me(self, info: Info) -> ViewerType:
        return ViewerType.of(viewer_of(info))

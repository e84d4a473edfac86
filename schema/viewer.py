"""Who is asking, as clients see it."""

import strawberry

from domain.viewer import EVERYBODY, Viewer
from schema.rights import field, governed


@governed(EVERYBODY)
@strawberry.type(name="Viewer", description="Who is asking (当前用户): the token's role and what it is bound to.")
class ViewerType:
    """One signed-in asker."""

    role: str = field("The token's role, such as agent or supervisor (角色).")
    subject: str = field("The token's `sub`: the external reference of an agent or a customer.")
    department: str | None = field("The code of the token's department, if it names one (部门).")

    @classmethod
    def of(cls, viewer: Viewer) -> "ViewerType":
        """From the viewer."""
        return cls(role=viewer.role.value, subject=viewer.subject, department=viewer.department)

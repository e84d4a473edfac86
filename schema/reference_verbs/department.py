"""The verbs of departments."""

from typing import Any, Self

import strawberry

from domain.reference.access import READERS
from schema.errors import UserError
from schema.reference import Department
from schema.reference_verbs.entry import CodeInput, DefineInput, RenameInput, RetireInput
from schema.rights import field, governed
from schema.terms import DECLINED, optional


@strawberry.type
class DepartmentPayload:
    """The department as it now is, or why nothing was done."""

    department: Department | None = field("The department as it now is (部门); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)

    @classmethod
    def of(cls, word: Any, declined: list[UserError]) -> Self:  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(department=None if word is None else Department.of(word), user_errors=declined)


@strawberry.input(description="A new department (新增部门).")
class DefineDepartmentInput(DefineInput):
    parent: str | None = optional("The code of the department above (上级部门); without one it is at the top.")


@governed(READERS)
@strawberry.type(description="What came of defineDepartment.")
class DefineDepartmentPayload(DepartmentPayload):
    pass


@strawberry.input(description="Another name for a department (部门更名).")
class RenameDepartmentInput(RenameInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of renameDepartment.")
class RenameDepartmentPayload(DepartmentPayload):
    pass


@strawberry.input(description="Where a department stands in the tree (部门调整).")
class MoveDepartmentInput(CodeInput):
    parent: str | None = optional("The code of the department above (上级部门); without one it is at the top.")


@governed(READERS)
@strawberry.type(description="What came of moveDepartment.")
class MoveDepartmentPayload(DepartmentPayload):
    pass


@strawberry.input(description="A department that is not to be used any more (部门停用); what uses it stays as it is.")
class RetireDepartmentInput(RetireInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of retireDepartment.")
class RetireDepartmentPayload(DepartmentPayload):
    pass


@strawberry.input(description="A department that is in use again (部门恢复).")
class RestoreDepartmentInput(CodeInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of restoreDepartment.")
class RestoreDepartmentPayload(DepartmentPayload):
    pass

"""The verbs of kinds."""

from typing import Any, Self

import strawberry

from domain.reference.access import READERS
from schema.errors import UserError
from schema.reference import Kind
from schema.reference_verbs.entry import CodeInput, DefineInput, RenameInput, RetireInput
from schema.rights import field, governed
from schema.terms import DECLINED


@strawberry.type
class KindPayload:
    """The kind as it now is, or why nothing was done."""

    kind: Kind | None = field("The kind as it now is (问题类别); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)

    @classmethod
    def of(cls, word: Any, declined: list[UserError]) -> Self:  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(kind=None if word is None else Kind.of(word), user_errors=declined)


@strawberry.input(description="A new kind (新增问题类别).")
class DefineKindInput(DefineInput):
    complaint: bool = strawberry.field(
        default=False, description="Graded by satisfaction, scope and difficulty (投诉; source: P5.2-c)."
    )


@governed(READERS)
@strawberry.type(description="What came of defineKind.")
class DefineKindPayload(KindPayload):
    pass


@strawberry.input(description="Another name for a kind (问题类别更名).")
class RenameKindInput(RenameInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of renameKind.")
class RenameKindPayload(KindPayload):
    pass


@strawberry.input(description="A kind that is not to be used any more (问题类别停用); what uses it stays as it is.")
class RetireKindInput(RetireInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of retireKind.")
class RetireKindPayload(KindPayload):
    pass


@strawberry.input(description="A kind that is in use again (问题类别恢复).")
class RestoreKindInput(CodeInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of restoreKind.")
class RestoreKindPayload(KindPayload):
    pass

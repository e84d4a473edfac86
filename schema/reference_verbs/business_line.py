"""The verbs of business lines."""

from typing import Any, Self

import strawberry

from domain.reference.access import READERS
from schema.errors import UserError
from schema.reference import BusinessLine
from schema.reference_verbs.entry import CodeInput, DefineInput, RenameInput, RetireInput
from schema.rights import field, governed
from schema.terms import DECLINED


@strawberry.type
class BusinessLinePayload:
    """The business line as it now is, or why nothing was done."""

    business_line: BusinessLine | None = field(
        "The business line as it now is (业务条线); null when the request was declined."
    )
    user_errors: list[UserError] = field(DECLINED)

    @classmethod
    def of(cls, word: Any, declined: list[UserError]) -> Self:  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(business_line=None if word is None else BusinessLine.of(word), user_errors=declined)


@strawberry.input(description="A new business line (新增业务条线).")
class DefineBusinessLineInput(DefineInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of defineBusinessLine.")
class DefineBusinessLinePayload(BusinessLinePayload):
    pass


@strawberry.input(description="Another name for a business line (业务条线更名).")
class RenameBusinessLineInput(RenameInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of renameBusinessLine.")
class RenameBusinessLinePayload(BusinessLinePayload):
    pass


@strawberry.input(
    description="A business line that is not to be used any more (业务条线停用); what uses it stays as it is."
)
class RetireBusinessLineInput(RetireInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of retireBusinessLine.")
class RetireBusinessLinePayload(BusinessLinePayload):
    pass


@strawberry.input(description="A business line that is in use again (业务条线恢复).")
class RestoreBusinessLineInput(CodeInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of restoreBusinessLine.")
class RestoreBusinessLinePayload(BusinessLinePayload):
    pass

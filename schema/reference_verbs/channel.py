"""The verbs of channels."""

from typing import Any, Self

import strawberry

from domain.reference.access import READERS
from schema.errors import UserError
from schema.reference import Channel
from schema.reference_verbs.entry import CodeInput, DefineInput, RenameInput, RetireInput
from schema.rights import field, governed
from schema.terms import DECLINED


@strawberry.type
class ChannelPayload:
    """The channel as it now is, or why nothing was done."""

    channel: Channel | None = field("The channel as it now is (渠道); null when the request was declined.")
    user_errors: list[UserError] = field(DECLINED)

    @classmethod
    def of(cls, word: Any, declined: list[UserError]) -> Self:  # noqa: ANN401  the reads' view
        """From the directory."""
        return cls(channel=None if word is None else Channel.of(word), user_errors=declined)


@strawberry.input(description="A new channel (新增渠道).")
class DefineChannelInput(DefineInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of defineChannel.")
class DefineChannelPayload(ChannelPayload):
    pass


@strawberry.input(description="Another name for a channel (渠道更名).")
class RenameChannelInput(RenameInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of renameChannel.")
class RenameChannelPayload(ChannelPayload):
    pass


@strawberry.input(description="A channel that is not to be used any more (渠道停用); what uses it stays as it is.")
class RetireChannelInput(RetireInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of retireChannel.")
class RetireChannelPayload(ChannelPayload):
    pass


@strawberry.input(description="A channel that is in use again (渠道恢复).")
class RestoreChannelInput(CodeInput):
    pass


@governed(READERS)
@strawberry.type(description="What came of restoreChannel.")
class RestoreChannelPayload(ChannelPayload):
    pass

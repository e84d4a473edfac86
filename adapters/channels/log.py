"""The channel that is always there: a line in the log."""

import structlog

from adapters.channels.channel import Parcel

_log = structlog.get_logger(__name__)


class LogChannel:
    """Says what a webhook would say."""

    async def send(self, parcel: Parcel) -> None:
        """One line."""
        _log.warning(parcel.kind, delivery=str(parcel.id), body=parcel.body)

"""The links of invitations: made of a key of the house whenever they are handed over, and kept nowhere."""

import base64
import binascii
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from adapters.vault import KeyGone, Vault
from domain.shared.errors import NotFound, TooMany
from domain.survey.invitation import NO_SURVEY, digest_of

_MAKING, _KEEPING = b"survey link", b"survey link digest"
_ID = 16
_LENGTH = 64
"""Of a token: the invitation's id and 256 bits that only who has the house's keys can make of it, in base64."""
TRIES = 30
WINDOW = 60.0
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Links:
    """A token that nobody was given is told from a real one without asking the database; that holds a keyed digest.

    Links that went out before the first key of the house was changed still open.
    """

    vault: Vault

    @property
    def key(self) -> bytes:
        """What digests are made with."""
        return self.keys[0]

    @property
    def keys(self) -> Sequence[bytes]:
        """What digests may have been made with."""
        return self.vault.keys_for(_KEEPING)

    def new(self, invitation_id: UUID) -> str:
        """The token of an invitation that is made now."""
        return _token(self.vault.keys_for(_MAKING)[0], invitation_id)

    def again(self, invitation_id: UUID, digest: str) -> str:
        """The token that has this digest; KeyGone when the key it was made with is here no more."""
        for making, keeping in zip(self.vault.keys_for(_MAKING), self.keys, strict=True):
            token = _token(making, invitation_id)
            if hmac.compare_digest(digest_of(token, keeping), digest):
                return token
        raise KeyGone("the key of the house that this link was made with is not among those that are here")

    def invitation_of(self, token: str) -> UUID:
        """Whose link it is; NotFound for whatever we did not make."""
        try:
            invitation_id = UUID(bytes=base64.urlsafe_b64decode(token.encode("ascii"))[:_ID])
        except (ValueError, binascii.Error):
            raise NotFound(NO_SURVEY, field=["token"]) from None
        made = [_token(key, invitation_id) for key in self.vault.keys_for(_MAKING)]
        if len(token) != _LENGTH or not any(hmac.compare_digest(each, token) for each in made):
            raise NotFound(NO_SURVEY, field=["token"])
        return invitation_id


class Tries:
    """How often each link was used of late, in this process; the links used longest ago are forgotten."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._used: OrderedDict[UUID, tuple[float, int]] = OrderedDict()

    def use(self, invitation_id: UUID) -> None:
        """TooMany when it has been used too often within a minute."""
        now = self._ticks()
        since, count = self._used.pop(invitation_id, (now, 0))
        if now - since >= WINDOW:
            since, count = now, 0
        self._used[invitation_id] = since, count + 1
        if len(self._used) > REMEMBERED:
            self._used.popitem(last=False)
        if count >= TRIES:
            raise TooMany(f"this link was used {TRIES} times within a minute; try again in a minute", field=["token"])


def _token(key: bytes, invitation_id: UUID) -> str:
    mark = hmac.digest(key, invitation_id.bytes, "sha256")
    return base64.urlsafe_b64encode(invitation_id.bytes + mark).decode()

"""Keys and sealing: each customer's own key, wrapped by the house's, AES-GCM with the record as associated data."""

import base64
import binascii
import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.database import Database
from domain.shared.errors import Refusal

NONCE = 12
KEY = 32
REMEMBERED = 4096


class KeyGone(Refusal):
    """The owner's key was destroyed, or no wrapping key here opens it."""

    code = "KEY_GONE"
    extensions: ClassVar[dict[str, object]] = {"code": "KEY_GONE"}
    """In a query, where there are no userErrors."""


class WrappingKeys:
    """The house's keys by name; the first one wraps, all of them unwrap."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = {name: AESGCM(key) for name, key in keys.items()}
        self.active = next(iter(keys))
        self._root = keys[self.active]
        self._roots = tuple(keys.values())

    @classmethod
    def parse(cls, text: str) -> "WrappingKeys":
        """`name:base64,name:base64`, 32 bytes each; ValueError says what is wrong without showing a key."""
        keys: dict[str, bytes] = {}
        for each in filter(None, (part.strip() for part in text.split(","))):
            name, colon, encoded = each.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError) as error:
                message = f"key {name!r} is not base64"
                raise ValueError(message) from error
            if not colon or not name or len(name) > 40 or len(key) != KEY:  # noqa: PLR2004
                message = "each key is NAME:BASE64 with 32 bytes, separated by commas"
                raise ValueError(message)
            if name in keys:
                message = f"two keys are called {name!r}"
                raise ValueError(message)
            keys[name] = key
        if not keys:
            message = "there is no key; it is NAME:BASE64 with 32 bytes"
            raise ValueError(message)
        return cls(keys)

    def key_for(self, purpose: bytes) -> bytes:
        """A key of 32 bytes for something else than owners' keys, the same in every process with the same first key."""
        return _for(purpose, self._root)

    def keys_for(self, purpose: bytes) -> tuple[bytes, ...]:
        """Those of all keys that are here, the first one's first: what was made with an older key is still known."""
        return tuple(_for(purpose, root) for root in self._roots)

    def wrap(self, owner: UUID, key: bytes) -> tuple[str, bytes]:
        """The name of the wrapping key and the wrapped one."""
        nonce = os.urandom(NONCE)
        return self.active, nonce + self._keys[self.active].encrypt(nonce, key, owner.bytes)

    def unwrap(self, owner: UUID, name: str, wrapped: bytes) -> bytes:
        """The owner's key; KeyGone when it does not open."""
        opener = self._keys.get(name)
        if opener is None:
            message = "the key of this owner was wrapped by another key of the house than those that are here"
            raise KeyGone(message)
        try:
            return opener.decrypt(wrapped[:NONCE], wrapped[NONCE:], owner.bytes)
        except InvalidTag as error:
            message = "the key of this owner does not open with the keys of the house that are here"
            raise KeyGone(message) from error


def _for(purpose: bytes, root: bytes) -> bytes:
    return hashlib.blake2b(purpose, key=root, digest_size=KEY, person=b"kefu purpose").digest()


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key, and what `sealing_key` keeps of it."""

    owner_id: UUID
    key: AESGCM
    wrapped: bytes
    wrapped_by: str


class Vault:
    """Owners' keys, made when first needed, remembered in process up to a bound."""

    def __init__(self, database: Database, wrapping: WrappingKeys) -> None:
        self._database = database
        self._wrapping = wrapping
        self._known: OrderedDict[UUID, AESGCM] = OrderedDict()

    async def keys(self, owners: Iterable[UUID]) -> dict[UUID, AESGCM]:
        """The keys that exist, in one statement for those not remembered."""
        wanted = set(owners)
        found = {owner: self._known[owner] for owner in wanted if owner in self._known}
        missing = wanted - found.keys()
        if missing:
            sql = self._database.sql()
            text = f"select owner_id, wrapped, wrapped_by from sealing_key where {sql.among('owner_id', missing)}"
            for row in await self._database.rows(text, sql.values):
                owner = row["owner_id"] if isinstance(row["owner_id"], UUID) else UUID(row["owner_id"])
                found[owner] = self._remember(
                    owner, self._wrapping.unwrap(owner, row["wrapped_by"], bytes(row["wrapped"]))
                )
        return found

    async def key_for_writing(self, owner: UUID) -> AESGCM:
        """The owner's key; made here when there is none yet."""
        known = (await self.keys([owner])).get(owner)
        if known is not None:
            return known
        name, wrapped = self._wrapping.wrap(owner, os.urandom(KEY))
        sql = self._database.sql()
        text = (
            "insert into sealing_key (owner_id, wrapped, wrapped_by)"
            f" values ({sql(owner)}, {sql(wrapped)}, {sql(name)})"
            " on conflict (owner_id) do nothing"
        )
        await self._database.run(text, sql.values)
        # Somebody else may have been first: what is stored counts.
        return (await self.keys([owner]))[owner]

    async def opens(self) -> bool:
        """Whether the house's keys are those that this database was sealed with, as far as one owner's key tells."""
        row = await self._database.row("select owner_id, wrapped, wrapped_by from sealing_key limit 1")
        if row is None:
            return True
        owner = row["owner_id"] if isinstance(row["owner_id"], UUID) else UUID(row["owner_id"])
        try:
            self._wrapping.unwrap(owner, row["wrapped_by"], bytes(row["wrapped"]))
        except KeyGone:
            return False
        return True

    def keys_for(self, purpose: bytes) -> tuple[bytes, ...]:
        """Keys for something else than owners' keys; the first one makes, all of them recognise."""
        return self._wrapping.keys_for(purpose)

    def new_key(self, owner: UUID) -> "NewKey":
        """A key for an owner who has none; it counts once it is stored, with what it seals."""
        key = os.urandom(KEY)
        name, wrapped = self._wrapping.wrap(owner, key)
        return NewKey(owner, AESGCM(key), wrapped, name)

    def forget(self) -> None:
        """Drop what is remembered, as when keys were destroyed or rotated."""
        self._known.clear()

    def _remember(self, owner: UUID, key: bytes) -> AESGCM:
        cipher = AESGCM(key)
        self._known[owner] = cipher
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return cipher


def seal(key: AESGCM, content: bytes, record: str) -> bytes:
    """Nonce and ciphertext, bound to the record."""
    nonce = os.urandom(NONCE)
    return nonce + key.encrypt(nonce, content, record.encode())


def unseal(key: AESGCM, sealed: bytes, record: str) -> bytes:
    """What was sealed for this record; KeyGone when the key or the record is another."""
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], record.encode())
    except InvalidTag as error:
        message = f"{record} does not open"
        raise KeyGone(message) from error

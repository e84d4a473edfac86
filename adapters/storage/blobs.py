"""Where attachment bytes lie: an interface, and the default that keeps them in the database, sealed."""

from typing import Protocol
from uuid import UUID

from adapters.database import Database
from adapters.storage.rows import BlobRow
from adapters.vault import Vault, seal, unseal


class Blobs(Protocol):
    """Bytes by id, sealed under the owner's key."""

    async def put(self, blob_id: UUID, owner: UUID, content: bytes) -> None: ...
    async def get(self, blob_id: UUID, owner: UUID) -> bytes | None: ...


class DatabaseBlobs:
    """In the `blob` table: one backup holds everything. A blob nobody refers to is harmless and can be swept."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def put(self, blob_id: UUID, owner: UUID, content: bytes) -> None:
        """Seal and keep."""
        key = await self._vault.key_for_writing(owner)
        sealed = seal(key, content, f"blob:{blob_id}")
        await BlobRow.create(using_db=self._database.connection, id=blob_id, sealed=sealed)

    async def get(self, blob_id: UUID, owner: UUID) -> bytes | None:
        """The bytes, or None when there are none or the key is gone."""
        row = await BlobRow.filter(id=blob_id).using_db(self._database.connection).first()
        key = (await self._vault.keys([owner])).get(owner)
        if row is None or key is None:
            return None
        return unseal(key, bytes(row.sealed), f"blob:{blob_id}")

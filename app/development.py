"""Secrets for development, made once and kept in a folder that git ignores."""

import base64
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDER = Path(".kefu")


def development_token_secret() -> str:
    """What development tokens are signed with."""
    return _made_once("dev-secret", lambda: secrets.token_urlsafe(32))


def development_wrapping_key() -> str:
    """A key as KEFU_ENCRYPTION_KEYS takes it."""
    return _made_once("encryption-keys", lambda: "dev:" + base64.b64encode(secrets.token_bytes(32)).decode())


def _made_once(name: str, make: Callable[[], str]) -> str:
    path = FOLDER / name
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    fresh = FOLDER / f"{name}.{secrets.token_hex(4)}"
    fresh.touch(mode=0o600)
    fresh.write_text(make() + "\n")
    with suppress(FileExistsError):  # another process was first, and its secret counts
        path.hardlink_to(fresh)
    fresh.unlink()
    return path.read_text().strip()

"""Signatures of webhooks, as Standard Webhooks (standardwebhooks.com) has them: over id, time and body."""

import base64
import hmac
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

SECRET_BYTES = 32
_PREFIX = "whsec_"


def new_secret() -> bytes:
    """For a new endpoint, or a rotation."""
    return os.urandom(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """As the receiver keeps it."""
    return _PREFIX + base64.b64encode(secret).decode()


def signed(message_id: UUID, at: datetime, body: bytes, secrets: Iterable[bytes]) -> Mapping[str, str]:
    """The three headers; each secret signs, so that a receiver may hold any of them."""
    seconds = int(at.timestamp())
    content = f"{message_id}.{seconds}.".encode() + body
    marks = (base64.b64encode(hmac.new(each, content, sha256).digest()).decode() for each in secrets)
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }

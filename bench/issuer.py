"""An issuer of tokens, as production has one: what is measured runs as it would there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey

from domain.viewer import Role

ALGORITHM = "ES256"
FREE = "1000000000000/60"
"""What is measured is one asker, who asks for as much as can be answered: everything is counted, nothing refused."""
ENDS_AFTER = timedelta(hours=24)


class Issuer:
    """Signs with a key of its own, published in a file of this folder."""

    def __init__(self, folder: Path) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "bench"})
        self._published = folder / "jwks.json"
        self._published.write_bytes(orjson.dumps({"keys": [self._key.as_dict(private=False)]}))

    @property
    def settings(self) -> dict[str, Any]:
        """For `read_settings`: production, which believes this issuer."""
        rates = {"rate_subject": FREE, "rate_address": FREE}
        return {"env": "production", "dev_secret": None, "auth_jwks_file": self._published, **rates}

    @property
    def environment(self) -> dict[str, str]:
        """The same for a process."""
        rates = {"KEFU_RATE_SUBJECT": FREE, "KEFU_RATE_ADDRESS": FREE}
        return {"KEFU_ENV": "production", "KEFU_AUTH_JWKS_FILE": str(self._published), **rates}

    def token(self, role: Role, subject: str) -> str:
        """Good for a day."""
        claims = {"sub": subject, "role": role.value, "exp": int((datetime.now(UTC) + ENDS_AFTER).timestamp())}
        return jwt.encode({"alg": ALGORITHM, "kid": "bench"}, claims, self._key, algorithms=[ALGORITHM])

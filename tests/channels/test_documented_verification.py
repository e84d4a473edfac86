"""What the page shows receivers verifies what we sign, and nothing else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.channels.signature import new_secret, shown, signed

PAGE = (Path(__file__).parents[2] / "docs" / "alerts-and-webhooks.md").read_text()
BODY = b'{"type":"alert.raised"}'
SECRET, OTHER = new_secret(), new_secret()


def documented() -> Callable[..., bool]:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  the page is ours
    verified: Callable[..., bool] = names["verified"]
    return verified


def headers(*secrets: bytes, at: datetime | None = None) -> dict[str, str]:
    return dict(signed(UUID(int=1), at or datetime.now(UTC), BODY, secrets))


def test_what_we_sign_is_verified_by_either_secret_of_a_rotation() -> None:
    verified = documented()

    assert verified(shown(SECRET), headers(SECRET), BODY)
    assert verified(shown(SECRET), headers(OTHER, SECRET), BODY)
    assert verified(shown(OTHER), headers(OTHER, SECRET), BODY)


def test_what_was_changed_or_is_old_or_is_not_ours_is_not() -> None:
    verified = documented()
    given = headers(SECRET)

    assert not verified(shown(OTHER), given, BODY)
    assert not verified(shown(SECRET), given, BODY + b" ")
    assert not verified(shown(SECRET), given | {"webhook-id": str(UUID(int=2))}, BODY)
    assert not verified(shown(SECRET), given | {"webhook-timestamp": "1"}, BODY, tolerance=1e12)
    assert not verified(shown(SECRET), headers(SECRET, at=datetime.now(UTC) - timedelta(hours=1)), BODY)

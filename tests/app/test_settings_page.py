"""docs/settings.md tells every setting with its default, and none that does not exist."""

import re
from pathlib import Path

from app.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
ROWS = re.findall(r"^\| KEFU_(\w+) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
TOLD_IN_WORDS = {"dev_secret", "encryption_keys", "introspection"}


def test_the_page_tells_every_setting_once_and_no_other() -> None:
    assert sorted(name.lower() for name, _, _ in ROWS) == sorted(Settings.model_fields)


def test_the_page_tells_the_defaults() -> None:
    told = {name.lower(): default for name, default, _ in ROWS if name.lower() not in TOLD_IN_WORDS}

    assert told == {
        name: shown(field.default) for name, field in Settings.model_fields.items() if name not in TOLD_IN_WORDS
    }


def shown(default: object) -> str:
    if default is None or default == "":
        return "–"
    return str(default).lower() if isinstance(default, bool) else str(default)

"""Gives reference data that comes by name only (`Group 56`) a code to be called by (`group-56`)."""

import re
from hashlib import sha256

CODE_LENGTH = 60

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BETWEEN = re.compile(f"[^a-z0-9{_CJK}]+")


def code_of(name: str) -> str:
    """Lower case, dashes between words, Chinese kept; a hash where nothing is left."""
    code = _BETWEEN.sub("-", name.lower()).strip("-")[:CODE_LENGTH].rstrip("-")
    return code or sha256(name.encode()).hexdigest()[:12]

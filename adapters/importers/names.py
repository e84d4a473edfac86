"""Names as other systems write them, made fit for ours: one line, printable, of our length."""

from hashlib import sha256

REFERENCE_LENGTH = 100

_HASH = 12


def shown(name: str, length: int) -> str:
    """What can be read of it; empty when nothing can."""
    readable = "".join(each if each.isprintable() else " " for each in name)
    return " ".join(readable.split())[:length].rstrip()


def fitting(name: str, length: int) -> bool:
    """Whether it loses nothing by being shown, blanks apart."""
    return name.isprintable() and 0 < len(" ".join(name.split())) <= length


def folded(name: str) -> str:
    """Equal for two spellings of one name: case and blanks do not count."""
    return " ".join(name.casefold().split())


def reference_of(name: str) -> str:
    """The external reference of somebody we know by name only: the name, with a hash where it does not fit."""
    if name.isprintable() and len(name) <= REFERENCE_LENGTH:
        return name
    told_apart = sha256(name.encode()).hexdigest()[:_HASH]
    return f"{shown(name, REFERENCE_LENGTH - _HASH - 1)}-{told_apart}".lstrip("-")

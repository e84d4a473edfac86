"""Opens a csv or csv.gz, told apart by its content, and says plainly when it is neither."""

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

GZIP_MAGIC = b"\x1f\x8b"
BUFFER = 1 << 18


class UnreadableFile(Exception):  # noqa: N818  named after what the person sees
    """The file as a whole cannot be read; one sentence says why."""


def physical_lines(path: Path) -> Iterator[bytes]:
    """Each line with its end; lines end at a newline, as editors count them."""
    try:
        with path.open("rb") as file:
            packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            file.seek(0)
            if packed:
                with BufferedReader(gzip.GzipFile(fileobj=file), BUFFER) as unpacked:  # its own readline is slow
                    yield from unpacked
            else:
                yield from file
    except EOFError:
        raise UnreadableFile(f"{path}: the gzip is truncated, fetch the file again") from None
    except (gzip.BadGzipFile, zlib.error) as broken:
        raise UnreadableFile(f"{path}: the gzip is damaged ({broken})") from None
    except OSError as failed:
        raise UnreadableFile(f"{path}: {failed.strerror or failed}") from None

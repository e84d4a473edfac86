"""The process that holds the model: reads batches from its parent, answers each, and ends with it.

`python -m adapters.analysis.child [WEIGHTS]`; a frame is four bytes of length and JSON.
"""

import json
import sys
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from adapters.analysis.analyst import Analyst
from adapters.analysis.weights import UnusableWeights

LENGTH = Struct("<I")


def framed(value: object) -> bytes:
    """As it travels, either way."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    return LENGTH.pack(len(body)) + body


def serve(weights: Path | None, asked: BinaryIO, answered: BinaryIO) -> None:
    """First says which model it is, or why there is none; then answers until nothing more is asked."""
    try:
        analyst = Analyst(weights)
    except UnusableWeights as error:
        _say(answered, {"unusable": str(error)})
        return
    _say(answered, {"version": analyst.version})
    while (texts := _heard(asked)) is not None:
        _say(
            answered,
            [[each.label if each.sure else None, each.confidence, each.topics] for each in analyst.read(texts)],
        )


def _heard(asked: BinaryIO) -> Any:  # noqa: ANN401  JSON
    length = asked.read(LENGTH.size)
    return json.loads(asked.read(*LENGTH.unpack(length))) if len(length) == LENGTH.size else None


def _say(answered: BinaryIO, value: object) -> None:
    answered.write(framed(value))
    answered.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]) if sys.argv[1:] else None, sys.stdin.buffer, sys.stdout.buffer)

"""The composition root: the only place that knows everyone."""

import sys

if sys.modules.keys().isdisjoint({"rich", "structlog"}):
    # Where rich is installed, structlog brings 3 MiB of it, for coloured tracebacks that our lines never have.
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own sign for a module that is not there
    try:
        import structlog  # noqa: F401
    finally:
        del sys.modules["rich"]

"""Log lines: JSON in production, readable in development, with the request id and without secrets or personal data."""

import asyncio
import atexit
import logging
import logging.config
import re
import sys
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.notes import NOTES, Notes
from app.settings import Settings

DROPPED = "[dropped]"
DEPTH = 6

_SECRET_WORDS = frozenset({"authorization", "token", "secret", "password", "passwd", "keys", "cookie", "credentials"})
_WORDS = re.compile(r"[A-Za-z]+")
# tortoise and aiosqlite would tell every statement with its values; uvicorn what our own lines tell.
_QUIETER = ("asyncio", "httpx", "httpcore", "aiosqlite", "tortoise", "uvicorn")

_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}")
_IN_URL = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ROW = re.compile(r"(?m)^DETAIL: .*$")  # PostgreSQL quotes the row that is at fault
# Identity numbers, cards and phones: a wider net than the desk's own rules, because a log explains itself to nobody.
_NUMBER = re.compile(r"(?<![\w.-])\+?\d(?:[ -]?\d){9,18}[Xx]?(?![\w-])(?!\.\d)")


def masked(text: str) -> str:
    """The text without tokens, passwords in addresses, e-mail addresses, phone and identity numbers."""
    if _suspect(text):
        text = _JWT.sub("[token]", text)
        text = _BEARER.sub(r"\1 [token]", text)
        text = _IN_URL.sub("[password]", text)
        text = _ROW.sub("DETAIL: [dropped]", text)
        text = _EMAIL.sub("[e-mail]", text)
        text = _NUMBER.sub("[number]", text)
    return text


def _suspect(text: str) -> bool:
    return (
        any(each in text for each in ("eyJ", "earer", "asic", "EARER", "@", "DETAIL"))
        or _NUMBER.search(text) is not None
    )


def no_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The processor that keeps secrets out, wherever in the line they stand."""
    for name, value in event.items():
        kind = type(value)
        if kind in _FIGURES or name in _HARMLESS:
            continue
        if kind is str and len(value) <= _SHORT and not _secret(name):
            event[name] = _masked_before(value)
        else:
            event[name] = _clean(name, value, DEPTH)
    return event


def of_request(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The processor that says in which request a line was written."""
    notes = NOTES.get()
    if notes is not None:
        event.setdefault("request_id", notes.request_id)
    return event


_FIGURES = frozenset({int, float, bool, type(None)})
_SHORT = 100
_HARMLESS = frozenset({"timestamp", "level", "request_id", "exc_info", "_record", "_from_structlog", "logger"})


def _clean(name: object, value: Any, depth: int) -> Any:  # noqa: ANN401  whatever is logged
    if isinstance(name, str) and _secret(name) and not isinstance(value, bool | int | None):
        return DROPPED
    match value:
        case str():
            return masked(value)
        case bool() | int() | float() | None:
            return value
        case Mapping() if depth:
            return {str(key): _clean(key, each, depth - 1) for key, each in value.items()}
        case list() | tuple() | set() | frozenset() if depth:
            return [_clean(None, each, depth - 1) for each in value]
    return masked(str(value))


@lru_cache(maxsize=1_000)  # the words of our own lines and the names of operations, over and over
def _masked_before(text: str) -> str:
    return masked(text)


@lru_cache(maxsize=1_000)  # the names of our own lines, over and over
def _secret(name: str) -> bool:
    return not _SECRET_WORDS.isdisjoint(_WORDS.findall(name.lower()))


def configure(settings: Settings) -> None:
    """From here on structlog and the standard library write the same lines, to the standard error."""
    level = settings.log_level.upper()
    shared: list[Processor] = [
        of_request,
        structlog.stdlib.add_log_level,
        _at if settings.production else structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        no_secrets,
    ]
    lines = _Lines() if settings.production else None
    if lines is not None:
        atexit.register(lines.write)
    requests.past_structlog(lines if getattr(logging, level) <= logging.INFO else None)
    renderer: Processor = _as_json if settings.production else _readable()
    structlog.configure(
        processors=[*shared, _as_bytes if settings.production else renderer],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=(lambda *_: lines) if lines else structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _plain, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIETER:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)


def _plain(_: WrappedLogger, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("color_message", None)  # uvicorn says everything twice
    return event


_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


class _Lines:
    """A logger that writes each line at once, by one call of the system."""

    def __init__(self) -> None:
        self._stream = sys.stderr.buffer
        self._soon: list[bytes] = []

    def msg(self, line: bytes) -> None:
        self._soon.append(line)
        self.write()

    debug = info = warning = error = critical = exception = log = msg

    def soon(self, line: bytes) -> None:
        """Written when this turn of the loop is over, with all others of the turn; before any line that comes later."""
        self._soon.append(line)
        if len(self._soon) == 1:
            asyncio.get_running_loop().call_soon(self.write)

    def write(self) -> None:
        """Whatever has not been written."""
        if self._soon:
            lines, self._soon = b"".join(self._soon), []
            self._stream.write(lines)
            self._stream.flush()


class Requests:
    """Writes the line of each request, of which there are more than of all others together.

    In production past structlog's processors, of which none has anything to do for it but what is done here.
    """

    def __init__(self) -> None:
        self._lines: _Lines | None = None

    def past_structlog(self, lines: _Lines | None) -> None:
        """From here on they go there; for None, through structlog."""
        self._lines = lines

    def tell(self, method: str, path: str, status: int, ms: float, notes: Notes) -> None:
        """A request has been answered. With its id: it may be written where nobody else knows which request it was."""
        known, request_id = notes.known, notes.request_id
        if self._lines is None or path != _USUAL:
            say = _log.debug if path in _QUIET else _log.info
            say("request", method=method, path=path, status=status, ms=ms, request_id=request_id, **known)
            return
        if notes.operation is not None:
            known["operation"] = _masked_before(notes.operation)
        line = {"method": method, "path": path, "status": status, "ms": ms, "request_id": request_id, **known,
                "event": "request", "level": "info", "timestamp": datetime.now(UTC)}  # fmt: skip
        self._lines.soon(orjson.dumps(line, option=_OPTIONS))


_log = structlog.get_logger(__name__)
_USUAL = "/graphql"
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
requests = Requests()


def _at(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["timestamp"] = datetime.now(UTC)  # which becomes RFC 3339 with the rest of the line
    return event


def _as_bytes(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    return orjson.dumps(event, default=str, option=_OPTIONS)


def _as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    return _as_bytes(_, __, event)[:-1].decode()


def _readable() -> Callable[[WrappedLogger, str, EventDict], str]:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=20
    )

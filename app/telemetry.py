"""Traces for OpenTelemetry, with the extra `telemetry` and KEFU_OTEL_ENDPOINT; otherwise nothing of it is imported."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.notes import NOTES
from app.settings import Settings, WrongSetting


@dataclass(frozen=True, slots=True)
class Traces:
    """Opens spans. They hold no document, no variables, no query string; `tracer` is OpenTelemetry's."""

    tracer: Any
    context_in: Callable[[Mapping[str, str]], Any]
    """The caller's trace, from the headers of a request."""
    serving: Any
    """The kind of span that answers somebody."""

    def request(self, scope: Scope) -> AbstractContextManager[Any]:
        """The span of an HTTP request, within the caller's trace."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        method, path = scope["method"], scope["path"]
        span: AbstractContextManager[Any] = self.tracer.start_as_current_span(
            f"{method} {path}",
            context=self.context_in(headers),
            kind=self.serving,
            attributes={"http.request.method": method, "url.path": path},
        )
        return span

    def operation(self, kind: str, name: str | None) -> AbstractContextManager[Any]:
        """The span of a GraphQL operation."""
        named = {} if name is None else {"graphql.operation.name": name}
        span: AbstractContextManager[Any] = self.tracer.start_as_current_span(
            kind, attributes={"graphql.operation.type": kind, **named}
        )
        return span


def traces(settings: Settings) -> Traces | None:
    """Where spans are sent to the endpoint; None without one."""
    if settings.otel_endpoint is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415  an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  an extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  an extra
        from opentelemetry.trace import SpanKind  # noqa: PLC0415  an extra
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415  an extra
    except ImportError as error:
        raise WrongSetting("KEFU_OTEL_ENDPOINT: needs the extra, pip install 'kefu[telemetry]'") from error
    provider = TracerProvider(resource=Resource.create({"service.name": "kefu"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.otel_endpoint)))
    return Traces(provider.get_tracer("kefu"), TraceContextTextMapPropagator().extract, SpanKind.SERVER)


class Traced:
    """A span for each HTTP request; sockets pass through, for a span of hours tells nobody anything."""

    def __init__(self, app: ASGIApp, traces: Traces) -> None:
        self._app = app
        self._traces = traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The span ends when the answer has been given."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._traces.request(scope) as span:

            async def seen(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", int(message["status"]))
                await send(message)

            notes = NOTES.get()
            if notes is not None:
                span.set_attribute("kefu.request_id", notes.request_id)
            await self._app(scope, receive, seen)

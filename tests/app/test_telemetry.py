"""Spans, told to a tracer of our own; OpenTelemetry itself is an extra."""

import importlib.util
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.metrics import Metrics
from app.settings import WrongSetting, read_settings
from app.telemetry import Traced, Traces, traces
from app.watched import WatchedEngine
from execution.http import GraphQLOverHTTP
from tests.execution.toy import Desk, Visitor, an_engine


@dataclass
class Span:
    name: str
    attributes: dict[str, object]
    caller: object = None

    def set_attribute(self, name: str, value: object) -> None:
        self.attributes[name] = value


@dataclass
class Tracer:
    spans: list[Span] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    @contextmanager
    def start_as_current_span(
        self, name: str, *, attributes: Mapping[str, object], context: object = None, kind: object = None
    ) -> Iterator[Span]:
        span = Span(name, {**attributes, "kind": kind}, context)
        self.spans.append(span)
        yield span


def parent(headers: Mapping[str, str]) -> str | None:
    return headers.get("traceparent")


def an_app(tracer: Tracer) -> Traced:
    told = Traces(tracer, parent, "server")

    async def nothing() -> None:
        pass

    engine = WatchedEngine(
        an_engine(Desk()).documents,
        metrics=Metrics(),
        traces=told,
        before=nothing,
        ready=lambda: True,
        report=lambda *_: None,
        timeout_seconds=5,
    )

    async def visitor(*_: object) -> Visitor:
        return Visitor(Desk())

    return Traced(Starlette(routes=[Route("/graphql", GraphQLOverHTTP(engine, visitor))]), told)


async def asked(tracer: Tracer, **request: Any) -> httpx.Response:  # noqa: ANN401  as httpx takes them
    transport = httpx.ASGITransport(an_app(tracer))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        return await client.post("/graphql", **request)


async def test_a_request_and_its_operation_are_spans_in_the_callers_trace() -> None:
    tracer = Tracer()

    await asked(tracer, json={"query": "query Greeting { hello }"}, headers={"traceparent": "00-1-2-01"})

    request, operation = tracer.spans
    assert (request.name, request.caller) == ("POST /graphql", "00-1-2-01")
    assert request.attributes["http.response.status_code"] == 200
    assert operation.name == "query"
    assert operation.attributes["graphql.operation.name"] == "Greeting"


async def test_spans_hold_nothing_of_what_was_asked_or_answered() -> None:
    tracer = Tracer()

    await asked(
        tracer, json={"query": '{ hello(name: "13800138000") }', "variables": {"x": "secret"}}, params={"a": "b"}
    )

    told = repr(tracer.spans)
    assert not any(word in told for word in ("13800138000", "secret", "hello", "a=b"))


def test_without_an_endpoint_there_are_no_traces() -> None:
    assert traces(read_settings()) is None


@pytest.mark.skipif(importlib.util.find_spec("opentelemetry") is not None, reason="the extra is installed")
def test_an_endpoint_without_the_extra_is_said_with_what_helps() -> None:
    with pytest.raises(WrongSetting, match=r"KEFU_OTEL_ENDPOINT: .*kefu\[telemetry\]"):
        traces(read_settings(otel_endpoint="http://127.0.0.1:4318/v1/traces"))

"""Figures: bounded in their labels, whatever clients send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram, generate_latest

from app.metrics import SECONDS, Metrics


def figures(metrics: Metrics) -> dict[str, float]:
    lines = metrics.text().decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if line.startswith("kefu_"))
    return {name: float(value) for name, value in pairs}


def test_requests_are_counted_by_method_path_and_status() -> None:
    metrics = Metrics()

    metrics.answered("POST", "/graphql", 200, 0.2)
    metrics.answered("POST", "/graphql", 200, 0.3)

    shown = figures(metrics)
    assert shown['kefu_http_requests_total{method="POST",path="/graphql",status="200"}'] == 2
    assert shown['kefu_http_request_seconds_count{path="/graphql"}'] == 2
    assert shown['kefu_http_request_seconds_sum{path="/graphql"}'] == 0.5


@given(asked=st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=30))
def test_no_client_can_add_a_label(asked: list[tuple[str, str, str]]) -> None:
    metrics = Metrics(frozenset({"Wallboard"}))
    metrics.answered("BREW", "/teapot", 404, 0.1)
    metrics.operated("query", "Anything", "ok", 0.1)
    before = figures(metrics).keys()

    for method, path, name in asked:
        metrics.answered(f"x{method}", f"/x{path}", 404, 0.1)
        metrics.operated("query", f"x{name}", "ok", 0.1)

    assert figures(metrics).keys() == before


def test_an_operation_is_named_when_it_is_on_the_list() -> None:
    metrics = Metrics(frozenset({"Wallboard"}))

    metrics.operated("query", "Wallboard", "ok", 0.1)
    metrics.operated("query", "Other", "errors", 0.1)

    shown = figures(metrics)
    assert shown['kefu_graphql_operations_total{operation="Wallboard",outcome="ok",type="query"}'] == 1
    assert shown['kefu_graphql_operations_total{operation="",outcome="errors",type="query"}'] == 1


def test_what_is_open_is_counted_until_it_is_closed() -> None:
    metrics = Metrics()

    with metrics.socket():
        metrics.subscribed()
        open_ones = figures(metrics)
        metrics.unsubscribed()

    assert (open_ones["kefu_sockets_open"], open_ones["kefu_subscriptions_open"]) == (1, 1)
    assert (figures(metrics)["kefu_sockets_open"], figures(metrics)["kefu_subscriptions_open"]) == (0, 0)


@given(seconds=st.lists(st.sampled_from([0.0, 0.001, 0.0010001, 0.3, 9.99, 10.0, 10.1, 1000.0]), max_size=30))
def test_what_is_counted_on_the_way_is_what_prometheus_would_have_observed(seconds: list[float]) -> None:
    metrics, registry = Metrics(), CollectorRegistry()
    observed = Histogram("kefu_http_request_seconds", "x", ["path"], buckets=SECONDS, registry=registry)
    observed.labels("/graphql")

    for place, each in enumerate(seconds):
        metrics.answered("POST", "/graphql", 200, each)
        observed.labels("/graphql").observe(each)
        if place % 7 == 0:
            figures(metrics)  # somebody looks

    expected = {
        line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1])
        for line in generate_latest(registry).decode().splitlines()
        if line.startswith("kefu_")
    }
    shown = figures(metrics)
    assert seconds == [] or {name: shown[name] for name in expected} == pytest.approx(expected)

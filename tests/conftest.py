"""Tests marked `postgres`, `redis` or `node` run where the service answers, are skipped where not, and fail in CI."""

import pytest

from tests import services


def pytest_report_header() -> list[str]:
    return services.report()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (answers, name, _) in services.SERVICES.items():
        if item.get_closest_marker(marker) and not answers():
            (pytest.fail if services.IN_CI else pytest.skip)(f"{name} does not answer")

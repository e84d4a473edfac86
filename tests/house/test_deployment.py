"""What the image and the compose file promise an operator."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["kefu", "worker", "migrate"]
SECRETS = ["KEFU_DATABASE_PASSWORD", "KEFU_ENCRYPTION_KEYS"]


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    whole = dockerfile.replace("\\\n", " ")
    return [(word, rest.strip()) for word, rest in re.findall(r"^([A-Z]+)\s+(.*)$", whole, re.MULTILINE)]


IMAGE = instructions((ROOT / "Dockerfile").read_text())


def last_stage() -> dict[str, str]:
    start = max(number for number, (word, _) in enumerate(IMAGE) if word == "FROM")
    return dict(IMAGE[start:])


def test_the_image_is_built_in_stages_from_one_pinned_base() -> None:
    bases = [rest.split()[0] for word, rest in IMAGE if word == "FROM"]

    assert len(bases) > 1
    assert set(bases) == {"python:3.11-slim-bookworm"}


def test_the_image_installs_only_what_the_locks_name() -> None:
    installs = [step for word, rest in IMAGE if word == "RUN" for step in rest.split("&&") if "pip install" in step]

    assert installs
    assert all("--require-hashes" in step or "--no-deps" in step for step in installs)


def test_the_server_does_not_run_as_root() -> None:
    assert int(last_stage()["USER"]) > 0


def test_the_image_tells_whether_it_lives() -> None:
    assert "/healthz" in last_stage()["HEALTHCHECK"]


def test_the_image_serves_unless_told_otherwise() -> None:
    assert json.loads(last_stage()["ENTRYPOINT"]) == ["kefu"]
    assert json.loads(last_stage()["CMD"]) == ["serve", "--host", "0.0.0.0"]  # noqa: S104 - all interfaces of a container


def test_the_image_is_production_and_brings_no_secret() -> None:
    environment = " ".join(rest for word, rest in IMAGE if word in {"ENV", "ARG"})

    assert "KEFU_ENV=production" in environment
    assert not re.search(r"SECRET|PASSWORD|_KEYS", environment)


def test_compose_runs_a_server_a_worker_and_a_migration_before_both() -> None:
    assert {name: SERVICES[name]["command"][0] for name in OURS} == {
        "kefu": "serve",
        "worker": "worker",
        "migrate": "migrate",
    }
    for name in ["kefu", "worker"]:
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize(("name", "image"), [("postgres", "postgres:15"), ("redis", "redis:7")])
def test_compose_waits_for_healthy_engines(name: str, image: str) -> None:
    assert SERVICES[name]["image"] == image
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES["kefu"]["depends_on"][name]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", OURS)
def test_our_processes_share_their_settings_and_run_in_production(name: str) -> None:
    environment = SERVICES[name]["environment"]

    assert environment == SERVICES["kefu"]["environment"]
    assert environment["KEFU_ENV"] == "production"
    assert environment["KEFU_DATABASE_URL"].startswith("postgres://")
    assert environment["KEFU_REDIS_URL"] == "redis://redis:6379/0"


def test_compose_commits_no_secret_and_names_the_missing_one() -> None:
    written = (ROOT / "compose.yaml").read_text()

    for secret in SECRETS:
        uses = re.findall(rf"\$\{{{secret}([^}}]*)\}}", written)
        assert uses
        assert all(use.startswith(":?") for use in uses), f"{secret} must be asked for, not defaulted"
    assert "KEFU_DEV_SECRET" not in written

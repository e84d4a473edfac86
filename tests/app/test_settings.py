"""Settings: what is wrong is named, what is for development stays there."""

from pathlib import Path

import pytest

from app.settings import WrongSetting, read_settings

KEYS = "test:" + "A" * 43 + "="
IN_PRODUCTION = {"env": "production", "encryption_keys": KEYS, "auth_jwks_url": "https://issuer.example/jwks"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://here"),
        ("database_url", "sqlite://"),
        ("database_url", "postgres://here"),
        ("database_url", "postgres://here:port/kefu"),
        ("redis_url", "http://here"),
        ("auth_jwks_url", "ftp://here"),
        ("auth_jwks_file", "/no/such/file"),
        ("encryption_keys", "nonsense"),
        ("timezone", "Asia/Nowhere"),
        ("env", "staging"),
        ("clock", "sundial"),
        ("log_level", "loud"),
        ("heartbeat_seconds", "11"),
        ("resume_window_hours", "inf"),
        ("request_seconds", "nan"),
        ("body_bytes", "10"),
        ("drain_seconds", "-1"),
        ("pool_size", "many"),
        ("idempotency_days", "0"),
        ("otel_endpoint", "here"),
        ("rates", "some"),
        ("rate_subject", "600"),
        ("rate_subject", "9999/60"),
        ("rate_address", "600000/0"),
        ("rate_address", "many/60"),
        ("trusted_proxies", "10.0.0.0/8, proxy"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("cors_origins", "desk.example"),
        ("cors_origins", "https://desk.example/"),
        ("websocket_origins", "ws://desk.example"),
        ("hsts_seconds", "-1"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"KEFU_{name.upper()}", value)

    with pytest.raises(WrongSetting) as wrong:
        read_settings()

    assert f"KEFU_{name.upper()}" in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"dev_secret": "s"}, "KEFU_DEV_SECRET"),
        ({"clock": "manual"}, "KEFU_CLOCK"),
        ({"encryption_keys": None}, "KEFU_ENCRYPTION_KEYS"),
        ({"auth_jwks_url": None}, "KEFU_AUTH_JWKS_URL"),
    ],
)
def test_production_refuses_what_is_for_development(change: dict[str, object], named: str) -> None:
    assert read_settings(**IN_PRODUCTION).production

    with pytest.raises(WrongSetting, match=named):
        read_settings(**{**IN_PRODUCTION, **change})


def test_production_has_no_development_secret_and_shows_no_schema() -> None:
    settings = read_settings(**IN_PRODUCTION)

    assert settings.development_secret() is None
    assert not settings.shows_schema


def test_an_empty_variable_is_as_if_it_were_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_REDIS_URL", "")
    monkeypatch.setenv("KEFU_LOG_LEVEL", "INFO")

    assert read_settings().redis_url is None
    assert read_settings().log_level == "info"


def test_a_secret_of_development_is_made_once_and_kept_to_ourselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEFU_DEV_SECRET", raising=False)

    first = read_settings().development_secret()

    assert first
    assert read_settings().development_secret() == first
    assert [each.name for each in (tmp_path / ".kefu").iterdir()] == ["dev-secret"]
    assert (tmp_path / ".kefu" / "dev-secret").stat().st_mode & 0o077 == 0


def test_what_is_allowed_and_perhaps_not_meant_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_DATABSE_URL", "postgres://here/kefu")

    told = read_settings(**IN_PRODUCTION).doubts

    assert [line.split()[0] for line in told] == ["KEFU_DATABSE_URL", "KEFU_AUTH_ISSUER", "KEFU_AUTH_AUDIENCE"]


def test_a_whole_set_of_settings_raises_no_doubts() -> None:
    known = {"auth_issuer": "https://issuer.example", "auth_audience": "kefu"}

    assert read_settings(**IN_PRODUCTION, **known).doubts == []

"""Settings from the environment (KEFU_…); a wrong one stops the start with a line that names it."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.vault import WrappingKeys

DEVELOPMENT_FOLDER = Path(".kefu")


class WrongSetting(Exception):  # noqa: N818  a message for the operator
    """A setting is missing or wrong; the message names it and says what would be right."""


class Settings(BaseSettings):
    """Every setting with its default; seconds, bytes and counts are said where they are meant."""

    model_config = SettingsConfigDict(env_prefix="KEFU_", extra="ignore")

    database_url: str = "sqlite://kefu.db"
    redis_url: str | None = None
    auth_issuer: str | None = None
    auth_audience: str | None = None
    auth_jwks_url: str | None = None
    auth_jwks_file: Path | None = None
    dev_secret: str | None = None
    encryption_keys: str | None = None
    timezone: str = "Asia/Shanghai"
    env: Literal["development", "production"] = "development"
    clock: Literal["system", "manual"] = "system"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    data_dir: Path = Path("tests/data")
    demo_live: bool = False
    heartbeat_seconds: Annotated[float, Field(gt=0, le=10)] = 10
    resume_window_hours: Annotated[float, Field(gt=0)] = 168
    request_seconds: Annotated[float, Field(gt=0)] = 15
    body_bytes: Annotated[int, Field(ge=1024)] = 8 * 1024 * 1024
    pool_size: Annotated[int, Field(ge=1, le=200)] = 8
    drain_seconds: Annotated[float, Field(ge=0)] = 5
    introspection: bool | None = None
    otel_endpoint: str | None = None

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = f"{name!r} is not a time zone such as Asia/Shanghai"
            raise ValueError(message) from error
        return name

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, url: str) -> str:
        if not url.startswith(("sqlite://", "postgres://", "postgresql://", "asyncpg://")):
            message = "it starts with sqlite:// or postgres://"
            raise ValueError(message)
        return url.replace("postgresql://", "postgres://", 1)

    @field_validator("encryption_keys")
    @classmethod
    def _keys(cls, text: str | None) -> str | None:
        if text is not None:
            WrappingKeys.parse(text)
        return text

    @model_validator(mode="after")
    def _production(self) -> "Settings":
        if self.env == "production":
            if self.dev_secret is not None:
                message = "KEFU_DEV_SECRET is for development: production takes tokens from KEFU_AUTH_JWKS_URL or _FILE"
                raise ValueError(message)
            if self.clock == "manual":
                message = "KEFU_CLOCK=manual is for development and tests"
                raise ValueError(message)
            if self.encryption_keys is None:
                message = "KEFU_ENCRYPTION_KEYS is missing: production makes no key by itself"
                raise ValueError(message)
            if self.auth_jwks_url is None and self.auth_jwks_file is None:
                message = "KEFU_AUTH_JWKS_URL or KEFU_AUTH_JWKS_FILE is missing"
                raise ValueError(message)
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The house's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def production(self) -> bool:
        """True in production."""
        return self.env == "production"

    @property
    def shows_schema(self) -> bool:
        """Whether introspection is answered; by default in development only."""
        return (not self.production) if self.introspection is None else self.introspection

    @property
    def resume_window(self) -> timedelta:
        """How far back a feed can be resumed."""
        return timedelta(hours=self.resume_window_hours)

    def development_secret(self) -> str | None:
        """KEFU_DEV_SECRET, or one made once in `.kefu/`, never in production."""
        if self.production:
            return None
        return self.dev_secret or _made_once("dev-secret", lambda: secrets.token_urlsafe(32))

    def wrapping_keys(self) -> WrappingKeys:
        """KEFU_ENCRYPTION_KEYS, or a development key made once in `.kefu/`, never in production."""
        text = self.encryption_keys
        if text is None:
            text = _made_once("encryption-keys", _a_key)
        return WrappingKeys.parse(text)


def _a_key() -> str:
    import base64  # noqa: PLC0415  once in the life of a checkout

    return "dev:" + base64.b64encode(secrets.token_bytes(32)).decode()


def _made_once(name: str, make: Any) -> str:  # noqa: ANN401  a maker of text
    path = DEVELOPMENT_FOLDER / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        DEVELOPMENT_FOLDER.mkdir(mode=0o700, exist_ok=True)
        try:
            with path.open("x") as file:
                path.chmod(0o600)
                file.write(make() + "\n")
        except FileExistsError:
            pass
        return path.read_text().strip()


def read_settings(**given: object) -> Settings:
    """The settings, or WrongSetting with one line that names what is wrong."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        first = error.errors()[0]
        name = "KEFU_" + str(first["loc"][0]).upper() if first["loc"] else ""
        message = str(first["msg"]).removeprefix("Value error, ")
        raise WrongSetting(f"{name}: {message}" if name else message) from error


def engine_of(url: str) -> str:
    """`sqlite` or `postgres`: also the name of the connection."""
    return "sqlite" if url.startswith("sqlite://") else "postgres"


def tortoise_config(url: str, *, pool_size: int = 8, migrating: bool = False) -> dict[str, Any]:
    """Tortoise's configuration for this database; migrations of SQLite run with foreign keys off (stack notes)."""
    if url.startswith("sqlite://"):
        pragmas = "synchronous=NORMAL&busy_timeout=10000" + ("&foreign_keys=OFF" if migrating else "")
        url += ("&" if "?" in url else "?") + pragmas
    else:
        url += ("&" if "?" in url else "?") + f"minsize=1&maxsize={pool_size}"
    # Tortoise keeps statements by connection name, so the name says which engine they are for.
    name = engine_of(url)
    return {
        "connections": {name: url},
        "apps": {
            "kefu": {
                "models": ["adapters.storage.rows"],
                "default_connection": name,
                "migrations": "migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


TORTOISE = tortoise_config("sqlite://:memory:")
"""For `make migration` only: the models are compared with the migrations, no database is touched."""

"""Settings from the environment (KEFU_…); a wrong one stops the start with a line that names it."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.exceptions import ConfigurationError

from adapters.allowances.buckets import Rate
from adapters.pool import PlainConnection
from adapters.vault import WrappingKeys
from app.addresses import Network, networks
from app.development import development_token_secret, development_wrapping_key
from app.origins import ANY, origins
from domain.viewer import Role
from execution.limits import Limits

ANONYMOUS = "anonymous"
"""Beside the roles: whoever comes without a token."""

OFF = "off"
SUBJECT_IN_PRODUCTION, ADDRESS_IN_PRODUCTION = "600000/60", "6000000/60"
SUBJECT_IN_DEVELOPMENT, ADDRESS_IN_DEVELOPMENT = "60000000/60", "600000000/60"
"""Beyond what one process can answer, so that nobody who measures is held up; counted all the same."""
HSTS_IN_PRODUCTION = 31_536_000
"""A year, in seconds."""
MOST_RATE, DAY_SECONDS = 1_000_000_000_000, 86_400
DEAREST = Limits().cost
"""Of one operation: who may spend less could never ask for it."""

Amount = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]


class WrongSetting(Exception):  # noqa: N818  a message for the operator
    """A setting is missing or wrong; the message names it and says what would be right."""


class Settings(BaseSettings):
    """Every setting with its default; seconds, bytes and counts are said where they are meant."""

    model_config = SettingsConfigDict(env_prefix="KEFU_", extra="ignore", env_ignore_empty=True)

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
    resume_window_hours: Amount = 168
    request_seconds: Amount = 15
    body_bytes: Annotated[int, Field(ge=1024, le=256 * 1024 * 1024)] = 8 * 1024 * 1024
    pool_size: Annotated[int, Field(ge=1, le=200)] = 8
    drain_seconds: Annotated[float, Field(ge=0, le=600)] = 5
    introspection: bool | None = None
    otel_endpoint: str | None = None
    idempotency_days: Amount = 7
    execution: Literal["compiled", "reference"] = "compiled"
    cache: Literal["off", "memory", "redis"] = "memory"
    cache_bytes: Annotated[int, Field(ge=1024 * 1024, le=16 * 1024 * 1024 * 1024)] = 32 * 1024 * 1024
    metrics_operations: str = ""
    rates: Literal["off", "memory", "redis"] = "memory"
    rate_subject: str | None = None
    rate_address: str | None = None
    trusted_proxies: str = ""
    cors_origins: str = ""
    websocket_origins: str | None = None
    hsts_seconds: Annotated[int, Field(ge=0, le=63_072_000)] | None = None
    trusted_documents: Path | None = None
    trusted_only: str = ""
    webhook_private_targets: bool = False
    sentiment_weights: Path | None = None

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
        if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
            message = "it starts with sqlite:// or postgres://"
            raise ValueError(message)
        url = url.replace("postgresql://", "postgres://", 1)
        try:
            said = expand_db_url(url)["credentials"]
        except ConfigurationError as error:
            raise ValueError(str(error)) from error
        if not (said.get("database") or said.get("file_path")):
            message = "it names no database, such as sqlite://kefu.db or postgres://user@host/kefu"
            raise ValueError(message)
        return url

    @field_validator("redis_url")
    @classmethod
    def _a_redis(cls, url: str | None) -> str | None:
        return _beginning(url, "redis://", "rediss://", "unix://")

    @field_validator("auth_jwks_url", "otel_endpoint")
    @classmethod
    def _a_web_address(cls, url: str | None) -> str | None:
        return _beginning(url, "https://", "http://")

    @field_validator("auth_jwks_file", "trusted_documents")
    @classmethod
    def _a_file(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_file():
            message = f"there is no file {path}"
            raise ValueError(message)
        return path

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_any_case(cls, level: object) -> object:
        return level.lower() if isinstance(level, str) else level

    @field_validator("encryption_keys")
    @classmethod
    def _keys(cls, text: str | None) -> str | None:
        if text is not None:
            WrappingKeys.parse(text)
        return text

    @field_validator("rate_subject", "rate_address")
    @classmethod
    def _a_rate(cls, text: str | None) -> str | None:
        if text is not None:
            _rate(text)
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        networks(text)
        return text

    @field_validator("cors_origins", "websocket_origins")
    @classmethod
    def _origins(cls, text: str | None) -> str | None:
        origins(text or "")
        return text

    @field_validator("trusted_only")
    @classmethod
    def _roles(cls, text: str) -> str:
        unknown = _listed(text) - {ANONYMOUS, *Role}
        if unknown:
            message = f"{', '.join(sorted(unknown))}: no such role; there are {ANONYMOUS}, {', '.join(Role)}"
            raise ValueError(message)
        return text

    @model_validator(mode="after")
    def _some_are_trusted(self) -> "Settings":
        if self.trusted_roles and self.trusted_documents is None:
            message = "KEFU_TRUSTED_DOCUMENTS is missing: KEFU_TRUSTED_ONLY leaves these roles nothing they may send"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _a_place_to_share(self) -> "Settings":
        if self.cache == "redis" and self.redis_url is None:
            message = "KEFU_REDIS_URL is missing: KEFU_CACHE=redis keeps answers there"
            raise ValueError(message)
        if self.rates == "redis" and self.redis_url is None:
            message = "KEFU_REDIS_URL is missing: KEFU_RATES=redis counts there"
            raise ValueError(message)
        return self

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
    def subject_rate(self) -> Rate | None:
        """What one subject may ask for; None: as much as they like."""
        return _rate(self.rate_subject or (SUBJECT_IN_PRODUCTION if self.production else SUBJECT_IN_DEVELOPMENT))

    @property
    def address_rate(self) -> Rate | None:
        """The same of one address, with all who come from there."""
        return _rate(self.rate_address or (ADDRESS_IN_PRODUCTION if self.production else ADDRESS_IN_DEVELOPMENT))

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Whose `X-Forwarded-For` is believed."""
        return networks(self.trusted_proxies)

    @property
    def pages(self) -> frozenset[str]:
        """The origins whose pages may read our answers."""
        return origins(self.cors_origins)

    @property
    def socket_pages(self) -> frozenset[str]:
        """The origins whose pages may open a socket, beside our own host's; in development all of them."""
        if self.websocket_origins is not None:
            return origins(self.websocket_origins)
        return self.pages if self.production else frozenset({ANY})

    @property
    def hsts(self) -> int:
        """For how many seconds browsers are to come by TLS only; 0: that is not said."""
        return (HSTS_IN_PRODUCTION if self.production else 0) if self.hsts_seconds is None else self.hsts_seconds

    @property
    def shows_schema(self) -> bool:
        """Whether introspection is answered, by default in development only; in production never without a token."""
        return (not self.production) if self.introspection is None else self.introspection

    @property
    def doubts(self) -> list[str]:
        """What is allowed and perhaps not meant, for the log."""
        ours = {f"KEFU_{name.upper()}" for name in type(self).model_fields}
        theirs = {name for name in os.environ if name.startswith("KEFU_") and not name.startswith("KEFU_TEST_")}
        found = [f"{name} is not a setting of kefu and is ignored" for name in sorted(theirs - ours)]
        if self.production and self.auth_issuer is None:
            found.append("KEFU_AUTH_ISSUER is not set: a token may name any issuer")
        if self.production and self.auth_audience is None:
            found.append("KEFU_AUTH_AUDIENCE is not set: tokens made for other applications are believed too")
        return found

    @property
    def resume_window(self) -> timedelta:
        """How far back a feed can be resumed."""
        return timedelta(hours=self.resume_window_hours)

    @property
    def named_operations(self) -> frozenset[str]:
        """The operations whose name may be a label in the figures."""
        return _listed(self.metrics_operations)

    @property
    def trusted_roles(self) -> frozenset[str]:
        """The roles, and perhaps ANONYMOUS, that may send trusted documents only."""
        return _listed(self.trusted_only)

    def development_secret(self) -> str | None:
        """KEFU_DEV_SECRET, or one made once in `.kefu/`, never in production."""
        if self.production:
            return None
        return self.dev_secret or development_token_secret()

    def wrapping_keys(self) -> WrappingKeys:
        """KEFU_ENCRYPTION_KEYS, or a development key made once in `.kefu/`, never in production."""
        return WrappingKeys.parse(self.encryption_keys or development_wrapping_key())


def _rate(text: str) -> Rate | None:
    """`600000/60`: so much at once, and the same again in every 60 seconds; `off` is none."""
    if text.strip().lower() == OFF:
        return None
    most, _, seconds = (part.strip() for part in text.partition("/"))
    if not most.isdecimal() or not seconds.isdecimal() or not DEAREST <= int(most[:13]) <= MOST_RATE:
        message = f"it is COST/SECONDS such as 600000/60, with a cost of {DEAREST} to {MOST_RATE}, or off"
        raise ValueError(message)
    if not 1 <= int(seconds[:7]) <= DAY_SECONDS:
        message = f"the seconds of COST/SECONDS are 1 to {DAY_SECONDS}"
        raise ValueError(message)
    return Rate(int(most), float(int(seconds)))


def _listed(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def _beginning(url: str | None, *schemes: str) -> str | None:
    if url is not None and not url.startswith(schemes):
        message = f"it starts with {' or '.join(schemes)}"
        raise ValueError(message)
    return url


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
        url += ("&" if "?" in url else "?") + f"minsize=1&maxsize={pool_size}&statement_cache_size=500"
    # Tortoise keeps statements by connection name, so the name says which engine they are for.
    name = engine_of(url)
    connection = expand_db_url(url)
    if name == "postgres":
        connection["credentials"]["connection_class"] = PlainConnection
    return {
        "connections": {name: connection},
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

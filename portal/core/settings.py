"""Every setting of the portal, read once from the environment.

README.md documents each variable; a contract test compares the two.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

BASE_URL = "http://127.0.0.1:8000"
MAIL_FROM = "hilfe@nordhafen.example"


class SettingsError(ValueError):
    """A setting that cannot be used, with a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one installation."""

    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    base_url: str = BASE_URL
    embedding_model: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = MAIL_FROM
    organisation_file: Path | None = None
    trusted_proxies: int = 0
    web_workers: int = 1
    journey_days: int = 90
    send_undo_seconds: int = 20
    demo: bool = False
    log_format: str = "text"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the `PORTAL_…` variables; raises SettingsError for one that cannot be used."""
        env = os.environ if environ is None else environ
        data_dir = Path(env.get("PORTAL_DATA_DIR") or "data").expanduser().resolve()
        organisation = env.get("PORTAL_ORGANISATION_FILE", "")
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("PORTAL_DATABASE_URL", ""), data_dir),
            secret_key=env.get("PORTAL_SECRET_KEY") or _stored_secret(data_dir),
            base_url=_base_url(env.get("PORTAL_BASE_URL", "")),
            embedding_model=env.get("PORTAL_EMBEDDING_MODEL", ""),
            smtp_url=_smtp_url(env.get("PORTAL_SMTP_URL", "")),
            mail_from=env.get("PORTAL_MAIL_FROM") or MAIL_FROM,
            organisation_file=Path(organisation) if organisation else None,
            trusted_proxies=_number(env, "PORTAL_TRUSTED_PROXIES", 0),
            web_workers=_number(env, "PORTAL_WEB_WORKERS", 1, least=1),
            journey_days=_number(env, "PORTAL_JOURNEY_DAYS", 90, least=1),
            send_undo_seconds=_number(env, "PORTAL_SEND_UNDO_SECONDS", 20),
            demo=_switch(env, "PORTAL_DEMO"),
            log_format=_log_format(env.get("PORTAL_LOG_FORMAT") or "text"),
        )

    @property
    def index_dir(self) -> Path:
        """Where this machine keeps its search index; always safe to delete."""
        return self.data_dir / "index"

    @property
    def files_dir(self) -> Path:
        """Where uploaded files lie, under random names."""
        return self.data_dir / "files"

    @property
    def mail_dir(self) -> Path:
        """Where mails lie as `.eml` while no mail server is configured."""
        return self.data_dir / "mails"

    @property
    def embedder_socket(self) -> Path:
        """The socket of this machine's one embedder process."""
        return self.data_dir / "run" / "embedder.sock"

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over HTTPS only as soon as the portal's address says https."""
        return self.base_url.startswith("https://")


def _stored_secret(data_dir: Path) -> str:
    """The key of this installation, made once and kept beside the data (mode 0600)."""
    path = data_dir / "secret.key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was quicker; its key is the key
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _base_url(value: str) -> str:
    if not value:
        return BASE_URL
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        raise SettingsError(
            f"PORTAL_BASE_URL is {value!r}; give scheme and host only, "
            "for example https://hilfe.example.org"
        )
    return f"{parts.scheme}://{parts.netloc}"


def check_smtp_url(url: str) -> None:
    """Raise SettingsError unless `url` is smtp://, smtps:// or smtp+starttls:// with a host."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise SettingsError(
            "PORTAL_SMTP_URL must look like smtp+starttls://user:password@mail.example.org:587"
        )


def _smtp_url(value: str) -> str:
    if value:
        check_smtp_url(value)
    return value


def _database_url(value: str, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'portal.db'}"
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(  # without the value, which may hold a password
            "PORTAL_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://, for example "
            "postgresql+psycopg://user:password@host/lotse"
        )
    return value


def _log_format(value: str) -> str:
    if value not in {"text", "json"}:
        raise SettingsError(f"PORTAL_LOG_FORMAT is {value!r}; give text or json")
    return value


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    value = env.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise SettingsError(f"{name} is {value!r}; give a whole number, at least {least}")
    return int(value)


def _switch(env: Mapping[str, str], name: str) -> bool:
    value = (env.get(name) or "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise SettingsError(f"{name} is {value!r}; give 1 or 0")
    return value in {"1", "true", "yes"}

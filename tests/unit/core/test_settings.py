"""Settings: read from the environment, and refused with a sentence that says what to do."""

import stat

import pytest

from portal.core.settings import Settings, SettingsError, check_smtp_url


def read(tmp_path, **env):
    return Settings.from_env({"PORTAL_DATA_DIR": str(tmp_path / "data"), **env})


def test_nothing_has_to_be_set(tmp_path):
    settings = read(tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'portal.db'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert not settings.secure_cookies
    assert not settings.demo


def test_the_key_is_made_once_and_for_nobody_else_to_read(tmp_path):
    first, second = read(tmp_path), read(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 64
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600


def test_secrets_are_not_shown(tmp_path):
    settings = read(
        tmp_path,
        PORTAL_SECRET_KEY="hafen-1",
        PORTAL_SMTP_URL="smtp://u:hafen-2@m.example",
    )
    assert "hafen-" not in repr(settings)


def test_cookies_are_secure_where_the_address_is(tmp_path):
    settings = read(tmp_path, PORTAL_BASE_URL="https://hilfe.example.org/")
    assert settings.secure_cookies
    assert settings.base_url == "https://hilfe.example.org"


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("PORTAL_BASE_URL", "hilfe.example.org", "https://hilfe.example.org"),
        ("PORTAL_BASE_URL", "https://example.org/hilfe", "scheme and host only"),
        ("PORTAL_BASE_URL", "javascript://x", "scheme and host only"),
        ("PORTAL_TRUSTED_PROXIES", "-1", "whole number"),
        ("PORTAL_TRUSTED_PROXIES", "one", "whole number"),
        ("PORTAL_WEB_WORKERS", "2.5", "whole number"),
        ("PORTAL_WEB_WORKERS", "0", "at least 1"),
        ("PORTAL_DEMO", "maybe", "give 1 or 0"),
        ("PORTAL_LOG_FORMAT", "xml", "text or json"),
        ("PORTAL_DATABASE_URL", "mysql://x/y", "postgresql+psycopg://"),
        ("PORTAL_DATABASE_URL", "portal.db", "sqlite:///"),
        ("PORTAL_SMTP_URL", "mail.example.org", "smtp+starttls://"),
    ],
)
def test_what_cannot_be_used_is_refused_with_advice(tmp_path, name, value, advice):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **{name: value})
    assert name in str(caught.value)
    assert advice in str(caught.value)


@pytest.mark.parametrize("url", ["smtp://m", "smtps://u:p@m:465", "smtp+starttls://m:587"])
def test_a_mail_server_is_named_by_url(url):
    check_smtp_url(url)

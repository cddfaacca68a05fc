"""Log lines: one an event, without secrets, without a way to write a second one."""

import pytest
import structlog

from portal.core.logs import configure_logs


@pytest.fixture(autouse=True)
def reset():
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_secrets_are_not_written_v11(capsys, log_format):
    configure_logs(log_format)
    secrets = {
        "password": "hafen-1",
        "new_password": "hafen-2",
        "session_token": "hafen-3",
        "Cookie": "hafen-4",
        "smtp_url": "smtp://u:hafen-5@mail.example",
        "authorization": "hafen-6",
    }

    structlog.get_logger().info("request", path="/de/", **secrets)

    line = capsys.readouterr().err
    assert "/de/" in line
    assert "hafen" not in line


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_line_stays_one_line_v11(capsys, log_format):
    configure_logs(log_format)

    structlog.get_logger().info("request", path="/de/\r\n2026-11-23 [info] user=admin\x1b[2J")

    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "\r" not in written
    assert "\x1b[2J" not in written


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_fault_is_written_with_its_place_and_without_variables(capsys, log_format):
    configure_logs(log_format)
    received = "what somebody typed"
    try:
        raise ValueError(len(received))
    except ValueError:
        structlog.get_logger().exception("request.fault")

    written = capsys.readouterr().err
    assert "ValueError: 19" in written
    assert "test_logs.py" in written
    assert "request.fault" in written
    assert "what somebody typed" not in written

"""What a log line says about an address."""

import pytest

from portal.web.requests import loggable

TOKEN = "4kz8w2m9p3q7r5t6v8x2y4c6b8d2"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/de/runs/{TOKEN}", "/de/runs/…"),
        (f"/en/runs/{TOKEN}/webmail", "/en/runs/…/webmail"),
        (f"/de/requests/{TOKEN}/replies", "/de/requests/…/replies"),
        (f"//de/runs//{TOKEN}", "//de/runs//…"),
        ("/de/articles/runs", "/de/articles/runs"),
        ("/de/flows/mail-send-fails", "/de/flows/mail-send-fails"),
    ],
)
def test_a_log_line_holds_no_token_a12(path, logged):
    assert loggable(path) == logged

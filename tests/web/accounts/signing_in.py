"""What several files of tests do with the sign-in page."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def attempt(client: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    return client.post("/agent/sign-in", data={"email": email, "password": password, **more})


def words(answer: TestResponse) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def hidden(answer: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', answer.text)
    assert found, f"no field {name}"
    return unescape(found[1])

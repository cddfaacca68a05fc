"""A portal asked with the layer of kept pages before it, and without."""

from flask import Flask
from werkzeug.test import Client, TestResponse

from portal.web.access import JOURNEY_COOKIE

OF_ONE_ANSWER = {"X-Request-Id", "Date", "Retry-After", "X-RateLimit-Reset"}


class Portal:
    """A portal and the two ways to ask it."""

    def __init__(self, app: Flask) -> None:
        self.kept = Client(app, use_cookies=False)
        self.full = Client(app.wsgi_app.full_way, use_cookies=False)

    def same(self, path: str, method: str = "GET", **headers: str) -> TestResponse:
        """The last of four answers to one request, after they were compared."""
        named = [(name.replace("_", "-"), value) for name, value in headers.items() if value]
        answers = [
            browser.open(path, method=method, headers=named)
            for browser in (self.kept, self.kept, self.full, self.kept)
        ]
        for answer in answers[1:]:
            assert _seen(answer) == _seen(answers[0]), f"{method} {path} {headers}"
        return answers[-1]


def _seen(answer: TestResponse) -> tuple[object, ...]:
    headers = sorted(
        (name, value.startswith(JOURNEY_COOKIE) or value)  # a newcomer's cookie is random
        for name, value in answer.headers
        if name not in OF_ONE_ANSWER
    )
    assert len(answer.headers["X-Request-Id"]) == 12
    kept = "ETag" in answer.headers
    body = answer.data if kept else b""  # a form's key is random; its page is never kept
    return answer.status, headers, body

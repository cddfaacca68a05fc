"""Error pages: in the right language, without a secret or an inside view, with what was typed."""

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from portal.core.db import db
from portal.core.errors import Conflict
from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient


@pytest.fixture
def broken(app):
    """A portal with forms that fail."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.post("/de/fault")
    def fault():
        db.session.execute(text("SELECT * FROM nothing_of_this_name"))

    @app.post("/de/conflict")
    def conflict():
        raise Conflict("Somebody else was quicker")

    app.add_url_rule("/agent/fault", view_func=fault, methods=["POST"])
    app.add_url_rule("/agent/conflict", view_func=conflict, methods=["POST"])

    with capture_logs():  # writing a fault with colours takes seconds
        yield app


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/de/nichts", "en", "de"),
        ("/en/nothing", "de", "en"),
        ("/nothing", "en", "en"),
        ("/nothing", "", "de"),
    ],
)
def test_it_speaks_the_language_of_the_address(pages, path, accepted, language):
    page = pages.get(path, status=404, Accept_Language=accepted)
    assert page.tree.get("lang") == language
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["fault", "conflict"])
def test_what_was_typed_is_there_to_copy_and_secrets_are_not(broken, pages, path):
    status = {"fault": 500, "conflict": 409}[path]
    typed = {
        "comment": "Zeile eins\r\n<b>zwei</b>",
        "empty": " ",
        "password": "hafen-1",
        "new_password_again": "hafen-2",
        "reset_token": "hafen-3",
    }

    page = pages.post(f"/de/{path}", typed, status=status)

    assert [area.text.strip() for area in page.all("textarea")] == ["Zeile eins\n<b>zwei</b>"]
    assert "hafen-" not in page.body


def test_a_fault_shows_a_number_and_nothing_of_the_inside_v10(broken, pages):
    page = pages.post("/de/fault", {"comment": "x"}, status=500)

    assert page.headers["X-Request-Id"] in page.text
    for inside in ("SELECT", "nothing_of_this_name", "Traceback", "site-packages", "sqlalchemy"):
        assert inside not in page.body


@pytest.mark.parametrize(("path", "status"), [("fault", 500), ("conflict", 409)])
def test_agents_stay_among_their_rooms_with_what_they_typed(broken, path, status):
    agent = PageClient(as_role(broken, Role.AGENT))
    page = agent.post(f"/agent/{path}", {"body": "mein Text"}, status=status)

    assert page.one("textarea").text.strip() == "mein Text"
    assert page.one("nav", class_="agent-nav")
    assert "Mit einem Menschen sprechen" not in page.body
    assert (page.headers["X-Request-Id"] in page.text) == (status == 500)
    lost = agent.get("/agent/nichts", status=404)
    assert lost.one("nav", class_="agent-nav")
    assert lost.links() == {"Zu Ihrer Arbeit": "/agent/"}


def test_a_stranger_sees_none_of_the_agents_rooms(broken, pages):
    for page in (pages.get("/agent/nichts", status=404), pages.post("/agent/fault", status=500)):
        assert page.all("nav", class_="agent-nav") == []
        assert "Posteingang" not in page.body


def test_more_than_the_limit_is_too_large(pages, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    page = pages.post("/de/preferences", {"theme": "x" * 2000}, status=413)
    assert "groß" in page.text


def test_a_wrong_method_says_which_ones_there_are(pages):
    page = pages.post("/de/imprint", {"comment": "mein Text"}, status=405)
    assert "GET" in page.headers["Allow"]
    assert page.one("textarea").text.strip() == "mein Text"


def test_programs_get_json(pages):
    answer = pages.get("/api/v1/nothing", status=404)
    assert answer.json["status"] == 404
    assert answer.json["message"]


def test_every_answer_has_its_headers(pages):
    for path, status in (("/de/", 200), ("/de/nichts", 404), ("/api/v1/nothing", 404), ("/", 302)):
        headers = pages.get(path, status=status).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]  # S6
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"

"""Two tabs, a flow that is withdrawn, names that lie: nothing is doubled, lost or believed."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.files import StoredFile
from portal.escalations.models import ContextLine, Draft, Escalation
from portal.web.access import JOURNEY_COOKIE, Role
from tests.conftest import SettableClock
from tests.web.attacks.conftest import WHO, WORDS, a_file
from tests.web.conftest import Change
from tests.web.content import NOW, as_role, picture_bytes
from tests.web.page_client import Page, PageClient
from tests.web.running_flows import publish_flow

pytestmark = pytest.mark.usefixtures("teams")
SEND = "Anfrage senden"


def cases(app: Flask) -> list[Escalation]:
    with app.app_context():
        return list(db.session.scalars(select(Escalation).order_by(Escalation.id)))


@pytest.fixture
def tabs(pages: PageClient, clock: SettableClock) -> list[Page]:
    """The form in two tabs of a browser that has searched, opened five seconds ago."""
    pages.get("/de/contact")
    pages.get("/de/search?q=outlook")
    found = [pages.get("/de/contact"), pages.get("/de/contact")]
    clock.advance(seconds=5)
    return found


def test_two_tabs_that_send_the_same_words_make_one_case(
    app: Flask, pages: PageClient, tabs: list[Page]
) -> None:
    first, second = (pages.press(tab, SEND, words=WORDS, **WHO) for tab in tabs)

    assert first.url == second.url
    assert len(cases(app)) == 1
    assert pages.get("/de/contact").h1 == "Mit einem Menschen sprechen"  # nothing is left over


def test_a_file_that_only_the_second_tab_had_is_asked_for(
    app: Flask, pages: PageClient, tabs: list[Page]
) -> None:
    same = a_file(b"in both", "beide.txt")
    pages.press(tabs[0], SEND, words=WORDS, files=[same], **WHO)
    pages.press(tabs[0], SEND, words=WORDS, files=[a_file(b"in both", "beide.txt")], **WHO)
    page = pages.press(
        tabs[1], SEND, words=WORDS, files=[a_file(b"noise", "neu.txt")], status=409, **WHO
    )

    assert "schon gesendet, aber ohne neu.txt" in page.text
    page = pages.press(page, "Nachricht senden", files=[a_file(b"noise", "neu.txt")])
    assert "neu.txt" in page.text
    assert len(cases(app)) == 1


def test_two_tabs_that_send_at_once_lose_no_word(
    app: Flask, pages: PageClient, tabs: list[Page]
) -> None:
    cookie = pages.browser.get_cookie(JOURNEY_COOKIE)
    assert cookie is not None
    together = Barrier(len(tabs))

    def press(number: int) -> int:
        browser = app.test_client()
        browser.set_cookie(JOURNEY_COOKIE, cookie.value)
        fields = {name: field(tabs[number], name) for name in ("draft", "asked")}
        together.wait()
        words = f"{WORDS} Aus Reiter {number}."
        answer = browser.post("/de/contact", data={**fields, **WHO, "words": words})
        return answer.status_code

    with ThreadPoolExecutor(len(tabs)) as presses:
        assert list(presses.map(press, range(len(tabs)))) == [303, 303]
    assert {case.words for case in cases(app)} == {f"{WORDS} Aus Reiter {n}." for n in (0, 1)}
    with app.app_context():
        assert db.session.scalars(select(Draft)).all() == []


def files(page: Page) -> dict[str, str]:
    """The names of the draft's files by their addresses."""
    links = page.one("main").iter("a")
    found = [(a.get("href", ""), a.text or "") for a in links]
    return {address: name for address, name in found if "/contact/files/" in address and name}


def field(page: Page, name: str) -> str:
    return page.one("input", name=name).get("value", "")


def test_a_flow_withdrawn_in_the_middle_is_handed_over_whole(
    app: Flask, pages: PageClient, changing: Change, clock: SettableClock
) -> None:
    with changing() as session:
        publish_flow(session, now=NOW)
    page = pages.post("/de/flows/cannot-send", follow=True, status=200)
    page = pages.press(page, "Weiter", option="yes")
    run, _, step = page.url.rpartition("/")
    pages.post(f"{run}/attempts", {"step": step, "outcome": "no_change"})
    PageClient(as_role(app, Role.REVIEWER)).post("/agent/flows/cannot-send/withdrawals")

    page = pages.get("/de/contact")
    for shown in ("Kommen Mails an?", "ohne Wirkung"):
        assert shown in page.text
    clock.advance(seconds=5)
    pages.press(page, SEND, words=WORDS, **WHO)
    with app.app_context():
        lines = db.session.scalars(select(ContextLine).order_by(ContextLine.position)).all()
    assert ("attempt", "no_change") in [(line.section, line.outcome) for line in lines]
    assert "answer" in {line.section for line in lines}
    pages.post(f"{run}/answers", {"step": "receiving", "option": "no"}, status=303)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x%3D1.txt", "aSet-Cookie: x=1.txt"),
        ("filename*=UTF-8''Rechnung%E2%80%AEgnp.txt", "Rechnunggnp.txt"),
        ("filename*=UTF-8''a%E2%81%A6%E2%80%8F%E2%80%8Bb%E2%80%A8c.txt", "ab c.txt"),
        (r'filename="a\"; filename=\"b.exe.txt"', 'a"; filename="b.exe.txt'),
        ('filename=".htaccess.txt"', "htaccess.txt"),
    ],
)
def test_m2_f1_a_name_brings_no_header_and_turns_no_sign_around(
    pages: PageClient, sent: str, kept: str
) -> None:
    parts = {"draft": field(pages.get("/de/contact"), "draft"), "act": "add:file"}
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    body += f'--x\r\nContent-Disposition: form-data; name="files"; {sent}\r\n\r\nx\r\n--x--\r\n'
    pages.browser.post(
        "/de/contact", data=body.encode(), content_type="multipart/form-data; boundary=x"
    )
    (address,) = files(pages.get("/de/contact"))

    assert files(pages.get("/de/contact"))[address] == kept
    answer = pages.get(address).response
    assert "Set-Cookie" not in answer.headers
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "\r" not in disposition
    assert "\n" not in disposition


@pytest.mark.parametrize(
    ("data", "name", "declared"),
    [
        (b"<html><script>alert(1)</script>", "seite.html", "image/png"),
        (b"<html><script>alert(1)</script>", "bild.png", "image/png"),
        (b"%PDF-1.7 <script>", "bild.jpg", "image/jpeg"),
        (b"GIF89a/*<script>*/=1;alert(1)", "bild.gif", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "bild.webp", "image/webp"),
        (b"PK\x03\x04\x14\x00\x06\x00", "brief.pdf", "application/pdf"),
        (b"\x00asm\x01", "log.txt", "text/plain"),
        (picture_bytes(), "rechnung.pdf", "application/pdf"),
    ],
)
def test_f1_what_lies_about_its_type_is_refused_and_nothing_kept(
    app: Flask, pages: PageClient, data: bytes, name: str, declared: str
) -> None:
    form = pages.get("/de/contact")
    fields = {"draft": field(form, "draft"), "act": "add:file", "words": WORDS}
    page = pages.post(
        "/de/contact", {**fields, "files": (BytesIO(data), name, declared)}, status=422
    )

    assert name in page.text
    with app.app_context():
        assert db.session.scalars(select(StoredFile)).all() == []


def test_f1_a_declared_type_is_not_believed(app: Flask, pages: PageClient) -> None:
    form = pages.get("/de/contact")
    fields = {"draft": field(form, "draft"), "act": "add:file"}
    sent = (BytesIO(b"<html><script>alert(1)</script>"), "fehler.log", "text/html")
    page = pages.post("/de/contact", {**fields, "files": sent}, status=303)
    (address,) = files(pages.get(page.location))
    answer = pages.get(address).response

    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

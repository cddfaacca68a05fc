"""The page of a request: who holds its address sees it and may act; nobody else learns of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.escalations.links import Purpose, token_for
from portal.escalations.messages import add_message
from portal.escalations.models import Escalation, MessageKind, Promise, Status
from portal.escalations.operations import hold
from portal.escalations.promises.operations import make_promise, open_promise
from portal.escalations.rules import PromiseKind
from tests.web.escalations.conftest import a_file
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient


@pytest.fixture
def shown(pages, case, desk):
    return pages.get(desk.address(case))


def answer(session, case, lena, text, desk, kind=PromiseKind.NEXT_UPDATE):
    """What the desk does with a public reply."""
    case = session.get(Escalation, case.id)
    now = desk.clock.now
    hold(session, case, now=now)
    message = add_message(session, case, MessageKind.REPLY, text, author_id=lena.id, now=now)
    case.status = Status.OPEN.value
    make_promise(
        session,
        case,
        kind,
        "Lena Braun prüft die Protokolle",
        now + timedelta(hours=3),
        made_by=lena.id,
        fulfils=True,
        now=now,
    )
    return message


def test_the_page_says_who_what_and_by_when(shown):
    text = shown.text.replace("\N{NO-BREAK SPACE}", " ")
    for told in (
        "Anfrage 10 001 eingegangen",
        "bis heute 11:00 Uhr",
        "Lena Braun liest Ihre Anfrage und schreibt Ihnen",
        "Für Sie zuständig Lena Braun Team Kundenservice",
        "Sie haben die Anfrage gesendet",
        "Was wir mitgeschickt haben: 1 Versuch, 1 Angabe",
        "Postausgang geprüft",
        "+49 431 555 0190",
    ):
        assert told in text
    assert shown.h1 == "Ich kann keine Mails senden"


def test_the_address_stays_secret(shown):
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    assert shown.one("meta", name="robots").get("content") == "noindex"
    assert shown.all("link", rel="canonical") == []


def test_a1_a11_every_wrong_address_looks_the_same(app, pages, desk, case, changing):
    with changing() as session:
        other = hand_over(app, session, now=desk.clock.now)
    secret = app.extensions["lotse.settings"].secret_key
    token = desk.address(case).rpartition("/")[2]
    code = token.partition("-")[2]
    wrong = [
        str(case.number),
        str(case.id),
        case.public_id,
        f"{case.public_id}-",
        f"{other.public_id}-{code}",
        token[:-1],
        token.upper(),
        token_for(case.public_id, Purpose.DRAFT, secret),
        token_for(case.public_id, Purpose.CONFIRM, secret),
        token_for("nothere", Purpose.CASE, secret),
        "ä",
    ]
    bodies = set()
    for guess in wrong:
        page = pages.get(f"/de/requests/{guess}", status=404)
        assert case.subject not in page.body
        bodies.add(page.text.replace(page.headers["X-Request-Id"], ""))
        pages.post(f"/de/requests/{guess}/messages", {"body": "x"}, status=404)
        pages.post(f"/de/requests/{guess}/solution", status=404)
    assert len(bodies) == 1


def test_a11_mail_address_and_number_open_nothing(pages, desk, case):
    query = f"?email={case.requester.email}&number={case.number}"
    for path in ("/de/requests", f"/de/requests/{case.number}"):
        pages.get(path + query, status=404)


def test_a13_a_contact_person_is_seen_with_their_case_only(app, desk, case, changing, lena):
    assert f"Lena Braun <{lena.email}>" not in PageClient(app.test_client()).get("/de/").body
    assert lena.email not in PageClient(app.test_client()).get(desk.address(case)).body


def test_an_answer_stands_in_the_time_line_and_its_promise_on_top(
    pages, desk, case, changing, lena
):
    desk.clock.advance(minutes=30)
    with changing() as session:
        answer(session, case, lena, "Neustart überspringe ich.\n\n<b>fett</b>", desk)
        add_message(
            session,
            session.get(Escalation, case.id),
            MessageKind.NOTE,
            "nur für uns",
            author_id=lena.id,
            now=desk.clock.now,
        )
    page = pages.get(desk.address(case))
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "bis heute 13:00 Uhr" in text
    assert text.index("Lena Braun prüft") < text.index("Lena Braun hat geantwortet")
    assert text.index("hat geantwortet") < text.index("Sie haben die Anfrage gesendet")
    assert "Neustart überspringe ich. <b>fett</b>" in text
    assert "nur für uns" not in page.body


def test_a_late_promise_is_called_late(pages, desk, case):
    desk.clock.advance(hours=3)
    page = pages.get(desk.address(case))
    assert "überfällig seit 1 Stunde" in page.text
    assert "das tut uns leid" in page.text


def test_nobody_has_it_is_said_too(app, pages, desk, changing):
    with changing() as session:
        session.scalars(select(Person)).one().active = False
        case = hand_over(app, session, now=desk.clock.now)
    page = pages.get(desk.address(case))
    assert "Team Kundenservice" in page.text
    assert "Unser Team Kundenservice liest Ihre Anfrage" in page.text


def test_the_customer_adds_something(pages, shown, desk, case):
    desk.clock.advance(minutes=5)
    page = pages.press(shown, "Nachricht senden", body="Noch eins:\n\nPort 465 <script>")
    assert "Ihre Nachricht ist angekommen." in page.text
    assert "Sie haben geschrieben" in page.text
    assert "Port 465 <script>" in page.text


def test_a_message_sent_twice_is_said_once(pages, shown, desk):
    for _ in range(2):
        page = pages.press(shown, "Nachricht senden", body="Noch eins")
    assert page.text.count("Sie haben geschrieben") == 1
    desk.clock.advance(minutes=2)
    page = pages.press(shown, "Nachricht senden", body="Noch eins")
    assert page.text.count("Sie haben geschrieben") == 2


def test_an_empty_message_says_what_to_do(pages, shown):
    page = pages.press(shown, "Nachricht senden", body="  ", status=422)
    assert "Schreiben Sie Ihre Nachricht." in page.text


def test_solved_and_not_yet(pages, shown, desk, case):
    page = pages.press(shown, "Ja, gelöst")
    assert "als gelöst abgeschlossen" in page.text
    assert "Sie haben gesagt: gelöst" in page.text
    assert desk.cases()[0].status == Status.SOLVED

    desk.clock.advance(minutes=1)
    page = pages.press(page, "Noch nicht")
    assert "Die Anfrage ist wieder offen." in page.text
    assert "Sie haben die Anfrage wieder geöffnet" in page.text
    assert desk.cases()[0].status == Status.OPEN
    with desk.looking() as session:
        assert open_promise(session, session.get(Escalation, case.id)) is not None

    page = pages.press(page, "Noch nicht")
    assert "Wir bleiben dran." in page.text


def test_s2_looking_changes_nothing(pages, desk, case):
    """Scanners of mail programs open every link, and follow what they find."""
    address = desk.address(case)
    before = desk.cases()[0].revision
    secret = desk.app.extensions["lotse.settings"].secret_key
    token = token_for(case.public_id, Purpose.CONFIRM, secret)
    page = pages.get(f"{address}?token={token}")
    for url in page.links().values():
        if url.startswith("/"):
            pages.browser.get(url)
    for act in ("messages", "confirmation"):
        pages.get(f"{address}/{act}", status=405)
    for act in ("solution", "reopening"):
        pages.browser.get(f"{address}/{act}")
    case = desk.cases()[0]
    assert (case.revision, case.status, case.requester.confirmed_at) == (before, "new", None)


def test_s2_another_site_cannot_act(pages, desk, case):
    for act in ("messages", "solution", "reopening", "confirmation"):
        pages.post(
            f"{desk.address(case)}/{act}", {"body": "x"}, status=403, Sec_Fetch_Site="cross-site"
        )
    assert desk.cases()[0].revision == case.revision


def test_the_page_reads_in_the_other_language_as_well(pages, desk, case):
    page = pages.get(desk.address(case).replace("/de/", "/en/"))
    assert "Request 10" in page.text
    assert page.one("h1").get("lang") == "de"
    assert page.all("a", hreflang="de")[0].get("href") == desk.address(case)


def test_r8_a_file_name_is_text(pages, shown, desk):
    evil = '"><img src=x onerror=alert(1)>.txt'
    page = pages.press(shown, "Nachricht senden", body="x", files=[a_file(b"x", evil)])
    assert "<img src=x" not in page.body


def test_acts_are_limited(pages, shown, desk, case):
    address = f"{desk.address(case)}/messages"
    for _ in range(60):
        pages.post(address, {"body": "x"})  # said once, counted each time
    assert "viel auf einmal" in pages.post(address, {"body": "mein Text"}, status=429).text


def test_there_is_always_one_open_promise_while_the_case_is_open(pages, shown, desk, case):
    page = shown
    for button in ("Ja, gelöst", "Noch nicht", "Ja, gelöst"):
        page = pages.press(page, button)
    pages.press(page, "Nachricht senden", body="Doch nicht")
    with desk.looking() as session:
        states = [
            promise.state for promise in session.scalars(select(Promise).order_by(Promise.id))
        ]
    assert states == ["void", "void", "open"]


def test_solved_or_not_can_be_said_right_after_sending(pages, sent, desk):
    assert "Ihre Anfrage ist angekommen" in sent.text
    page = pages.press(sent, "Ja, gelöst")
    assert desk.cases()[0].status == "solved"
    assert "Ihre Anfrage ist angekommen" not in page.text


def test_programs_read_the_same_as_people(pages, desk, case):
    told = pages.get(f"{desk.address(case)}/status.json").json

    assert (told["number"], told["status"], told["responsible"]) == (10_001, "new", "Lena Braun")
    assert told["promise"]["what"] == "Lena Braun liest Ihre Anfrage und schreibt Ihnen"
    assert told["promise"]["due_at"] == "2026-11-23T10:00:00+00:00"
    assert [step["title"] for step in told["steps"]][-1] == "Sie haben die Anfrage gesendet"
    pages.get(f"/de/requests/{case.public_id}/status.json", status=404)

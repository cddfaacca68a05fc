"""From the form to the case: what is asked for, what is refused, and what is never lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portal.escalations.models import Draft
from portal.journeys.models import Journey
from tests.web.escalations.conftest import WHO, WORDS, send
from tests.web.page_client import PageClient


def test_a_request_without_a_journey_becomes_a_case_with_person_and_promise(sent, desk):
    (case,) = desk.cases()
    assert (case.words, case.name, case.channel) == (WORDS, WHO["name"], "mail")
    assert case.contact.name == "Lena Braun"
    assert sent.url.startswith(desk.address(case))
    for told in ("Ihre Anfrage ist angekommen", "10 001", "Lena Braun", "bis heute 11:00 Uhr"):
        assert told in sent.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Sie müssen bis dahin nichts tun" in sent.text


def test_what_the_page_promises_is_what_is_promised(pages, form, desk):
    assert "Erste Antwort heute bis 11:00 Uhr" in form.text
    assert "bis heute 11:00 Uhr" in send(pages, form).text


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("words", " \n ", "Schreiben Sie, was nicht funktioniert."),
        ("name", "", "Geben Sie Ihren Namen ohne Sonderzeichen ein."),
        ("email", "", "Geben Sie eine E-Mail-Adresse wie name@example.org ein."),
        ("email", "sabine", "Geben Sie eine E-Mail-Adresse wie name@example.org ein."),
        ("email", "ä@example.org", "Geben Sie eine E-Mail-Adresse wie name@example.org ein."),
        ("email", "a@b..example", "Geben Sie eine E-Mail-Adresse wie name@example.org ein."),
    ],
)
def test_an_error_says_what_to_do_and_keeps_everything(pages, form, desk, field, value, error):
    page = send(pages, form, status=422, phone="0431 555", **{field: value})

    assert error in page.text
    assert any(a.get("href") == f"#{field}" for a in page.all("a"))
    typed = {**WHO, "phone": "0431 555"} | {field: value}
    for name in {"name", "email", "phone"} - {field}:
        assert page.one("input", name=name).get("value") == typed[name]
    if field != "words":
        assert "Seit Freitag." in page.text
    assert desk.cases() == []

    desk.clock.advance(seconds=5)
    assert "angekommen" in send(pages, page).text


def test_a_domain_with_umlauts_is_taken(pages, form, desk):
    send(pages, form, email="info@bäckerei-berger.example")
    assert desk.cases()[0].requester.email == "info@xn--bckerei-berger-5hb.example"


def test_a_callback_needs_a_number_and_one_of_our_hours(pages, form, desk):
    page = send(pages, form, status=422, channel="callback", callback_at="2026-11-29T03:00")
    assert "Geben Sie die Nummer ein" in page.text
    assert "Wählen Sie eine Zeit, zu der wir da sind." in page.text

    desk.clock.advance(seconds=5)
    page = send(
        pages,
        page,
        channel="callback",
        phone="+49 431 555-0",
        callback_at="2026-11-23T13:00:00+00:00",
    )
    (case,) = desk.cases()
    assert (case.channel, case.callback_wish) == (
        "callback",
        "Mo., 23. November, 14:00–16:00\xa0Uhr",
    )
    assert "Lena Braun liest Ihre Anfrage und ruft Sie an" in page.text
    assert "bis heute 16:00 Uhr" in page.text


def test_sent_twice_is_one_case(pages, form, desk):
    first = send(pages, form)
    second = send(pages, form)
    assert first.url == second.url
    assert len(desk.cases()) == 1
    assert len(desk.mails()) == 1


def test_a_button_pressed_twice_at_once_is_one_case(app, pages, form, desk):
    data = dict(draft=form.one("input", name="draft").get("value"), words=WORDS, **WHO)
    data["asked"] = form.one("input", name="asked").get("value")
    cookies = {"Cookie": f"lotse_journey={pages.browser.get_cookie('lotse_journey').value}"}

    def press(_: int) -> str:
        answer = app.test_client().post("/de/contact", data=data, headers=cookies)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    with ThreadPoolExecutor(4) as presses:
        addresses = set(presses.map(press, range(4)))
    assert len(addresses) == 1
    assert len(desk.cases()) == 1
    with desk.looking() as session:
        assert session.scalars(select(Draft)).all() == []


def test_what_was_written_after_sending_is_not_lost(pages, form, desk):
    send(pages, form)
    page = send(pages, form, words="Noch etwas ganz anderes", status=409)

    assert page.one("textarea", name="body").text.strip() == "Noch etwas ganz anderes"
    assert "schon gesendet" in page.text
    assert "kam an" in pages.press(page, "Nachricht senden", body="Das kam an.").text


def test_a_browser_without_cookies_can_edit_and_send(desk, app):
    pages = PageClient(app.test_client(use_cookies=False))
    page = pages.get("/de/contact")
    page = pages.press(page, "Datei hinzufügen", words=WORDS, status=422)
    assert "Wählen Sie zuerst eine Datei aus." in page.text
    desk.clock.advance(seconds=5)
    page = pages.press(page, "Ändern: Ihre Worte", name="Sabine Berger")
    assert page.one("textarea").text.strip() == WORDS
    desk.clock.advance(seconds=5)
    sent = pages.press(page, "Anfrage senden", **WHO)
    assert "angekommen" in sent.text
    assert desk.cases()[0].words == WORDS


def test_looking_at_the_form_keeps_nothing(pages, desk):
    pages.get("/de/contact")
    pages.get("/de/contact?edit=words")
    with desk.looking() as session:
        assert session.scalars(select(Journey)).all() == []
        assert session.scalars(select(Draft)).all() == []


def test_after_sending_the_journey_is_over_and_the_draft_gone(sent, pages, desk):
    with desk.looking() as session:
        assert session.scalars(select(Draft)).all() == []
        assert session.scalars(select(Journey)).one().ended_at is not None
    assert pages.get("/de/contact").h1 == "Mit einem Menschen sprechen"


def test_a_search_that_led_here_is_a_first_word(pages, desk):
    page = pages.get("/de/contact?q=drucker+geht+nicht")
    assert page.one("textarea").text.strip() == "drucker geht nicht"


def test_v7_a_filled_honeypot_is_told_and_keeps_the_text(pages, form, desk):
    page = send(pages, form, status=422, website="https://spam.example")
    assert "Lassen Sie das Feld „Website“ leer" in page.text
    assert page.one("textarea", name="words").text.strip() == WORDS
    assert page.one("input", name="website").get("value") is None
    assert desk.cases() == []


def test_v7_who_is_quicker_than_a_person_sends_once_more(pages, desk):
    page = send(pages, pages.get("/de/contact"), status=422)
    assert "Das ging sehr schnell." in page.text
    assert desk.cases() == []
    desk.clock.advance(seconds=3)
    assert "angekommen" in send(pages, page).text


def test_v7_a_form_that_was_open_for_days_is_sent_once_more(pages, form, desk):
    desk.clock.advance(days=2)
    page = send(pages, form, status=422)
    assert "Diese Seite war lange offen." in page.text
    desk.clock.advance(seconds=3)
    assert "angekommen" in send(pages, page).text


@pytest.mark.parametrize("asked", ["", "1764000000", "1764000000-abc", "x-y", "ä"])
def test_v7_a_forged_time_is_none(pages, form, desk, asked):
    assert "lange offen" in send(pages, form, status=422, asked=asked).text
    assert desk.cases() == []


def test_v7_the_rate_of_a_mail_address_is_limited_and_nothing_is_lost(app, desk):
    for _ in range(5):
        pages = PageClient(app.test_client())
        page = pages.get("/de/contact")
        desk.clock.advance(seconds=5)
        send(pages, page)
    pages = PageClient(app.test_client())
    page = pages.get("/de/contact")
    desk.clock.advance(seconds=5)
    page = send(pages, page, status=429)
    assert "+49 431 555 0190" in page.text
    assert "Das war viel auf einmal" in page.text
    assert page.one("textarea", name="words").text.strip() == WORDS
    assert len(desk.cases()) == 5


def test_v7_the_rate_of_a_browser_is_limited(app, desk):
    for number in range(21):
        pages = PageClient(app.test_client())
        page = pages.get("/de/contact")
        desk.clock.advance(seconds=5)
        status = 200 if number < 20 else 429
        send(pages, page, email=f"person{number}@example.org", status=status)
    assert len(desk.cases()) == 20


def test_a_queue_named_in_the_address_gets_the_case(pages, desk):
    page = pages.get("/de/contact?queue=mail")
    desk.clock.advance(seconds=5)
    send(pages, page)
    assert desk.cases()[0].queue.key == "mail"


def test_r7_what_customers_type_is_text(pages, form, desk):
    evil = '"><script>alert(1)</script>'
    page = send(pages, form, name=evil, words=evil)
    assert "<script>alert" not in page.body
    assert desk.cases()[0].name == evil

"""A case for somebody on the phone, without JavaScript: found, listened to, promised, opened."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.escalations.case_queries import context_lines
from portal.escalations.models import Escalation, Promise
from tests.conftest import SettableClock
from tests.web.cases.conftest import TOMORROW, address
from tests.web.conftest import Change
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import Page, PageClient

PHONE = "/agent/cases/phone"
WORDS = "Ich habe den Router neu gestartet, ohne Erfolg. Fehler 0x80042109 in Outlook."
Desks = Callable[[str], PageClient]


def form_of_call(page: Page, **typed: str) -> dict[str, str]:
    """What the browser would send of the page, with what is typed into it."""
    (form,) = [form for form in page.all("form") if form.get("action") == PHONE]
    sent = {}
    for field in form.iter("input"):
        kind = field.get("type", "text")
        if kind not in {"radio", "checkbox"} or field.get("checked") is not None:
            sent[field.get("name", "")] = field.get("value") or ""
    for field in form.iter("textarea"):
        sent[field.get("name", "")] = (field.text or "").strip()
    for field in form.iter("select"):
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        if options:
            sent[field.get("name", "")] = (chosen or options)[0].get("value", "")
    return sent | typed


def a_call(page: Page, **more: str) -> dict[str, str]:
    """A call that can be opened; give what differs."""
    typed = {
        "act": "open",
        "name": "Hanne Lürs",
        "email": "hanne@example.org",
        "words": WORDS,
        "promise": "Ich sehe nach und rufe Sie an",
        "due": TOMORROW,
    }
    return form_of_call(page, **(typed | more))


def look(desk: PageClient, sent: dict[str, str]) -> Page:
    """Send the form without opening the case."""
    return desk.post(PHONE, sent, status=200)


def newest(app: Flask) -> Escalation:
    with app.app_context():
        found = db.session.scalars(select(Escalation).order_by(Escalation.id.desc())).first()
        assert found is not None
        _ = found.requester, found.contact
        return found


def test_a_call_becomes_a_case_with_contact_promise_attempts_and_facts(
    app: Flask, lena: PageClient, case: str
) -> None:
    page = look(lena, form_of_call(lena.get(PHONE), act="look", words=WORDS))
    assert "Router neu starten" in page.text
    assert page.one("input", id="fact-error_text").get("value") == "0x80042109"

    sent = a_call(page, words=WORDS, **{"did:router.restart": "yes"})
    lena.post(PHONE, sent, status=303)

    new = newest(app)
    assert new.contact is not None
    assert (new.name, new.contact.name) == ("Hanne Lürs", "Lena Braun")
    assert (new.confirmed_at, new.requester.confirmed_at) == (None, None)
    with app.app_context():
        lines = {(line.label, line.text, line.outcome) for line in context_lines(db.session, new)}
        promise = db.session.scalars(select(Promise).where(Promise.escalation_id == new.id)).one()
        mails = select(OutboundMail.kind).where(OutboundMail.recipient == "hanne@example.org")
        kinds = list(db.session.scalars(mails))
    assert ("", "Router neu starten", "no_change") in lines
    assert ("Fehlermeldung", "0x80042109", "") in lines
    assert promise.text == "Ich sehe nach und rufe Sie an"
    assert kinds == ["case.neutral"]  # m1: an address that was said on the phone is nobody's yet


def test_the_code_that_is_read_out_leads_to_the_request(
    app: Flask, lena: PageClient, pages: PageClient, case: str
) -> None:
    lena.post(PHONE, a_call(lena.get(PHONE)), status=303)
    new = newest(app)
    code = lena.get(address(new.public_id)).one("strong", class_="case-code").text or ""
    assert len(code) == 9

    shown = pages.post("/de/requests/code", {"code": f" {code.lower()} "}, status=303)

    assert shown.location == address_of(app, new)
    assert "Sie haben angerufen, Lena Braun hat es aufgenommen" in pages.get(shown.location).text


def test_a_code_runs_out_and_its_text_stands_nowhere(
    app: Flask, lena: PageClient, pages: PageClient, clock: SettableClock, case: str
) -> None:
    lena.post(address(case, "codes"), status=303)
    code = lena.get(address(case)).one("strong", class_="case-code").text or ""
    lena.post(address(case, "codes"), status=303)
    assert lena.get(address(case)).one("strong", class_="case-code").text == code  # said twice

    with app.app_context():
        kept = db.session.connection().exec_driver_sql("SELECT * FROM case_code").all()
    assert code.replace(" ", "") not in str(kept)

    clock.advance(days=14)
    pages.post("/de/requests/code", {"code": code}, status=422)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Geben Sie den Namen ein"),
        ({"email": "", "phone": ""}, "E-Mail-Adresse oder eine Telefonnummer"),
        ({"email": "hanne"}, "name@example.org"),
        ({"phone": "anrufen"}, "0431 555 0190"),
        ({"email": "", "phone": "0431 5550190"}, "nur am Telefon antworten"),
        ({"channel": "callback", "phone": ""}, "unter der wir zurückrufen"),
        ({"words": ""}, "Ein Satz genügt"),
        ({"promise": ""}, "was als Nächstes geschieht"),
        ({"due": ""}, "bis wann"),
        ({"due": "2026-11-24T03:00+01:00"}, "niemand da"),
        ({"due": "2026-11-20T10:00+01:00"}, "vorbei"),
        ({"due": "bald"}, "bis wann"),
    ],
)
def test_what_is_missing_is_named_and_all_that_was_typed_stays(
    app: Flask, lena: PageClient, case: str, typed: Mapping[str, str], said: str
) -> None:
    before = newest(app).id
    sent = a_call(lena.get(PHONE), **{"fact:device": "Laptop"}, **typed)
    page = lena.post(PHONE, sent, status=422)

    assert said in page.text
    assert newest(app).id == before
    kept = form_of_call(page)
    for name in ("name", "email", "phone", "words", "promise", "fact:device"):
        assert kept[name] == sent[name]


def test_a_number_alone_is_enough_and_no_mail_goes_out(
    app: Flask, lena: PageClient, pages: PageClient, case: str
) -> None:
    for number in ("0431 111", "0431 222"):
        sent = a_call(lena.get(PHONE), email="", phone=number, channel="callback")
        lena.post(PHONE, sent, status=303)
    new = newest(app)

    assert new.requester.email is None
    with app.app_context():
        recipients = set(db.session.scalars(select(OutboundMail.recipient)))
    assert recipients == {"noise@example.org", "sabine@baeckerei-berger.example"}
    assert "0431 222" in pages.get(address_of(app, new)).text
    assert "0431 222" in lena.get(address(new.public_id)).text


def test_sent_twice_it_is_one_case(app: Flask, lena: PageClient, case: str) -> None:
    sent = a_call(lena.get(PHONE))
    first, second = (lena.post(PHONE, sent, status=303).location for _twice in range(2))

    assert first == second


class TestFindingACustomer:
    @pytest.mark.parametrize(
        "text", ["berger", "Sabine", "sabine@baecker", "0431 555-12", "10002", "43155512"]
    )
    def test_by_name_address_number_and_phone(
        self, app: Flask, lena: PageClient, changing: Change, case: str, text: str
    ) -> None:
        with changing() as session:
            mine = select(Escalation).where(Escalation.public_id == case)
            session.scalars(mine).one().phone = "+49 (431) 555/12"
        page = look(lena, form_of_call(lena.get(PHONE), act="find", q=text))

        assert "sabine@baeckerei-berger.example" in page.text
        chosen = look(lena, form_of_call(page, act=f"use:{case}"))
        kept = form_of_call(chosen)
        assert (kept["name"], kept["email"]) == (
            "Sabine Berger",
            "sabine@baeckerei-berger.example",
        )

    @pytest.mark.parametrize("text", ["", "b", "%", "__", "12", "x' OR 1=1 --", "@"])
    def test_too_little_to_mean_somebody_finds_nobody(
        self, lena: PageClient, case: str, text: str
    ) -> None:
        page = look(lena, form_of_call(lena.get(PHONE), act="find", q=text))
        assert not page.all("ul", class_="phone-customers")

    @pytest.mark.parametrize("text", ["Nebensache", "noise@example.org", "10001"])
    def test_a4_nobody_of_another_team_is_found_or_taken_over(
        self, app: Flask, lena: PageClient, desk_of: Desks, case: str, text: str
    ) -> None:
        with app.app_context():
            other = db.session.scalars(
                select(Escalation.public_id).where(Escalation.name == "Nebensache")
            ).one()
        page = look(lena, form_of_call(lena.get(PHONE), act="find", q=text))
        assert "Nebensache" not in [row.text for row in page.all("button")]
        assert not page.all("ul", class_="phone-customers")
        taken = look(lena, form_of_call(page, act=f"use:{other}", q=""))
        assert form_of_call(taken)["name"] == ""

        aylin = desk_of("Aylin")
        found = look(aylin, form_of_call(aylin.get(PHONE), act="find", q=text))
        assert found.all("ul", class_="phone-customers")

    def test_a4_a_case_is_opened_in_one_s_own_teams_only(
        self, app: Flask, lena: PageClient, case: str
    ) -> None:
        lena.post(PHONE, a_call(lena.get(PHONE), team="web"), status=303)
        with app.app_context():
            team = db.session.get_one(Escalation, newest(app).id).queue.key
        assert team == "mail"

    def test_a4_the_key_of_another_team_s_case_opens_nothing(
        self, app: Flask, lena: PageClient, changing: Change, clock: SettableClock, case: str
    ) -> None:
        with changing() as session:
            key = hand_over(app, session, now=clock(), queue_key="web", email="b@example.org")
            public_id = key.public_id
        lena.post(PHONE, a_call(lena.get(PHONE), key=public_id), status=404)


class TestRemedies:
    def test_are_found_by_words_and_added_ticked(self, lena: PageClient) -> None:
        page = look(lena, form_of_call(lena.get(PHONE), act="remedies", remedy="router"))
        assert "Router neu starten" in page.text

        added = look(lena, form_of_call(page, act="add:router.restart"))
        assert added.one("input", id="did-router.restart").get("checked") is not None
        sent = form_of_call(added, act="look")
        assert look(lena, sent).all("input", id="did-router.restart")
        del sent["did:router.restart"]
        assert not look(lena, sent).all("input", id="did-router.restart")

    def test_one_that_does_not_exist_is_not_added(self, lena: PageClient) -> None:
        page = look(lena, form_of_call(lena.get(PHONE), act="add:<script>"))
        assert not page.all("input", id="did-<script>")


class TestA11GuessingCodes:
    def test_every_wrong_code_is_answered_alike(self, pages: PageClient, case: str) -> None:
        texts = {
            pages.post("/de/requests/code", {"code": code}, status=422).text.replace(code, "")
            for code in ("23456789", "FHJKLMPQ", "00000000", "x", "<b>")
        }
        assert len(texts) == 1

    def test_after_some_tries_nothing_is_tried_any_more(
        self, app: Flask, lena: PageClient, pages: PageClient, case: str
    ) -> None:
        lena.post(address(case, "codes"), status=303)
        code = lena.get(address(case)).one("strong", class_="case-code").text or ""
        for number in range(20):
            pages.post("/de/requests/code", {"code": f"{number}"}, status=422)
        pages.post("/en/requests/code", {"code": code}, status=429)


def test_help_that_was_begun_for_a_caller_becomes_a_case(
    app: Flask, lena: PageClient, desk_of: Desks, case: str, changing: Change
) -> None:
    from portal.troubleshooter.flows import LIBRARY, sync_flows

    with changing() as session:
        sync_flows(session, LIBRARY, now=app.extensions["lotse.clock"]())
    run = lena.post("/agent/flows/mail-send-fails/calls", status=303).location
    page = lena.get(run, follow=True)
    link = next(url for text, url in page.links().items() if "Fall daraus machen" in text)
    desk_of("Tom").get(link, status=404)  # somebody else's call

    lena.post(PHONE, a_call(lena.get(link)), status=303)

    new = newest(app)
    assert new.journey_id is not None
    assert "Fall daraus machen" not in lena.get(run, follow=True).text

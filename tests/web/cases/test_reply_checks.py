"""The checks of a reply: what repeats or asks again is said, and held back once."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.events import Event
from tests.web.cases.conftest import Seeing, address, form_of, kept_text, reply_to
from tests.web.page_client import Page, PageClient, words

REPEAT = "Bitte prüfen Sie den Postausgangsserver noch einmal."
KNOWN = "Welche Fehlermeldung sehen Sie?"
GREETING = "Guten Tag Frau Berger,\n\n"
HOSTILE = '<img src=x onerror="alert(1)">{{ 7*7 }}</textarea><script>1</script>'
PICTURE = "Könnten Sie uns einen Screenshot schicken?"
Desks = Callable[[str], PageClient]


def checked(desk: PageClient, case: str, body: str, **more: str) -> Page:
    """The page of the case after the button "Check"."""
    form = reply_to(desk.get(address(case)), body) | more
    return desk.post(address(case, "checks"), form, status=200)


def again(page: Page, **typed: str) -> dict[str, str]:
    """The reply of a page that came back, with its hidden fields and its text."""
    return reply_to(page, kept_text(page), **typed)


@pytest.fixture
def recorded(app: Flask, seen: Seeing) -> Callable[[], dict[str, list[object]]]:
    """recorded(): the events about checks, by name: their kinds."""

    def look() -> dict[str, list[object]]:
        mine = f"case:{seen().case.id}"
        with app.app_context():
            events = list(db.session.scalars(select(Event).where(Event.subject == mine)))
        names = {"case.asked_again", "case.asked_with_reason", "case.check_dismissed"}
        return {
            event.name: event.details.get("kinds", event.details.get("kind"))
            for event in events
            if event.name in names
        }

    return look


class TestChecking:
    def test_a_repeat_says_who_did_it_and_with_what_outcome(
        self, lena: PageClient, case: str
    ) -> None:
        page = checked(lena, case, GREETING + REPEAT)

        assert "Sabine Berger hat „Postausgang geprüft“" in page.text
        assert "ohne Wirkung" in page.text
        assert "Ein Hinweis, bevor Sie senden" in page.text
        assert kept_text(page) == GREETING + REPEAT

    def test_a_question_whose_answer_is_there_shows_it_and_where(
        self, lena: PageClient, case: str
    ) -> None:
        page = checked(lena, case, f"{GREETING}{PICTURE} Seit wann ist das so?")

        assert "Der Kunde hat ein Bild geschickt: fehlermeldung.png" in page.text
        assert page.one("a", href="#files") is not None
        assert "Das wissen wir schon: „Seit Freitag“" in page.text
        assert page.one("a", href="#words") is not None

    def test_what_is_missing_or_odd_is_said_without_holding_anything_back(
        self, lena: PageClient, case: str, seen: Seeing
    ) -> None:
        body = (
            "Please have a look at the outgoing server of your account, then you will be able to "
            "send again. I have attached a file for you."
        )
        page = checked(lena, case, body, promise="", due="")

        for message in (
            "Der Antwort fehlt die Anrede.",
            "Die Antwort ist auf Englisch, der Kunde schreibt Deutsch.",
            "Der Text spricht von einem Anhang, aber es hängt nichts an.",
            "Noch steht nicht da, wie es weitergeht und bis wann.",
        ):
            assert message in page.text
        lena.post(address(case, "replies"), reply_to(page, "I have attached a file for you."))
        assert len(seen().said) == 1

    def test_a_link_that_the_customer_cannot_open_is_named(
        self, app: Flask, lena: PageClient, case: str
    ) -> None:
        base = app.extensions["lotse.settings"].base_url
        page = checked(lena, case, f"{GREETING}Siehe {base}/de/articles/geheim.")

        assert "Der Artikel „geheim“ ist für Kunden nicht veröffentlicht." in page.text

    def test_a_reply_without_a_fault_is_said_to_have_none(
        self, lena: PageClient, case: str
    ) -> None:
        page = checked(lena, case, f"{GREETING}ich sehe mir das Protokoll an.")

        assert "Geprüft: nichts gefunden." in page.text

    def test_a_script_gets_the_findings_alone(self, lena: PageClient, case: str) -> None:
        form = reply_to(lena.get(address(case)), PICTURE)
        answer = lena.post(address(case, "checks"), form, status=200, Accept="application/json")

        found = json.loads(answer.body)
        assert found["asks"] is True
        assert found["body"] is None
        assert "fehlermeldung.png" in found["html"]
        assert "<main" not in found["html"]


class TestWaysOut:
    def test_the_sentence_is_removed(self, lena: PageClient, case: str) -> None:
        page = checked(
            lena, case, f"{GREETING}{PICTURE} Ich sehe nach.", act="remove:known-picture"
        )

        assert kept_text(page) == f"{GREETING}Ich sehe nach."
        assert "fehlermeldung.png" not in words(page.one("div", id="checks"))

    def test_a_reason_is_put_into_the_text_and_nothing_is_held_back(
        self, lena: PageClient, case: str, seen: Seeing, recorded: Callable[[], dict[str, object]]
    ) -> None:
        page = checked(
            lena,
            case,
            f"{GREETING}{PICTURE} Ich sehe nach.",
            act="reason:known-picture",
            **{"because-known-picture": "das erste unscharf ist."},
        )
        body = f"{GREETING}{PICTURE} Bitte noch einmal, weil das erste unscharf ist. Ich sehe nach."

        assert kept_text(page) == body
        lena.post(address(case, "replies"), again(page))
        assert seen().said == [("reply", body)]
        assert recorded() == {"case.asked_with_reason": ["known"]}
        assert seen().case.runarounds == 0

    def test_a_finding_that_is_wrong_stays_away_and_is_recorded_by_its_kind(
        self, lena: PageClient, case: str, seen: Seeing, recorded: Callable[[], dict[str, object]]
    ) -> None:
        page = checked(lena, case, GREETING + PICTURE, act="dismiss:known-picture")
        assert "Geprüft: nichts gefunden." in page.text

        lena.post(address(case, "replies"), again(page))

        assert seen().said == [("reply", GREETING + PICTURE)]
        assert recorded() == {"case.check_dismissed": "known"}


class TestSending:
    def test_the_page_comes_back_once_and_sends_all_the_same(
        self, lena: PageClient, case: str, seen: Seeing, recorded: Callable[[], dict[str, object]]
    ) -> None:
        sent = reply_to(lena.get(address(case)), PICTURE)

        page = lena.post(address(case, "replies"), sent, status=422)

        assert "Trotzdem senden" in page.text
        assert kept_text(page) == PICTURE
        assert not seen().said
        lena.post(address(case, "replies"), again(page))
        lena.post(address(case, "replies"), again(page))
        assert seen().said == [("reply", PICTURE)]
        assert recorded() == {"case.asked_again": ["known"]}
        assert seen().case.runarounds == 1

    def test_a_reason_that_was_typed_goes_along(
        self, lena: PageClient, case: str, seen: Seeing
    ) -> None:
        sent = reply_to(lena.get(address(case)), PICTURE)
        sent["because-known-picture"] = "das erste unscharf ist"

        lena.post(address(case, "replies"), sent)

        (said,) = seen().said
        assert said[1] == f"{PICTURE} Bitte noch einmal, weil das erste unscharf ist."

    def test_what_has_to_be_found_out_is_said_with_one_button_and_a_time(
        self, lena: PageClient, case: str, seen: Seeing
    ) -> None:
        page = lena.get(address(case))
        form = next(form for form in page.all("form") if form.get("class") == "composer-later")
        typed = {field.get("name", ""): field.get("value", "") for field in form.iter("input")}
        text = next(form.iter("textarea")).text or ""
        time = next(button for button in form.iter("button"))

        lena.post(address(case, "replies"), typed | {"body": text, "due": time.get("value", "")})

        ((_kind, said),) = seen().said
        assert "das muss ich erst herausfinden" in said
        assert seen().open_promise.text == "Ich finde heraus, woran es liegt, und schreibe Ihnen"


class TestAttacks:
    def test_a4_the_checks_of_a_foreign_case_are_not_there(
        self, desk_of: Desks, lena: PageClient, case: str
    ) -> None:
        form = reply_to(lena.get(address(case)), PICTURE)
        answer = desk_of("Aylin").post(address(case, "checks"), form, status=404)

        assert "fehlermeldung.png" not in answer.body

    def test_r8_html_in_a_reply_is_text_in_the_findings(self, lena: PageClient, case: str) -> None:
        for act in ("", f"dismiss:{HOSTILE}", "remove:known-picture"):
            page = checked(lena, case, f"{HOSTILE} {PICTURE}", act=act, dismissed=HOSTILE)
            assert "<img src=x" not in page.body
            assert "<script>1" not in page.body

    def test_two_megabytes_are_checked_by_nobody_and_kept(
        self, lena: PageClient, case: str
    ) -> None:
        page = checked(lena, case, PICTURE * 50_000)

        assert page.body.count("Könnten Sie uns einen Screenshot") == 50_000


def test_the_form_of_a_note_is_left_alone(lena: PageClient, case: str, seen: Seeing) -> None:
    lena.post(address(case, "notes"), form_of(lena.get(address(case)), "notes", body=PICTURE))
    assert seen().said == [("note", PICTURE)]

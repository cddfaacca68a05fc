"""A flow that is published anew while customers are on the way: nothing that they said is lost."""

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.remedies.models import Attempt
from portal.troubleshooter.models import Run, RunAnswer
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words
from tests.web.running_flows import SOURCE, publish_flow
from tests.web.troubleshooter.conftest import address, begin, outcome, reply, so_far

REVISED = "Diese Schritte wurden überarbeitet, während Sie unterwegs waren."


@pytest.fixture
def anew(changing, clock):
    """anew(old, new, …): publish the sample with these texts replaced."""

    def publish(*replaced: tuple[str, str]) -> None:
        source = SOURCE
        for old, new in replaced:
            assert old in source
            source = source.replace(old, new)
        clock.advance(minutes=1)
        with changing() as session:
            publish_flow(session, now=clock(), source=source)

    return publish


@pytest.fixture
def asked(pages, remedy) -> Page:
    """After a first answer and a first remedy."""
    return outcome(pages, remedy, "no_change")


def rows(app) -> list[tuple[str, list[str], str]]:
    with app.app_context():
        present = select(RunAnswer).where(RunAnswer.superseded_at.is_(None))
        found = db.session.scalars(present.order_by(RunAnswer.step))
        return [(row.step, row.value, row.label) for row in found]


def version(app) -> int:
    with app.app_context():
        return db.session.scalars(select(Run)).one().version.number


def test_a_run_goes_on_in_the_new_version_and_says_so_once(app, pages, anew, asked):
    anew(("Welches Programm benutzen Sie?", "Mit welchem Programm schreiben Sie?"))

    page = pages.get(asked.url)

    assert page.h1 == "Mit welchem Programm schreiben Sie?"
    assert f"{REVISED} Was Sie geantwortet und versucht haben, gilt weiter." in page.text
    assert len(so_far(page)) == 2
    assert version(app) == 3  # looking changes nothing
    page = pages.press(page, "Weiter", text="Outlook")
    assert page.h1 == "Legen Sie das Konto neu an"
    assert REVISED not in page.text
    assert version(app) == 4
    assert REVISED not in pages.get(address(page), follow=True).text


def test_who_sends_an_older_page_is_told_on_the_next_one(app, pages, anew, asked):
    anew(("Welches Programm benutzen Sie?", "Mit welchem Programm schreiben Sie?"))

    page = pages.press(asked, "Weiter", text="Outlook")

    assert page.h1 == "Legen Sie das Konto neu an"
    assert REVISED in page.text
    assert REVISED not in outcome(pages, page, "could_not").text


def test_replies_are_found_again_by_what_ids_were_renamed_from(app, pages, anew, asked):
    anew(
        ("start: receiving", "start: arrives"),
        ("  receiving:\n", "  arrives:\n    renamed_from: receiving\n"),
        ('      - id: "yes"\n', '      - id: they_do\n        renamed_from: "yes"\n'),
    )

    page = pages.get(asked.url)

    assert page.h1 == "Welches Programm benutzen Sie?"
    assert so_far(page)[0].startswith("Kommen Mails an? Ja, sie kommen an")
    assert "nicht mehr gebraucht" not in page.text
    pages.press(page, "Weiter", text="Outlook")
    assert rows(app) == [
        ("arrives", ["they_do"], "Ja, sie kommen an"),
        ("program", ["Outlook"], "Outlook"),
    ]


def test_an_answer_that_is_not_offered_any_more_is_asked_for_again(pages, anew, remedy):
    anew(('      - id: "yes"\n', "      - id: other\n"))

    page = pages.get(remedy.url, follow=True)

    assert page.h1 == "Kommen Mails an?"
    assert "bitte wählen Sie noch einmal: „Kommen Mails an?“" in page.text
    assert reply(pages, page, "other").h1 == "Tragen Sie das Passwort neu ein"


def test_a_question_that_is_gone_is_named(pages, anew, asked):
    anew(("start: receiving", "start: password"))

    page = pages.get(asked.url)

    assert "Diese Antwort wird nicht mehr gebraucht: „Kommen Mails an?“" in page.text
    assert page.h1 == "Welches Programm benutzen Sie?"  # what was tried still counts
    assert len(so_far(page)) == 1


def test_a_page_of_a_step_that_is_called_otherwise_now_is_taken(app, pages, anew, begun):
    anew(
        ("start: receiving", "start: arrives"),
        ("  receiving:\n", "  arrives:\n    renamed_from: receiving\n"),
    )

    page = reply(pages, begun, "yes")

    assert page.h1 == "Tragen Sie das Passwort neu ein"
    assert rows(app) == [("arrives", ["yes"], "Ja, sie kommen an")]


def test_a_refused_answer_says_it_too(pages, anew, begun):
    anew(('      - id: "yes"\n', "      - id: other\n"))

    page = pages.press(begun, "Weiter", option="yes", status=422)

    assert "Diese Antwort gibt es hier nicht" in page.text
    assert REVISED in page.text


def test_a_flow_that_is_only_drafted_anew_changes_nothing(pages, anew, asked):
    anew(("status: published", "status: draft"), ("Welches Programm", "Mit welchem Programm"))

    page = pages.get(asked.url)

    assert page.h1 == "Welches Programm benutzen Sie?"
    assert REVISED not in page.text


def test_a_run_that_has_ended_stays_as_it_was(pages, anew, remedy):
    ended = outcome(pages, remedy, "solved")
    anew(("Schön, dass es wieder geht", "Fertig"))

    assert pages.get(ended.url).h1 == "Schön, dass es wieder geht"


def test_what_was_agreed_to_and_tried_stays(app, pages, anew, asked):
    page = pages.press(asked, "Weiter", text="Outlook")
    page = pages.press(page, "Verstanden, Anleitung zeigen")
    anew(("Legen Sie das Konto neu an", "Richten Sie das Konto neu ein"))

    page = pages.get(page.url)

    assert page.h1 == "Richten Sie das Konto neu ein"
    assert page.all("button", class_="outcome-button")
    outcome(pages, page, "no_change")
    with app.app_context():
        versions = [row.version for row in db.session.scalars(select(Attempt).order_by(Attempt.id))]
        assert versions == [3, 4]


def test_other_words_about_what_may_be_lost_are_agreed_to_anew(pages, anew, asked):
    page = pages.press(asked, "Weiter", text="Outlook")
    page = pages.press(page, "Verstanden, Anleitung zeigen")
    anew(("Entwürfe, die nur auf diesem Gerät liegen, gehen", "Alle Entwürfe gehen"))

    page = pages.get(page.url)

    assert "Alle Entwürfe gehen verloren." in page.text
    assert not page.all("button", class_="outcome-button")


def test_two_devices_see_the_same(app, pages, anew, asked):
    phone = PageClient(app.test_client())
    phone.press(phone.get(address(asked)), "Hier weitermachen")
    anew(("Welches Programm benutzen Sie?", "Mit welchem Programm schreiben Sie?"))

    pages.press(pages.get(asked.url), "Weiter", text="Outlook")

    assert phone.get(address(asked), follow=True).h1 == "Legen Sie das Konto neu an"


def test_who_begins_now_is_told_nothing(app, pages, anew, begun):
    anew(("Kommen Mails an?", "Kommt etwas an?"))

    page = begin(PageClient(app.test_client()))

    assert page.h1 == "Kommt etwas an?"
    assert REVISED not in words(page.tree)


def test_in_english(pages, anew, asked):
    anew(("start: receiving", "start: password"))

    page = pages.get("/en" + asked.url[3:])

    assert "These steps were revised while you were on the way." in page.text
    assert "This answer is not needed any more: “Does mail arrive?”" in page.text

"""One screen to confirm, correct or drop; nothing counts before, nothing is lost or doubled."""

from portal.core.db import db
from portal.core.events import Event
from portal.remedies.models import Attempt
from tests.web.intake.conftest import MAYBE, PASSWORD, ROUTER, SAID, TEXT, agree, known, tell, tried
from tests.web.page_invariants import words
from tests.web.troubleshooter.conftest import reply


def test_what_was_understood_stands_there_with_the_customers_words(understood):
    assert understood.h1 == "So haben wir Sie verstanden. Stimmt das?"
    assert TEXT in words(understood.one("blockquote"))
    marked = [words(mark) for mark in understood.all("mark")]
    assert {"Seit Freitag", SAID, MAYBE, "Kundennummer 204 183"} <= set(marked)
    box = understood.one("input", name=f"did:{PASSWORD}")
    assert (box.get("type"), "checked" in box.attrib) == ("checkbox", True)
    assert f"aus Ihrem Text: „{SAID}“" in understood.text


def test_what_is_doubtful_is_asked_and_nothing_is_chosen(understood):
    radios = understood.all("input", name=f"did:{ROUTER}")

    assert [radio.get("value") for radio in radios] == ["yes", "no", "unknown"]
    assert not any("checked" in radio.attrib for radio in radios)
    assert "Haben Sie das schon gemacht: Router neu starten?" in understood.text
    assert f"Sie schreiben: „{MAYBE}“" in understood.text


def test_nothing_counts_before_it_is_confirmed(app, understood):
    assert tried(app) == {}
    assert known(app) == {}


def test_confirmed_attempts_are_left_out_and_named_by_the_flow(app, pages, understood):
    page = agree(pages, understood)
    assert page.h1 == "Kommen Mails an?"

    page = reply(pages, page, "yes")

    assert page.h1 != "Tragen Sie das Passwort neu ein"
    assert "Übersprungen, weil Sie es schon versucht haben" in page.text
    assert tried(app) == {PASSWORD: ("no_change", "intake", True)}
    links = page.links()
    again = next(url for label, url in links.items() if label.startswith("doch noch einmal zeigen"))
    assert pages.get(again).h1 == "Tragen Sie das Passwort neu ein"


def test_title_and_language_that_were_shown_are_kept(app, pages, flow):
    pages.press(tell(pages, lang="en"), "That is right, continue")

    with app.app_context():
        row = db.session.query(Attempt).one()
        shown = "Re-enter the password in the mail app"
        assert (row.title, row.locale, row.wording) == (shown, "en", None)


def test_answers_and_corrections_count(app, pages, understood):
    agree(
        pages,
        understood,
        **{
            f"did:{PASSWORD}": [],
            f"did:{ROUTER}": "yes",
            f"outcome:{ROUTER}": "worse",
            "fact:since": "Samstag",
            "drop:error_text": "1",
            "fact:changed_before": "neues Handy",
        },
    )

    assert tried(app) == {ROUTER: ("worse", "intake", True)}
    assert known(app) == {
        "since": "Samstag",
        "customer_number": "204 183",
        "changed_before": "neues Handy",
    }


def test_twice_confirmed_is_recorded_once(app, pages, understood):
    first = agree(pages, understood)
    second = agree(pages, understood)

    assert first.url == second.url
    assert tried(app) == {PASSWORD: ("no_change", "intake", True)}
    with app.app_context():
        assert db.session.query(Attempt).count() == 1


def test_the_page_remembers_what_was_confirmed_and_it_can_be_taken_back(app, pages, understood):
    agree(pages, understood, **{f"did:{ROUTER}": "no", "drop:error_text": "1"})

    page = pages.get("/de/intake/understood")
    assert "checked" in page.one("input", name=f"did:{PASSWORD}").attrib
    assert "checked" not in page.one("input", name=f"did:{ROUTER}").attrib
    assert "checked" in page.one("input", name="drop:error_text").attrib
    agree(pages, page, **{f"did:{PASSWORD}": [], "drop:since": "1"})

    assert tried(app) == {}
    assert "since" not in known(app)


def test_what_the_flow_recorded_since_then_holds(app, pages, understood):
    page = reply(pages, agree(pages, understood, **{f"did:{PASSWORD}": []}), "yes")
    data = {"step": page.url.rpartition("/")[2], "outcome": "no_change"}
    pages.post(f"{page.url.rpartition('/')[0]}/attempts", data, follow=True, status=200)

    agree(pages, understood, **{f"outcome:{PASSWORD}": "solved"})

    assert tried(app)[PASSWORD] == ("no_change", "flow", False)
    assert "steht schon in Ihren Schritten" in pages.get("/de/intake/understood").text


def test_a_changed_text_is_read_anew_and_keeps_what_was_confirmed(app, pages, understood):
    agree(pages, understood)
    page = pages.get("/de/intake")
    assert page.one("textarea").text == TEXT

    page = pages.press(page, "Weiter", words="Es geht immer noch nicht.")

    assert "checked" in page.one("input", name=f"did:{PASSWORD}").attrib  # said before, still true
    agree(pages, page, problem="other")
    assert tried(app) == {PASSWORD: ("no_change", "intake", True)}
    assert known(app)["customer_number"] == "204 183"


def test_an_old_page_confirms_nothing_of_a_newer_text(app, pages, understood):
    tell(pages, "Etwas ganz anderes mit der Mail im Postausgang.")

    page = pages.press(understood, "Stimmt so, weiter", status=409)

    assert "inzwischen in einem anderen Fenster geändert" in page.text
    assert tried(app) == {}


def test_the_problem_is_chosen_by_the_customer(pages, understood):
    values = [radio.get("value") for radio in understood.all("input", name="problem")]
    assert values == ["flow:cannot-send", "other"]

    page = pages.press(understood, "Stimmt so, weiter", status=422, problem=["nonsense"])

    assert "Wählen Sie, was am besten passt." in page.text
    assert agree(pages, page, problem="other").url == "/de/intake/results"


def test_where_nothing_fits_a_person_takes_over(pages, hearing):
    page = tell(pages, "Ich finde meine Katze nicht.")
    assert not page.all("input", name="problem")
    assert "Ab hier übernimmt ein Mensch." in page.text

    page = agree(pages, page)

    assert page.url == "/de/contact"
    assert "Ich finde meine Katze nicht." in page.text


def test_the_person_button_takes_along_what_has_a_tick(app, pages, understood):
    form = {"act": "person", "revision": "1", f"did:{PASSWORD}": "yes", "fact:since": "Freitag"}

    page = pages.post("/de/intake/understood", form, follow=True, status=200)

    assert page.url == "/de/contact"
    assert TEXT in page.text
    assert "Passwort im Mailprogramm neu eintragen" in page.text
    assert tried(app) == {PASSWORD: ("unknown", "intake", True)}


def test_what_was_right_and_wrong_is_learnt_from_without_a_word_of_the_text(app, pages, understood):
    agree(pages, understood, **{f"did:{ROUTER}": "no", "fact:since": "Samstag"})

    with app.app_context():
        [event] = db.session.query(Event).filter_by(name="intake.confirmed")
    assert event.details["attempts"] == [
        {"remedy": PASSWORD, "likely": True, "outcome": "no_change", "said": "no_change"},
        {"remedy": ROUTER, "likely": False, "outcome": "unknown", "said": "not_done"},
    ]
    assert event.details["facts"] == {
        "since": "changed",
        "customer_number": "kept",
        "error_text": "kept",
    }
    assert "Freitag" not in str(event.details)


def test_hostile_text_is_shown_as_text(pages, flow):
    hostile = "<script>alert(1)</script> {{ 7 * 7 }} a: &a [*a] $(reboot) im Postausgang"

    page = tell(pages, hostile)

    assert hostile in words(page.one("blockquote"))
    assert "49" not in page.text

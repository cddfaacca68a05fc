"""Going through a flow without JavaScript: one thing a page, nothing asked twice, nothing lost."""

from datetime import timedelta

from portal.core.db import db
from portal.journeys.models import JourneyFact
from portal.remedies.models import Attempt
from portal.troubleshooter.models import Run, RunAnswer
from tests.web.content import write
from tests.web.page_invariants import words
from tests.web.troubleshooter.conftest import address, begin, outcome, reply, so_far


def test_the_start_page_says_how_long_it_takes_and_what_to_have_ready(pages, flow):
    page = pages.get("/de/flows/cannot-send")

    assert page.h1 == "Senden klappt nicht"
    assert "etwa 6 Minuten" in page.text
    assert "Kundennummer (freiwillig)" in page.text
    assert "Mit einem Menschen sprechen" in page.text
    assert "about 6 minutes" in pages.get("/en/flows/cannot-send").text


def test_the_first_page_asks_one_question_and_says_why(begun):
    assert begun.h1 == "Kommen Mails an?"
    assert "Dann liegt es am Postausgang." in begun.text
    assert [radio.get("value") for radio in begun.all("input", type="radio")] == ["yes", "no"]
    assert "checked" not in {key for radio in begun.all("input") for key in radio.attrib}


def test_a_remedy_says_why_and_what_to_do_and_where_each_outcome_leads(remedy):
    assert remedy.h1 == "Tragen Sie das Passwort neu ein"
    assert "Ein altes Passwort sperrt das Senden." in remedy.text
    buttons = {b.get("value"): words(b) for b in remedy.all("button", class_="outcome-button")}
    assert list(buttons) == ["solved", "no_change", "worse", "could_not"]
    assert "Dann sind wir fertig." in buttons["solved"]
    assert "Dann probieren wir das Nächste." in buttons["no_change"]
    assert "Dann hilft sofort ein Mensch." in buttons["worse"]
    assert "Kein Problem, wir gehen weiter." in buttons["could_not"]


def test_already_done_stands_before_the_instructions_and_asks_for_the_result(pages, remedy):
    assert remedy.body.index("Habe ich schon gemacht") < remedy.body.index("Öffnen Sie")

    page = pages.press(remedy, "Habe ich schon gemacht")

    assert page.h1 == "Tragen Sie das Passwort neu ein"
    assert "Öffnen Sie" not in page.text
    assert len(page.all("button", class_="outcome-button")) == 4
    assert outcome(pages, page, "no_change").h1 == "Welches Programm benutzen Sie?"


def test_what_was_done_before_is_recorded_as_such(app, pages, remedy):
    page = outcome(
        pages, pages.press(remedy, "Habe ich schon gemacht"), "no_change", note="Freitag"
    )

    assert so_far(page)[1].startswith("Passwort im Mailprogramm neu eintragen ohne Wirkung")
    with app.app_context():
        [attempt] = [row for row in db.session.query(Attempt) if row.superseded_at is None]
        assert (attempt.remedy, attempt.outcome) == ("mail.reenter_password", "no_change")
        assert (attempt.before, attempt.note, attempt.origin) == (True, "Freitag", "flow")


def test_whoever_pressed_already_done_by_mistake_gets_the_instructions_back(pages, remedy):
    page = pages.press(remedy, "Habe ich schon gemacht")

    assert "Öffnen Sie" in pages.press(page, "Habe ich noch nicht gemacht").text


def test_worse_ends_at_a_person_with_everything_kept(pages, remedy):
    page = outcome(pages, remedy, "worse")

    assert page.h1 == "Jetzt hilft Ihnen ein Mensch"
    assert "schicken wir mit" in page.text
    assert len(so_far(page)) == 2
    assert len([a for a in page.one("main").iter("a") if a.get("href") == "/de/contact"]) == 1


def test_solved_thanks_and_leads_to_the_article_and_back(pages, changing, remedy):
    with changing() as session:
        write(session, "mail", "Mail einrichten")

    page = outcome(pages, remedy, "solved")

    assert page.h1 == "Schön, dass es wieder geht"
    assert page.links()["Mail einrichten"] == "/de/articles/mail-einrichten"
    assert pages.get(page.links()["Zurück zum letzten Schritt"]).h1 == remedy.h1


def test_a_changed_answer_keeps_all_others_and_they_come_back(pages, remedy):
    asked = outcome(pages, remedy, "no_change")
    pages.post(f"{address(asked)}/answers", {"step": "program", "text": "Outlook"})
    first = pages.get(f"{address(asked)}/receiving")
    assert first.one("input", id="option-yes").get("checked") is not None

    other = reply(pages, first, "no")
    assert other.h1 == "Starten Sie den Router neu"
    again = reply(pages, pages.get(f"{address(asked)}/receiving"), "yes")

    assert again.h1 == "Legen Sie das Konto neu an"
    assert [line.partition("Ändern")[0].strip() for line in so_far(again)] == [
        "Kommen Mails an? Ja, sie kommen an",
        "Passwort im Mailprogramm neu eintragen ohne Wirkung",
        "Welches Programm benutzen Sie? Outlook",
    ]


def test_changing_deletes_no_row(app, pages, begun):
    reply(pages, begun, "no")
    reply(pages, pages.get(f"{address(begun)}/receiving"), "yes")

    with app.app_context():
        rows = db.session.query(RunAnswer).order_by(RunAnswer.id).all()
        assert [row.value for row in rows] == [["no"], ["yes"]]
        assert [row.superseded_at is None for row in rows] == [False, True]
        assert rows[1].label == "Ja, sie kommen an"


def test_the_same_sent_twice_is_recorded_once(app, pages, begun):
    for _ in range(2):
        pages.post(f"{address(begun)}/answers", {"step": "receiving", "option": "yes"})
    for _ in range(2):
        data = {"step": "password", "outcome": "no_change"}
        page = pages.post(f"{address(begun)}/attempts", data)

    assert page.location.endswith("/program")
    with app.app_context():
        assert db.session.query(RunAnswer).count() == 1
        assert db.session.query(Attempt).count() == 1


def test_pressing_start_twice_begins_one_run(app, pages, flow):
    first, second = begin(pages), begin(pages)

    assert address(first) == address(second)
    with app.app_context():
        assert db.session.query(Run).count() == 1


def test_the_start_page_leads_back_into_a_run_that_has_not_ended(pages, remedy):
    page = pages.get("/de/flows/cannot-send")

    resumed = pages.get(page.links()["Weitermachen, wo Sie aufgehört haben"], follow=True)
    assert resumed.h1 == remedy.h1


def test_a_risky_remedy_says_what_may_be_lost_before_it_says_how(pages, remedy):
    page = outcome(pages, remedy, "no_change")
    page = pages.press(page, "Weiß ich nicht")

    assert page.h1 == "Legen Sie das Konto neu an"
    assert "Entwürfe, die nur auf diesem Gerät liegen" in page.text
    assert "Entfernen Sie das Konto" not in page.text
    assert not page.all("button", class_="outcome-button")
    agreed = pages.press(page, "Verstanden, Anleitung zeigen")
    assert "Entfernen Sie das Konto" in agreed.text
    assert len(agreed.all("button", class_="outcome-button")) == 4


def test_whoever_would_rather_not_goes_on(pages, remedy):
    page = pages.press(outcome(pages, remedy, "no_change"), "Weiß ich nicht")

    assert pages.press(page, "Das möchte ich lieber nicht").h1 == "Jetzt hilft Ihnen ein Mensch"


def test_short_or_in_detail_as_the_reader_chose(pages, remedy):
    assert "Öffnen Sie Konto › Passwort" in remedy.text

    short = pages.press(remedy, "Kurz")

    assert "Passwort neu eintragen." in short.text
    assert "Öffnen Sie Konto" not in short.text


def test_back_leads_to_the_page_before(pages, begun, remedy):
    assert remedy.links()["Zurück"] == begun.url
    assert begun.links()["Zurück"] == "/de/flows/cannot-send"


def test_a_typed_answer_is_a_fact_that_nobody_asks_for_again(pages, clock, remedy):
    asked = outcome(pages, remedy, "no_change")
    page = pages.post(
        f"{address(asked)}/answers", {"step": "program", "text": "Outlook"}, follow=True, status=200
    )
    agreed = pages.press(page, "Verstanden, Anleitung zeigen")
    assert outcome(pages, agreed, "no_change").h1 == "Jetzt hilft Ihnen ein Mensch"

    again = reply(pages, begin(pages), "yes")

    assert again.h1 == "Jetzt hilft Ihnen ein Mensch"
    assert "Outlook bekannt" in " ".join(so_far(again))
    assert "ohne Wirkung schon versucht" in " ".join(so_far(again))


def facts_in(app):
    with app.app_context():
        return {row.name: row.value for row in db.session.query(JourneyFact)}


def test_that_somebody_does_not_know_is_no_fact_and_is_asked_again(app, pages, remedy):
    asked = outcome(pages, remedy, "no_change")
    end = pages.press(pages.press(asked, "Weiß ich nicht"), "Das möchte ich lieber nicht")
    assert end.h1 == "Jetzt hilft Ihnen ein Mensch"
    assert facts_in(app) == {}

    again = reply(pages, begin(pages), "yes")

    assert again.h1 == "Welches Programm benutzen Sie?"


def test_words_that_say_nothing_are_no_fact_either(app, pages, remedy):
    address_ = address(outcome(pages, remedy, "no_change"))

    data = {"step": "program", "text": "Weiß ich leider nicht."}
    page = pages.post(f"{address_}/answers", data, follow=True, status=200)

    assert page.h1 == "Legen Sie das Konto neu an"
    assert "Weiß ich leider nicht." in so_far(page)[2]
    assert facts_in(app) == {}


def test_who_takes_back_what_they_said_takes_back_the_fact(app, pages, remedy):
    asked = outcome(pages, remedy, "no_change")
    pages.post(f"{address(asked)}/answers", {"step": "program", "text": "Outlook"})
    assert facts_in(app) == {"program": "Outlook"}

    pages.press(pages.get(f"{address(asked)}/program"), "Weiß ich nicht")

    assert facts_in(app) == {}
    assert "Welches Programm benutzen Sie? Weiß ich nicht" in pages.get("/de/contact").text


def test_a_remedy_is_proposed_again_when_its_author_says_so(app, pages, clock, begun):
    assert outcome(pages, reply(pages, begun, "no"), "no_change").h1.startswith("Jetzt hilft")
    assert reply(pages, begin(pages), "no").h1.startswith("Jetzt hilft")
    reply(pages, pages.get(f"{address(begin(pages))}/receiving"), "yes")

    clock.advance(days=8)
    page = reply(pages, pages.get(f"{address(begin(pages))}/receiving"), "no")

    assert page.h1 == "Starten Sie den Router neu"
    assert "Das haben Sie am 23. November 2026 schon versucht: ohne Wirkung" in page.text
    assert "Nach 7 Tagen lohnt sich ein neuer Versuch." in page.text
    assert outcome(pages, page, "no_change").h1 == "Jetzt hilft Ihnen ein Mensch"
    with app.app_context():
        times = [row.at for row in db.session.query(Attempt).order_by(Attempt.id)]
        assert times[-1] - times[0] == timedelta(days=8)


def test_what_made_it_worse_is_not_proposed_again_however_long_ago(pages, clock, begun):
    outcome(pages, reply(pages, begun, "no"), "worse")
    reply(pages, pages.get(f"{address(begin(pages))}/receiving"), "yes")

    clock.advance(days=8)
    page = reply(pages, pages.get(f"{address(begin(pages))}/receiving"), "no")

    assert page.h1 == "Jetzt hilft Ihnen ein Mensch"


def test_minutes_left_are_at_most_those_of_the_start_and_of_the_step_before(pages, begun):
    pages_on_the_way = [begun, reply(pages, begun, "yes")]
    pages_on_the_way.append(outcome(pages, pages_on_the_way[-1], "could_not"))
    said = [words(page.one("p", class_="step-time")) for page in pages_on_the_way]

    assert all(line.startswith("noch höchstens etwa ") for line in said)
    left = [int(line.split()[3]) for line in said]
    assert left == sorted(left, reverse=True)
    assert left[0] <= 6


def test_it_is_all_there_in_english(pages, flow):
    page = begin(pages, "en")
    assert page.h1 == "Does mail arrive?"
    page = reply(pages, page, "yes")
    assert "It got worse" in page.text
    assert outcome(pages, page, "worse").h1 == "Now a person helps you"


def test_the_run_reads_on_in_the_other_language(pages, remedy):
    assert pages.get("/en" + remedy.url[3:]).h1 == "Enter the password again"

"""Where a run stops for a while: a remedy that takes time, and nothing that helps."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from portal.core.db import db
from portal.remedies.models import Attempt
from portal.troubleshooter.models import RunAnswer, RunReminder
from tests.mailbox import html, plain
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words
from tests.web.running_flows import publish_flow
from tests.web.troubleshooter.conftest import address, outcome, reply, so_far

SOURCE = (Path(__file__).parent / "waiting.yaml").read_text(encoding="utf-8")
WAIT = "Warten Sie, bis die Änderung überall ankommt"


@pytest.fixture
def remedy(pages, changing, clock) -> Page:
    """A remedy that takes up to 24 hours; it is Monday, 9:30."""
    return at_remedy(pages, changing, clock)


@pytest.fixture
def waiting(pages, remedy) -> Page:
    """It was done, and the customer waits."""
    return pages.press(remedy, "Gemacht, jetzt warte ich")


@pytest.fixture
def trying(pages, changing, clock) -> Page:
    """The first of many remedies."""
    return at_remedy(pages, changing, clock, option="no")


def at_remedy(pages: PageClient, changing, clock, lang: str = "de", option: str = "yes") -> Page:
    with changing() as session:
        publish_flow(session, now=clock(), source=SOURCE)
    page = pages.post(f"/{lang}/flows/domain-elsewhere", follow=True, status=200)
    return reply(pages, page, option)


def fails(pages: PageClient, page: Page, times: int) -> Page:
    for _ in range(times):
        page = outcome(pages, page, "no_change")
    return page


def mails(settings) -> list:
    files = sorted(settings.mail_dir.glob("*.eml")) if settings.mail_dir.exists() else []
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def remind(pages: PageClient, page: Page, email: str, *, status: int = 200) -> Page:
    return pages.press(page, "Erinnern Sie mich", email=email, status=status)


def test_a_remedy_that_takes_time_says_so_and_asks_for_no_result_yet(remedy):
    assert remedy.h1 == WAIT
    assert "Bis es wirkt, dauert es manchmal: höchstens 24 Stunden." in remedy.text
    assert not remedy.all("button", class_="outcome-button")


def test_who_waits_sees_until_when_and_how_to_come_back(waiting):
    assert waiting.h1 == WAIT
    assert "Warten bis Di., 24. November, 9:30 Uhr" in waiting.text
    assert waiting.one("input", id="run-link").get("value").startswith("http://localhost/de/runs/")
    assert waiting.one("img", class_="code").get("alt")


def test_the_time_is_the_readers(pages, waiting):
    pages.browser.set_cookie("time_zone", "America/New_York")

    assert "Di., 24. November, 3:30" in pages.get(waiting.url).text


def test_one_may_go_on_earlier(pages, waiting):
    assert "Wirkt es schon?" in waiting.text

    page = outcome(pages, waiting, "solved")

    assert page.h1 == "Schön, dass es wieder geht"
    assert "geholfen" in so_far(page)[1]


def test_when_the_time_is_over_only_the_result_is_asked(pages, clock, waiting):
    clock.advance(hours=24)

    page = pages.get(waiting.url)

    assert "Die Wartezeit ist vorbei" in page.text
    assert "Per Mail erinnern" not in page.text
    assert len(page.all("button", class_="outcome-button")) == 4
    assert outcome(pages, page, "no_change").h1 == "Prüfen Sie die Einträge"


def test_pressed_by_mistake_it_can_be_taken_back(app, pages, waiting):
    page = pages.press(waiting, "Habe ich noch nicht gemacht")

    assert "Gemacht, jetzt warte ich" in page.body
    again = pages.press(page, "Gemacht, jetzt warte ich")
    assert "Warten bis" in again.text
    with app.app_context():
        assert db.session.query(RunAnswer).filter_by(step="wait").count() == 3
        assert db.session.query(Attempt).count() == 0


def test_pressed_twice_the_time_does_not_begin_anew(pages, clock, waiting):
    clock.advance(hours=2)

    pages.post(f"{address(waiting)}/waits", {"step": "wait"})

    assert "Di., 24. November, 9:30" in pages.get(waiting.url).text


def test_waiting_needs_a_step_that_waits(app, pages, trying):
    pages.post(f"{address(trying)}/waits", {"step": "records"})
    pages.post(f"{address(trying)}/waits", {"step": "mine"})

    assert pages.get(trying.url).h1 == "Prüfen Sie die Einträge"
    with app.app_context():
        assert db.session.query(RunAnswer).count() == 1


def test_a_reminder_comes_once_and_holds_nothing_of_the_run_m1(
    settings, pages, clock, worker, waiting
):
    page = remind(pages, waiting, "Berger@Kunden.example")
    assert "Wir erinnern Sie einmal per Mail: Di., 24. November, 9:30" in page.text

    worker.run_all()
    assert mails(settings) == []
    clock.advance(hours=25)
    worker.run_all()
    worker.run_all()

    [mail] = mails(settings)
    assert mail["To"] == "berger@kunden.example"
    assert mail["Subject"] == "Ihre Erinnerung von Nordhafen"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = plain(mail) + html(mail)
    assert address(waiting) in text
    for personal in ("Domain", "DNS", WAIT, "Berger"):
        assert personal not in text


def test_nobody_is_reminded_who_has_gone_on(app, settings, pages, clock, worker, waiting):
    page = remind(pages, waiting, "berger@kunden.example")
    outcome(pages, page, "no_change")

    clock.advance(hours=25)
    worker.run_all()

    assert mails(settings) == []
    with app.app_context():
        assert db.session.query(RunReminder).one().email == ""


def test_nobody_is_woken_by_a_reminder(settings, pages, changing, clock, worker):
    clock.advance(hours=13)  # 22:30
    page = pages.press(at_remedy(pages, changing, clock), "Gemacht, jetzt warte ich")
    page = remind(pages, page, "berger@kunden.example")
    assert "Mi., 25. November, 8:00" in page.text

    clock.advance(hours=25)
    worker.run_all()
    assert mails(settings) == []
    clock.advance(hours=9)
    worker.run_all()
    assert len(mails(settings)) == 1


def test_another_address_takes_the_place_of_the_first(settings, pages, clock, worker, waiting):
    page = remind(pages, waiting, "falsch@kunden.example")
    remind(pages, page, "berger@kunden.example")

    clock.advance(hours=25)
    worker.run_all()

    assert [mail["To"] for mail in mails(settings)] == ["berger@kunden.example"]


@pytest.mark.parametrize("email", ["", "berger", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_refused_with_words_and_kept_m2(app, pages, waiting, email):
    page = remind(pages, waiting, email, status=422)

    assert "Geben Sie eine E-Mail-Adresse wie name@example.org ein." in page.text
    with app.app_context():
        assert db.session.query(RunReminder).count() == 0


def test_an_address_gets_few_mails_whoever_asks_m1(app, pages, changing, clock, waiting):
    for _ in range(2):
        remind(pages, pages.get(waiting.url), "opfer@kunden.example")

    page = remind(pages, pages.get(waiting.url), "opfer@kunden.example", status=422)

    assert "heute genug Mails" in page.text
    assert page.one("input", id="email").get("value") == "opfer@kunden.example"
    other = PageClient(app.test_client())
    begun = other.press(at_remedy(other, changing, clock), "Gemacht, jetzt warte ich")
    remind(other, begun, "opfer@kunden.example", status=422)


def test_a_strangers_browser_cannot_ask_for_a_reminder(app, waiting):
    stranger = PageClient(app.test_client())

    page = stranger.post(f"{address(waiting)}/reminders", {"step": "wait", "email": "a@b.example"})

    assert page.location == address(waiting)
    with app.app_context():
        assert db.session.query(RunReminder).count() == 0


def test_deleting_ones_steps_takes_the_reminder_along(app, settings, pages, clock, worker, waiting):
    remind(pages, waiting, "berger@kunden.example")

    pages.post("/de/journey/deletions")
    clock.advance(hours=25)
    worker.run_all()

    assert mails(settings) == []


def test_the_owner_sees_the_wait_among_their_steps(pages, waiting):
    assert f"{WAIT}: Gemacht, warten bis Di., 24. November" in pages.get("/de/journey").text


def test_waiting_in_english(pages, changing, clock):
    page = at_remedy(pages, changing, clock, lang="en")
    assert "It may take a while until it shows: 24 hours at most." in page.text
    page = pages.press(page, "Done, now I wait")
    assert "Wait until Tue, 24 November, 9:30" in page.text
    page = pages.press(page, "Remind me", email="berger@kunden.example")
    assert "We remind you by mail, once: Tue, 24 November, 9:30." in page.text


def test_the_code_leads_back_into_the_run(app, pages, waiting):
    code = pages.get(waiting.one("img", class_="code").get("src"))

    assert code.headers["Content-Type"].startswith("image/svg+xml")
    assert code.headers["Cache-Control"] == "no-store"
    assert "<script" not in code.body
    assert 'fill="#fff"' in code.body
    pages.get("/de/runs/none/codes/resume.svg", status=404)


def test_after_three_remedies_without_effect_a_person_is_offered_n14(pages, trying):
    page = fails(pages, trying, 2)
    assert page.h1 == "Versuchen Sie einen anderen Resolver"
    said = {b.get("value"): words(b) for b in page.all("button", class_="outcome-button")}
    assert "Dann schlagen wir einen Menschen vor; Sie können weitermachen." in said["no_change"]

    page = fails(pages, page, 1)

    assert page.h1 == "Das hat bisher nicht geholfen"
    assert "3 Schritte waren ohne Wirkung." in page.text
    assert [a for a in page.one("main").iter("a") if a.get("href") == "/de/contact"]
    assert "Starten Sie das Gerät neu" not in page.text


def test_who_wants_to_go_on_may_and_is_asked_again_after_three_more(pages, trying):
    page = pages.press(fails(pages, trying, 3), "Trotzdem weiter probieren")
    assert page.h1 == "Starten Sie das Gerät neu"
    assert pages.get(address(page), follow=True).h1 == "Starten Sie das Gerät neu"

    page = fails(pages, page, 2)
    assert page.h1 == "Stellen Sie die Uhr"
    assert outcome(pages, page, "no_change").h1 == "Jetzt hilft Ihnen ein Mensch"


def test_what_lies_behind_can_be_changed_there_too(pages, trying):
    page = fails(pages, trying, 3)

    page = outcome(pages, pages.get(f"{address(page)}/cache"), "could_not")

    assert page.h1 == "Starten Sie das Gerät neu"


def test_what_could_not_be_done_is_not_counted(pages, trying):
    page = outcome(pages, fails(pages, trying, 1), "could_not")
    page = fails(pages, page, 1)
    assert page.h1 == "Starten Sie das Gerät neu"


def test_going_on_is_for_who_was_asked(app, pages, trying):
    pages.post(f"{address(trying)}/continuations", {"step": "records"})

    with app.app_context():
        assert db.session.query(RunAnswer).count() == 1


def test_giving_up_in_english(pages, changing, clock):
    page = fails(pages, at_remedy(pages, changing, clock, "en", "no"), 3)
    assert page.h1 == "That has not helped so far"
    assert "3 steps had no effect." in page.text
    assert pages.press(page, "Try on all the same").h1 == "Restart the device"

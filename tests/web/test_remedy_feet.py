"""“I have done this” under the steps of an article, without JavaScript."""

import pytest
from sqlalchemy import select

from portal.journeys.models import Journey, JourneyEvent
from portal.remedies.models import Attempt
from portal.web.access import JOURNEY_COOKIE, Role
from tests.web.content import as_role, write
from tests.web.page_client import PageClient, words

ARTICLE = "/de/articles/senden-klappt-nicht"
ATTEMPTS = f"{ARTICLE}/attempts"
BODY = """## Router neu starten {remedy=router.restart}

Ziehen Sie den Stecker.

## Passwort *neu* eintragen {remedy=mail.reenter_password}

Tragen Sie es ein.

## Zaubern {remedy=made.up}

Ein Schritt, den kein Katalog kennt.
"""


@pytest.fixture
def article(changing):
    with changing() as session:
        write(session, "noise", "Rechnung verstehen")
        return write(session, "mail", "Senden klappt nicht", body=BODY)


def recorded(changing):
    """What stands in the table now, by remedy."""
    with changing() as session:
        present = select(Attempt).where(Attempt.superseded_at.is_(None)).order_by(Attempt.id)
        return [(row.remedy, row.outcome, row.title, row.note) for row in session.scalars(present)]


def foot(page, anchor="passwort-neu-eintragen"):
    return words(page.one(id=f"{anchor}.done"))


def done(pages, remedy="mail.reenter_password"):
    return pages.post(ATTEMPTS, {"remedy": remedy}, follow=True, status=200)


def test_a_stranger_sees_untouched_feet_and_leaves_no_trace(pages, changing, article):
    page = pages.get(ARTICLE)

    assert foot(page).startswith("Habe ich gemacht: Passwort neu eintragen")
    assert foot(page, "router-neu-starten").startswith("Habe ich gemacht")
    assert not page.all(id="zaubern.done")
    with changing() as session:
        assert session.scalar(select(Journey.id)) is None


def test_done_asks_for_the_result_in_place_and_records_it(pages, changing, article):
    pressed = pages.post(ATTEMPTS, {"remedy": "mail.reenter_password"})
    assert pressed.location == f"{ARTICLE}#passwort-neu-eintragen.done"
    asked = pages.get(ARTICLE)
    assert "Was ist dann passiert?" in foot(asked)
    assert foot(asked, "router-neu-starten").startswith("Habe ich gemacht")

    answered = pages.press(asked, "Keine Veränderung", note="Testmail\r\nliegt noch da")

    assert foot(answered).startswith("Gemacht um 9:30 Uhr ohne Wirkung Ändern")
    assert recorded(changing) == [
        (
            "mail.reenter_password",
            "no_change",
            "Passwort neu eintragen",
            "Testmail\nliegt noch da",
        )
    ]
    assert [words(line) for line in answered.all("a", href="#passwort-neu-eintragen")] == [
        "2. Passwort neu eintragen"
    ] * 2
    ticks = answered.all(aria_label="gemacht")
    assert len(ticks) == 2  # in both outlines


def test_a_result_can_be_changed_and_keeps_its_time(pages, changing, clock, article):
    pages.press(done(pages), "Keine Veränderung", note="Testmail")
    clock.advance(minutes=20)

    asked = pages.get(f"{ARTICLE}?change=mail.reenter_password")
    assert asked.one("textarea", name="note").text == "Testmail"
    changed = pages.press(asked, "Das hat geholfen")

    assert "Gemacht um 9:30 Uhr geholfen" in foot(changed)
    assert "Schön, dass es wieder geht" in foot(changed)
    assert [row[1] for row in recorded(changing)] == ["solved"]
    clock.advance(days=1)
    assert "Gemacht am Mo., 23. November, 9:30 Uhr" in foot(pages.get(ARTICLE))


def test_worse_shows_the_way_to_a_person_right_there(pages, article):
    page = pages.press(done(pages), "Es ist schlechter geworden")
    section = page.one(id="passwort-neu-eintragen.done")
    link = next(a for a in section.iter("a") if a.get("class") == "person")
    assert link.get("href") == "/de/contact"
    assert "Erste Antwort heute bis" in words(link)


def test_not_done_after_all_is_as_if_nothing_had_been_said(pages, changing, article):
    asked = done(pages)
    untouched = pages.post(
        f"{ATTEMPTS}/withdrawals", {"remedy": "mail.reenter_password"}, follow=True, status=200
    )
    assert "Doch nicht gemacht" in foot(asked)
    assert foot(untouched).startswith("Habe ich gemacht")
    assert recorded(changing) == []
    pages.post(f"{ATTEMPTS}/withdrawals", {"remedy": "mail.reenter_password"})


def test_what_could_not_be_done_is_not_ticked(pages, article):
    page = pages.press(done(pages), "Das konnte ich nicht machen")
    assert foot(page).startswith("Versucht um 9:30 Uhr ging nicht")
    assert page.all(aria_label="gemacht") == []


def test_a_form_sent_twice_is_recorded_once(pages, changing, article):
    done(pages)
    pages.post(ATTEMPTS, {"remedy": "mail.reenter_password", "outcome": "solved"})
    pages.post(ATTEMPTS, {"remedy": "mail.reenter_password", "outcome": "solved"})
    done(pages)  # from a tab that had not been told yet

    assert [row[1] for row in recorded(changing)] == ["solved"]
    with changing() as session:
        assert len(session.scalars(select(Attempt)).all()) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"remedy": "mail.check_quota"},
        {"remedy": "no.such_remedy"},
        {"remedy": "made.up"},
        {"remedy": "' OR 1=1 --"},
        {"remedy": "mail.reenter_password", "outcome": "unknown"},
        {"remedy": "mail.reenter_password", "outcome": "<script>"},
    ],
    ids=str,
)
@pytest.mark.parametrize("locale", ["de", "en"])
def test_what_the_page_did_not_offer_is_refused_and_the_note_kept(
    pages, changing, article, fields, locale
):
    with changing() as session:
        write(session, "mail", "Sending fails", locale="en", body=BODY)
    address = {"de": ATTEMPTS, "en": "/en/articles/sending-fails/attempts"}[locale]
    refused = pages.post(address, {**fields, "note": "Mühsam getippt"}, status=422)

    assert {"de": "Gehen Sie zurück", "en": "Go back"}[locale] in refused.text
    assert "Mühsam getippt" in refused.text
    assert recorded(changing) == []


@pytest.mark.parametrize("where", ["attempts", "attempts/withdrawals"])
def test_an_article_that_is_gone_is_not_found(pages, where):
    refused = pages.post(f"/de/articles/weg/{where}", {"remedy": "router.restart"}, status=404)
    assert "Suchen Sie" in refused.text


def test_a_novel_of_a_note_is_cut_and_its_markup_shown_as_text_r8(pages, changing, article):
    page = pages.press(done(pages), "Keine Veränderung", note="<b>x</b>\x00" + "ä" * 5000)
    assert recorded(changing)[0][3].startswith("<b>x</b> ä")
    assert len(recorded(changing)[0][3]) == 2000
    assert "<b>x</b> ä" in foot(page)


def test_each_visitor_sees_only_their_own_attempts(app, pages, article):
    pages.press(done(pages), "Das hat geholfen")
    stranger = PageClient(app.test_client())
    for _ in range(2):
        assert foot(stranger.get(ARTICLE)).startswith("Habe ich gemacht")
    thief = PageClient(app.test_client())
    for forged in ("x", "b" * 28, "' OR 1=1", "é" * 28, "../../etc/passwd"):
        thief.browser.set_cookie(JOURNEY_COOKIE, forged)
        assert foot(thief.get(ARTICLE)).startswith("Habe ich gemacht")
    assert "geholfen" in foot(pages.get(ARTICLE))


def test_the_browsers_copy_is_good_until_something_is_recorded(app, pages, article):
    strange = pages.get(ARTICLE).headers["ETag"]
    done(pages)
    mine = pages.get(ARTICLE, If_None_Match=strange)
    etag = mine.headers["ETag"]
    assert etag != strange
    pages.get(ARTICLE, status=304, If_None_Match=etag)
    kept = app.extensions["lotse.kept_pages"]
    assert all(b"Was ist dann passiert" not in body for (body, _), _ in kept._kept.values())


def test_the_article_that_was_read_stands_before_the_attempt(pages, changing, article):
    pages.post(ATTEMPTS, {"remedy": "router.restart"}, Referer=f"http://localhost{ARTICLE}")
    with changing() as session:
        opened = session.scalars(select(JourneyEvent)).one()
        assert (opened.kind, opened.text) == ("opened", "Senden klappt nicht")


def test_who_is_signed_in_has_no_feet_and_records_nothing(app, changing, article):
    agent = PageClient(as_role(app, Role.AGENT))
    page = agent.get(ARTICLE)
    assert page.all(class_="remedy-foot") == []
    refused = agent.post(ATTEMPTS, {"remedy": "router.restart"}, status=403)
    assert "angemeldet" in refused.text
    assert recorded(changing) == []
    assert JOURNEY_COOKIE not in str(page.headers)


def test_too_many_attempts_are_told_to_wait_f5(pages, changing, article):
    for number in range(120):
        outcome = ("solved", "worse")[number % 2]
        pages.post(ATTEMPTS, {"remedy": "router.restart", "outcome": outcome})
    refused = pages.post(ATTEMPTS, {"remedy": "router.restart", "note": "Text"}, status=429)
    assert refused.h1.startswith("Das war viel")
    assert "Text" in refused.text


def test_the_foot_speaks_the_language_of_the_page(pages, changing, article):
    with changing() as session:
        write(session, "mail", "Sending fails", locale="en", body=BODY)
    page = pages.get("/en/articles/sending-fails")
    assert foot(page).startswith("I have done this: Passwort neu eintragen")


def test_the_wording_language_and_version_that_were_shown_are_kept(pages, changing, article):
    done(pages)
    with changing() as session:
        [row] = session.scalars(select(Attempt))
        assert (row.locale, row.version) == ("de", 1)
        assert row.wording == "Passwort neu eintragen\n\nTragen Sie es ein."

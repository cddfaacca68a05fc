"""“Did this help?”: votes, reasons, limits."""

import pytest
from sqlalchemy import select

from portal.knowledge.models import Feedback
from tests.web.content import write
from tests.web.page_client import PageClient

ARTICLE = "/de/articles/senden-klappt-nicht"


@pytest.fixture
def article(changing):
    with changing() as session:
        write(session, "noise", "Rechnung verstehen")
        return write(session, "mail", "Senden klappt nicht")


def votes(changing):
    with changing() as session:
        return [
            (vote.helpful, vote.reason, vote.comment)
            for vote in session.scalars(select(Feedback).order_by(Feedback.id))
        ]


def test_a_yes_is_counted_and_thanked_for(pages, changing, article):
    thanks = pages.press(pages.get(ARTICLE), "Ja")

    assert "Vielen Dank" in thanks.text
    assert votes(changing) == [(True, "", "")]


def test_a_no_asks_for_the_reason_and_keeps_it(pages, changing, article):
    asked = pages.press(pages.get(ARTICLE), "Nein")
    assert "Was hat gefehlt" in asked.text

    thanks = pages.press(
        asked, "Rückmeldung senden", reason="unclear", comment="Zeile\r\nzwei\x00 <b>fett</b>"
    )

    assert "verbessern" in thanks.text
    assert votes(changing) == [(False, "unclear", "Zeile\nzwei  <b>fett</b>")]


def test_a_vote_is_explained_once_and_within_the_hour(pages, changing, clock, article):
    first = pages.post(f"{ARTICLE}/feedback", {"helpful": "no"}).location.partition("#")[0]
    late = pages.post(f"{ARTICLE}/feedback", {"helpful": "no"}).location.partition("#")[0]
    explain(pages, first, "unclear")
    explain(pages, first, "wrong")
    clock.advance(hours=1)
    explain(pages, late, "wrong")

    assert [vote[1] for vote in votes(changing)] == ["unclear", ""]


def explain(pages, location, reason):
    vote = location.partition("vote=")[2]
    pages.post(f"{ARTICLE}/feedback?vote={vote}", {"reason": reason})


def test_nobody_explains_the_vote_of_somebody_else_v9(app, pages, changing, article):
    pages.post(f"{ARTICLE}/feedback", {"helpful": "no"})
    stranger = PageClient(app.test_client())

    for guess in ("1", "0", "%25", "' OR 1=1", "x" * 500):
        stranger.post(f"{ARTICLE}/feedback?vote={guess}", {"reason": "wrong", "comment": "evil"})

    assert votes(changing) == [(False, "", "")]


def test_a_reason_that_does_not_exist_is_left_out(pages, changing, article):
    location = pages.post(f"{ARTICLE}/feedback", {"helpful": "no"}).location.partition("#")[0]
    explain(pages, location, "<script>")
    assert votes(changing) == [(False, "", "")]


def test_a_novel_is_cut_and_not_refused(pages, changing, article):
    asked = pages.press(pages.get(ARTICLE), "Nein")
    pages.press(asked, "Rückmeldung senden", comment="ä" * 10_000)
    assert len(votes(changing)[0][2]) == 4000


def test_a_form_sent_twice_is_two_votes_and_one_reason(pages, changing, article):
    asked = pages.press(pages.get(ARTICLE), "Nein")
    for _ in range(2):
        pages.press(asked, "Rückmeldung senden", reason="wrong", comment="Fenster heißt anders")
    assert votes(changing) == [(False, "wrong", "Fenster heißt anders")]


@pytest.mark.parametrize(("locale", "title"), [("de", "Das war viel"), ("en", "That was a lot")])
def test_too_many_are_told_to_wait_in_their_language_f5(pages, changing, locale, title):
    with changing() as session:
        slug = write(session, "mail", "Sending", locale=locale).slug
    url = f"/{locale}/articles/{slug}/feedback"
    for _ in range(30):
        pages.post(url, {"helpful": "yes"})

    refused = pages.post(url, {"comment": "Text, den niemand verlieren will"}, status=429)

    assert refused.h1.startswith(title)
    assert refused.one("textarea").text.strip() == "Text, den niemand verlieren will"
    assert int(refused.headers["Retry-After"]) > 0
    assert len(votes(changing)) == 30


def test_what_three_readers_judged_is_asked_often(pages, changing, clock, article):
    assert "Senden klappt nicht" not in pages.get("/de/").links()
    for _ in range(3):
        pages.post(f"{ARTICLE}/feedback", {"helpful": "no"})
    clock.advance(minutes=1)

    home = pages.get("/de/")
    assert home.links()["Senden klappt nicht"] == ARTICLE
    assert "Rechnung verstehen" not in home.links()

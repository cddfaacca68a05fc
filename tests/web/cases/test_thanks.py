"""Thanks reach those who helped, if a customer wants to say them, and nobody else (S15)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.core.worker import Worker
from portal.escalations.jobs import schedule_watching
from portal.escalations.messages import add_message
from portal.escalations.models import Escalation, MessageKind
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address
from tests.web.conftest import Change
from tests.web.hand_overs import address_of
from tests.web.page_client import Page, PageClient

WORDS = "Danke, das ging schnell."


@pytest.fixture
def where(app: Flask, seen: Seeing) -> str:
    return address_of(app, seen().case)


@pytest.fixture
def solved(where: str, pages: PageClient) -> Page:
    """The page after “Ja, gelöst”."""
    return pages.press(pages.get(where), "Ja, gelöst")


@pytest.fixture
def digests(
    app: Flask, worker: Worker, changing: Change, clock: SettableClock
) -> Callable[[], list[tuple[str, str]]]:
    """digests(): who was told of thanks by mail, and what."""

    def look() -> list[tuple[str, str]]:
        with changing() as session:
            schedule_watching(session, now=clock())
        for _ in range(2):
            worker.run_all()
        with app.app_context():
            mails = db.session.scalars(
                select(OutboundMail).where(OutboundMail.kind == "team.thanks")
            )
            return [(mail.recipient, mail.text) for mail in mails]

    return look


def test_words_reach_all_who_helped_and_nobody_else(
    desk_of: Callable[[str], PageClient],
    teams: dict[str, int],
    changing: Change,
    pages: PageClient,
    where: str,
    case: str,
    clock: SettableClock,
) -> None:
    with changing() as session:
        found = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        add_message(
            session,
            found,
            MessageKind.REPLY,
            "Ich springe ein.",
            author_id=teams["Tom Behrens"],
            now=clock(),
        )
    page = pages.press(pages.get(where), "Ja, gelöst")
    assert "Ein Wort an Lena Braun, Tom Behrens?" in page.text
    page = pages.press(page, "Abschicken", thanks=WORDS)

    assert "Ihre Worte erreichen alle" in page.text
    assert WORDS in page.text
    for helper in ("Lena", "Tom"):
        assert WORDS in desk_of(helper).get("/agent/cases/thanks").text
    assert WORDS not in desk_of("Maren").get("/agent/cases/thanks").text
    assert f"Sabine Berger hat sich bedankt: „{WORDS}“" in desk_of("Lena").get(address(case)).text


def test_the_next_digest_tells_of_it_without_the_words(
    solved: Page,
    pages: PageClient,
    digests: Callable[[], list[tuple[str, str]]],
    clock: SettableClock,
) -> None:
    pages.press(solved, "Abschicken", thanks=WORDS)
    clock.advance(hours=14)  # by night
    assert digests() == []
    clock.advance(hours=12)
    ((recipient, text),) = digests()

    assert recipient.startswith("lena")
    assert "/agent/cases/thanks" in text
    assert WORDS not in text
    assert "Berger" not in text
    clock.advance(days=1)
    assert len(digests()) == 1


def test_they_can_be_changed_once(pages: PageClient, solved: Page, where: str) -> None:
    page = pages.press(solved, "Abschicken", thanks="Danke")
    page = pages.press(page, "Abschicken", thanks=WORDS)
    assert WORDS in page.text
    assert "Einmal ändern" not in page.text
    page = pages.post(f"{where}/thanks", {"thanks": "anders"}, status=409)
    assert "schon geändert" in page.text
    assert WORDS in page.text
    pages.post(f"{where}/thanks", {"thanks": WORDS})  # pressed twice


@pytest.mark.parametrize(("words", "says"), [(" ", "ein Wort"), ("x" * 501, "Fünfhundert Zeichen")])
def test_what_cannot_be_taken_stays_in_the_field(
    pages: PageClient, solved: Page, words: str, says: str
) -> None:
    page = pages.press(solved, "Abschicken", thanks=words, status=422)
    assert says in page.text
    assert (page.one("textarea", id="thanks").text or "").strip() == words.strip()


def test_nobody_is_asked_before_it_is_solved(pages: PageClient, where: str) -> None:
    assert "Ein Wort an" not in pages.get(where).text
    pages.post(f"{where}/thanks", {"thanks": WORDS}, status=409)


def test_a4_whoever_has_left_the_team_does_not_read_its_customers(
    desk_of: Callable[[str], PageClient],
    changing: Change,
    pages: PageClient,
    solved: Page,
    case: str,
    digests: Callable[[], list[tuple[str, str]]],
) -> None:
    pages.press(solved, "Abschicken", thanks=WORDS)
    with changing() as session:
        found = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        other = select(Escalation.queue_id).where(Escalation.public_id != case)
        found.queue_id = session.scalars(other).one()

    assert WORDS not in desk_of("Lena").get("/agent/cases/thanks").text
    assert digests() == []


def test_r8_words_are_never_html(
    desk_of: Callable[[str], PageClient], pages: PageClient, solved: Page, case: str
) -> None:
    said = pages.press(solved, "Abschicken", thanks="<img src=x onerror=alert(1)>")
    for page in (
        said,
        desk_of("Lena").get("/agent/cases/thanks"),
        desk_of("Lena").get(address(case)),
    ):
        assert "<img src=x" not in page.body

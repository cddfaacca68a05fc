"""What somebody deletes is gone, its bytes on the disk as well (G3)."""

import pytest
from flask import Flask

from portal.core.settings import Settings
from portal.core.worker import Worker
from portal.escalations.jobs import schedule_draft_forgetting
from portal.journeys.jobs import schedule_forgetting
from tests.conftest import SettableClock
from tests.web.attacks.conftest import WHO, a_file
from tests.web.conftest import Change
from tests.web.content import picture_bytes
from tests.web.page_client import Page, PageClient


def kept(settings: Settings) -> int:
    """How many files' bytes lie on the disk."""
    return sum(path.is_file() for path in settings.files_dir.rglob("*"))


@pytest.fixture
def draft(pages: PageClient, teams: None, settings: Settings) -> Page:
    """A form with two files, not sent."""
    page = pages.get("/de/contact")
    files = [a_file(picture_bytes(), "a.png"), a_file(b"noise", "b.txt")]
    page = pages.press(page, "Datei hinzufügen", words="Seit Freitag.", files=files)
    assert kept(settings) == 2
    return page


def test_g3_a_file_that_is_taken_back_leaves_the_disk(
    pages: PageClient, draft: Page, settings: Settings, worker: Worker
) -> None:
    pages.press(draft, "Entfernen: a.png")
    worker.run_all()

    assert kept(settings) == 1


def test_g3_deleted_steps_take_the_files_of_the_draft_along(
    pages: PageClient, draft: Page, settings: Settings, worker: Worker
) -> None:
    pages.post("/de/journey/deletions")
    worker.run_all()

    assert kept(settings) == 0


def test_g3_what_was_sent_keeps_its_files_when_the_steps_are_deleted(
    pages: PageClient, draft: Page, settings: Settings, worker: Worker, clock: SettableClock
) -> None:
    clock.advance(seconds=5)
    page = pages.press(draft, "Anfrage senden", **WHO)
    pages.post("/de/journey/deletions")
    worker.run_all()

    assert kept(settings) == 2
    (address,) = {a.get("href") for a in page.one("main").iter("a") if a.text == "a.png"}
    assert pages.get(str(address)).response.mimetype == "image/png"


def test_g3_a_forgotten_journey_takes_the_files_of_its_draft_along(
    draft: Page, settings: Settings, worker: Worker, clock: SettableClock, changing: Change
) -> None:
    with changing() as session:
        schedule_forgetting(session, now=clock())
    clock.advance(days=settings.journey_days + 2)
    worker.run_all()

    assert kept(settings) == 0


def test_f5_a_draft_goes_with_its_files_a_week_after_the_last_change(
    pages: PageClient,
    app: Flask,
    draft: Page,
    settings: Settings,
    worker: Worker,
    clock: SettableClock,
    changing: Change,
) -> None:
    with changing() as session:
        schedule_draft_forgetting(session, now=clock())
    clock.advance(days=3)
    other = PageClient(app.test_client())
    other.press(other.get("/de/contact"), "Datei hinzufügen", files=[a_file(b"later", "c.txt")])
    clock.advance(days=4)
    worker.run_all()
    assert kept(settings) == 3

    clock.advance(days=1)
    worker.run_all()
    assert kept(settings) == 1
    assert "Seit Freitag." not in pages.get("/de/contact").body
    clock.advance(days=3)
    worker.run_all()
    assert kept(settings) == 0

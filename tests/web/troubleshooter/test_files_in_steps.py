"""A step that asks for a file takes it there and then; it travels with the request that follows."""

import pytest

from portal.core.db import db
from portal.core.files import StoredFile
from portal.escalations.attachments import LARGEST_FILE
from portal.escalations.models import CaseFile
from portal.troubleshooter.models import RunAnswer
from tests.web.content import NOW, picture_bytes
from tests.web.escalations.conftest import a_file, desk, send  # noqa: F401 - a fixture among them
from tests.web.page_client import PageClient
from tests.web.running_flows import SOURCE, publish_flow
from tests.web.troubleshooter.conftest import address, begin, outcome, reply, so_far

ADD = "Anhängen und weiter"
WITHOUT = "Ohne Datei weiter"
PERSON = "Jetzt hilft Ihnen ein Mensch"


@pytest.fixture
def asked(pages, changing):
    """The page that asks for a picture of the message."""
    source = SOURCE.replace("    ask: text\n", "    ask: file\n").replace(
        "Welches Programm benutzen Sie?", "Haben Sie ein Bild der Meldung?"
    )
    with changing() as session:
        publish_flow(session, now=NOW, source=source)
    page = outcome(pages, reply(pages, begin(pages), "yes"), "no_change")
    assert page.h1 == "Haben Sie ein Bild der Meldung?"
    return page


def kept(app, model=StoredFile):
    with app.app_context():
        return db.session.query(model).count()


def links(page):
    return {a.text: a.get("href") for a in page.all("a") if "/files/" in a.get("href", "")}


def test_it_is_the_answer_and_goes_with_the_request(app, pages, desk, asked):  # noqa: F811
    page = pages.press(asked, ADD, files=[a_file(picture_bytes(), "meldung.png")])

    assert page.h1 == "Legen Sie das Konto neu an"
    assert "Haben Sie ein Bild der Meldung? meldung.png" in so_far(page)[2]
    form = pages.get("/de/contact")
    assert "meldung.png" in links(form)
    desk.clock.advance(seconds=5)
    assert "1 Datei" in send(pages, form).text
    [case] = desk.cases()
    with app.app_context():
        entry = db.session.query(CaseFile).one()
        assert (entry.escalation_id, entry.file.name) == (case.id, "meldung.png")


def test_the_step_shows_what_is_there_and_only_to_its_visitor(app, pages, asked):
    pages.press(asked, ADD, files=[a_file(picture_bytes(), "meldung.png")])

    again = pages.get(asked.url)

    url = links(again)["meldung.png"]
    assert pages.get(url).response.mimetype == "image/png"
    PageClient(app.test_client()).get(url, status=404)
    assert pages.press(again, ADD).h1 == "Legen Sie das Konto neu an", "it need not be sent twice"
    assert kept(app) == 1


def test_a_search_after_it_is_a_first_word_all_the_same(pages, asked):
    pages.press(asked, ADD, files=[a_file(picture_bytes(), "meldung.png")])

    form = pages.get("/de/contact?q=outlook+meldet+550")

    assert form.one("textarea", name="words").text.strip() == "outlook meldet 550"


def test_several_files_and_a_note(app, pages, asked):
    files = [a_file(picture_bytes(), "a.png"), a_file(b"550 refused", "b.log")]
    page = pages.press(asked, ADD, files=files, note="seit gestern")

    assert "a.png, b.log" in so_far(page)[2]
    with app.app_context():
        row = db.session.query(RunAnswer).filter_by(step="program").one()
        assert (row.value, row.label) == (["a.png, b.log"], "a.png, b.log")
        assert row.note == "seit gestern"


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [
        (b"<script>alert(1)</script>", "bild.png", 422),
        (b"MZ\x00", "bild.pdf.exe", 422),
        (b"x" * (LARGEST_FILE + 1), "lang.log", 413),
    ],
    ids=["script", "program", "large"],
)
def test_a_refused_file_is_said_and_costs_nothing_else(app, pages, asked, data, name, status):
    sent = [a_file(data, name), a_file(picture_bytes(), "gut.png")]
    page = pages.press(asked, ADD, files=sent, note="mein Hinweis", status=status)

    assert name in page.one("p", id="files-error").find("span").text
    assert list(links(page)) == ["gut.png"]
    assert page.one("textarea", id="note").text.strip() == "mein Hinweis"
    assert page.one("input", id="files").get("aria-invalid") == "true"
    assert pages.press(page, ADD).h1 == "Legen Sie das Konto neu an"
    assert kept(app) == 1


def test_without_a_file_it_says_what_to_do(app, pages, asked):
    page = pages.press(asked, ADD, status=422)

    assert "Wählen Sie zuerst eine Datei aus." in page.text
    assert kept(app, RunAnswer) == 1


def test_nobody_has_to_have_one(app, pages, asked):
    page = pages.press(asked, WITHOUT)
    assert page.h1 == "Legen Sie das Konto neu an"
    assert "Haben Sie ein Bild der Meldung? Ohne Datei" in so_far(page)[2]

    unsure = pages.press(pages.get(asked.url), "Weiß ich nicht")
    assert "Weiß ich nicht" in so_far(unsure)[2]
    assert kept(app) == 0


def test_too_many_files_are_refused_and_none_is_lost(app, pages, asked):
    ten = [a_file(picture_bytes((8 + n, 6)), f"{n}.png") for n in range(10)]
    pages.press(asked, ADD, files=ten)

    page = pages.press(
        pages.get(asked.url), ADD, files=[a_file(picture_bytes(), "11.png")], status=413
    )

    assert "Zehn Dateien reichen." in page.text
    assert len(links(page)) == 10
    assert kept(app) == 10


def test_a_stranger_and_a_step_that_asks_for_no_file_keep_nothing(app, pages, asked):
    stranger = PageClient(app.test_client())
    for browser, step in ((stranger, "program"), (pages, "receiving"), (pages, "nowhere")):
        data = {"step": step, "files": [a_file(picture_bytes(), "x.png")]}
        page = browser.post(f"{address(asked)}/files", data, status=303)
        assert page.location.startswith(address(asked))
    assert kept(app) == 0


def test_deleting_ones_steps_deletes_the_file(app, pages, asked, worker):
    pages.press(asked, ADD, files=[a_file(picture_bytes(), "meldung.png")])

    pages.post("/de/journey/deletions")
    worker.run_all()

    assert kept(app) == 0


def test_in_english(pages, asked):
    page = pages.get("/en" + asked.url[3:])
    assert "Continue without a file" in page.text
    assert "Pictures, PDFs and texts" in page.text
    done = pages.press(page, "Add and continue", files=[a_file(picture_bytes(), "error.png")])
    assert "error.png" in so_far(done)[2]

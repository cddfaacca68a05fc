"""An index that is damaged, gone or not to be written: the portal says so, answers with what is
left, and mends it by itself."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.core.jobs import Job
from portal.web.access import Role
from search.generations import WriterLock, read_manifest
from tests.web.content import as_role, write
from tests.web.page_client import PageClient

# Whoosh leaves a file open when it can't read it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def indexed(changing, worker):
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", topic="billing", body="Die Rechnung.\n")
        write(session, "mail", "Senden klappt nicht")
        write(session, "mail", "Sending fails", locale="en", body="The outgoing server.\n")
        write(session, "fibre", "Gläserne Leitung schließen", body="Das Modem.\n")
        write(session, "secret", "Senden für Eingeweihte", visibility="internal")
    worker.run_all()


def spoil_words(index):
    for path in next(index.glob("g*/keyword")).glob("*.seg"):
        path.write_bytes(b"x" * path.stat().st_size)


def spoil_texts(index):
    (next(index.glob("g*")) / "texts.sqlite").write_bytes(b"no database" * 1000)
    (index / "CURRENT").touch()


DAMAGE = {
    "words": (spoil_words, "keyword_index_missing"),
    "texts": (spoil_texts, "texts_missing"),
    "manifest": (lambda index: (index / "CURRENT").write_text("{"), "manifest_broken"),
    "everything": (lambda index: [shutil.rmtree(index), index.mkdir()], "index_missing"),
}


def missing(pages):
    answer = pages.browser.get("/readyz").json
    return {entry["name"]: entry["reason"] for entry in answer["missing"]}


@pytest.mark.parametrize(("damage", "name"), DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_named_answered_around_and_mended_once(
    pages, worker, settings, changing, indexed, damage, name
):
    damage(settings.index_dir)

    found = pages.get("/de/search?q=Senden")
    assert "Senden klappt nicht" in found.links()
    assert "Senden für Eingeweihte" not in found.text
    assert "Überschriften" in found.text
    assert name in missing(pages)["keyword_index"]
    assert "being built anew" in missing(pages)["keyword_index"]
    pages.get("/de/search?q=Senden")
    with changing() as session:
        asked = select(func.count(Job.id)).where(Job.kind == "repair_index")
        assert session.scalar(asked) == 1

    worker.run_all()

    assert "keyword_index" not in missing(pages)
    found = pages.get("/de/search?q=Postausgang")  # stands in the text and in no title
    assert "Senden klappt nicht" in found.links()


def test_a_repair_that_does_not_help_is_not_repeated_at_once(
    pages, worker, settings, changing, clock, indexed
):
    def spoil_and_repair(seconds):
        clock.advance(seconds=seconds)
        (settings.index_dir / "CURRENT").write_text("{")
        pages.get("/de/search?q=Senden")
        worker.run_all()
        with changing() as session:
            return session.scalar(select(func.count(Job.id)).where(Job.kind == "repair_index"))

    assert [spoil_and_repair(seconds) for seconds in (0, 5, 5, 15)] == [1, 1, 1, 2]
    assert [spoil_and_repair(seconds) for seconds in (30, 60)] == [2, 3]
    assert spoil_and_repair(3600) == 4


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("glaserne leitung", ["Gläserne Leitung schließen"]),
        ("GLAESERNE", ["Gläserne Leitung schließen"]),
        ("schliessen", ["Gläserne Leitung schließen"]),
        ("leitu", ["Gläserne Leitung schließen"]),
        ("wie kann ich senden", ["Senden klappt nicht"]),
        ("sending", ["Sending fails"]),
        ("eingeweihte", []),
        ("%", []),
        ("'; DROP TABLE article; --", []),
    ],
)
def test_without_an_index_titles_are_found_whatever_their_spelling(
    pages, settings, indexed, typed, titles
):
    shutil.rmtree(settings.index_dir)

    found = pages.browser.get("/api/v1/search", query_string={"q": typed, "lang": "de"}).json
    offered = pages.browser.get("/de/search/suggestions", query_string={"q": typed}).json

    assert found["mode"] == "keyword"
    assert [hit["title"] for hit in found["hits"]] == titles
    assert [offer["title"] for offer in offered["suggestions"]] == titles


def test_without_an_index_a_colleague_finds_what_is_for_colleagues(app, settings, indexed):
    shutil.rmtree(settings.index_dir)
    agent = PageClient(as_role(app, Role.AGENT))
    assert "Senden für Eingeweihte" in agent.get("/de/search?q=Eingeweihte").links()


def test_a_change_that_cannot_be_written_waits_says_why_and_is_made_later(
    pages, worker, settings, changing, clock, indexed
):
    with changing() as session:
        write(session, "printer", "Drucker", body="Die Druckerwarteschlange.\n")
    full = settings.index_dir / "CURRENT.partial"
    full.symlink_to("/dev/full")  # the system says that no space is left
    worker.run_all()

    waiting = pages.browser.get("/readyz").json
    reasons = {entry["name"]: entry["reason"] for entry in waiting["degraded"]}
    assert "No space left on device" in reasons["index_writes"]
    assert "keyword_index" not in str(waiting["missing"])
    assert "Senden klappt nicht" in pages.get("/de/search?q=Postausgang").links()

    for _ in range(12):  # as often as it takes
        clock.advance(minutes=2)
        worker.run_all()
    full.unlink()
    clock.advance(minutes=2)
    worker.run_all()
    assert "Drucker" in pages.get("/de/search?q=Druckerwarteschlange").links()
    degraded = pages.browser.get("/readyz").json["degraded"]
    assert "index_writes" not in {entry["name"] for entry in degraded}


def test_a_job_waits_for_another_process_that_writes(
    pages, worker, settings, changing, clock, indexed
):
    with changing() as session:
        write(session, "printer", "Drucker", body="Die Druckerwarteschlange.\n")
    with WriterLock(settings.index_dir):
        worker.run_all()
        reasons = str(pages.browser.get("/readyz").json["degraded"])
        assert "another process writes" in reasons

    clock.advance(seconds=6)
    worker.run_all()
    assert "Drucker" in pages.get("/de/search?q=Druckerwarteschlange").links()


def test_readyz_counts_the_texts_without_vectors(pages, worker, indexed):
    degraded = {
        entry["name"]: entry["reason"] for entry in pages.browser.get("/readyz").json["degraded"]
    }
    assert "vectors" in degraded


def test_edits_that_wait_together_are_one_commit(worker, settings, changing, indexed):
    before = read_manifest(settings.index_dir).revision
    with changing() as session:
        for number in range(5):
            write(session, f"article-{number}", f"Artikel {number}")
    worker.run_all()

    assert read_manifest(settings.index_dir).revision == before + 1


def test_a_crowded_index_is_merged_by_a_job_of_its_own(worker, settings, changing, clock, indexed):
    for number in range(9):
        with changing() as session:
            write(session, f"article-{number}", f"Artikel {number}")
        worker.run_all()

    assert read_manifest(settings.index_dir).segments <= 8
    with changing() as session:
        assert session.scalar(select(Job.done_at).where(Job.kind == "optimise_index")) is not None


def test_the_index_is_merged_each_night(worker, settings, changing, clock, indexed):
    from portal.knowledge.index_upkeep import check_index

    with changing() as session:
        check_index(session, now=clock())
        write(session, "printer", "Drucker")
    worker.run_all()
    assert read_manifest(settings.index_dir).segments == 2

    for _night in range(2):
        clock.advance(days=1)
        worker.run_all()
        assert read_manifest(settings.index_dir).segments == 1
    with changing() as session:
        waiting = select(Job.run_at).where(Job.kind == "optimise_index", Job.done_at.is_(None))
        assert timedelta(0) < session.scalars(waiting).one() - clock() <= timedelta(days=1)

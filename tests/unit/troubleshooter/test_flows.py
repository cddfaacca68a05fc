"""Bringing flow files in: versions, states, and files that cannot be used."""

import pytest
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.core.events import Event
from portal.core.jobs import Job
from portal.troubleshooter.flows import change_state, flow_of, published_flow, sync_flows
from portal.troubleshooter.models import FlowRecord, FlowVersion
from tests.web.content import NOW
from tests.web.running_flows import SOURCE


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cannot-send.yaml").write_text(SOURCE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def sync(app, folder):
    """Bring the folder in, as each start of the portal does."""

    def run():
        with transaction(db.session) as session:
            sync_flows(session, folder, now=NOW)

    with app.app_context():
        yield run


def rows(model):
    return list(db.session.scalars(select(model).order_by(model.id)))


def test_a_second_start_changes_nothing(sync):
    sync()
    before = (len(rows(FlowVersion)), len(rows(Event)), len(rows(Job)))

    sync()

    assert (len(rows(FlowVersion)), len(rows(Event)), len(rows(Job))) == before == (1, 1, 1)


def test_a_changed_file_is_a_new_version_and_the_old_one_stays(sync, folder):
    sync()
    file = folder / "cannot-send.yaml"
    file.write_text(SOURCE.replace("Kommen Mails an?", "Kommt etwas an?"), encoding="utf-8")

    sync()

    old, new = rows(FlowVersion)
    assert flow_of(old).steps["receiving"].title["de"] == "Kommen Mails an?"
    assert (old.number, new.number) == (3, 4)
    assert published_flow(db.session, "cannot-send") == new


def test_a_text_that_comes_back_is_the_version_it_was(sync, folder):
    sync()
    file = folder / "cannot-send.yaml"
    for source in (SOURCE + "\n", SOURCE):
        file.write_text(source, encoding="utf-8")
        sync()

    assert len(rows(FlowVersion)) == 2
    assert published_flow(db.session, "cannot-send").number == 3


def test_what_somebody_withdrew_stays_withdrawn_when_its_file_changes(sync, folder):
    sync()
    with transaction(db.session) as session:
        change_state(session, rows(FlowRecord)[0], "archived", actor_id=None, now=NOW)
    (folder / "cannot-send.yaml").write_text(SOURCE + "\n", encoding="utf-8")

    sync()

    assert rows(FlowRecord)[0].state == "archived"
    assert published_flow(db.session, "cannot-send") is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"schema: flow/1\n", b"- [", b"a: b: c"])
def test_a_file_that_cannot_be_used_keeps_no_other_from_being_brought_in(sync, folder, content):
    (folder / "broken.yaml").write_bytes(content)

    sync()

    assert [record.key for record in rows(FlowRecord)] == ["cannot-send"]


def test_long_texts_beside_the_file_are_part_of_the_version(sync, folder):
    (folder / "text").mkdir()
    (folder / "text" / "acts.md").write_text("1. Aus einer Datei.", encoding="utf-8")
    source = SOURCE.replace('"1. Entfernen Sie das Konto."', '"!file acts.md"')
    (folder / "cannot-send.yaml").write_text(source, encoding="utf-8")

    sync()

    remedy = flow_of(rows(FlowVersion)[0]).remedies["mail.recreate_account"]
    assert remedy.detail["de"] == "1. Aus einer Datei."

"""Files lie under their hash, in a folder for nobody else, and are found by record."""

import hashlib
import os
import stat
from contextlib import suppress

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from portal.core import files
from portal.core.db import db, engine_options, transaction
from portal.core.files import (
    FolderStore,
    drop_files,
    file_by_public_id,
    file_handlers,
    schedule_sweep,
    store_file,
)
from portal.core.worker import Worker


def test_what_was_put_comes_back(tmp_path):
    store = FolderStore(tmp_path / "files")
    digest = store.put(b"pixels")

    assert digest == hashlib.sha256(b"pixels").hexdigest()
    assert store.get(digest) == b"pixels"


def test_the_same_bytes_are_kept_once_and_nothing_half_written_stays(tmp_path):
    store = FolderStore(tmp_path / "files")
    assert store.put(b"pixels") == store.put(b"pixels")
    store.put(b"noise")

    assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 2


def test_nobody_else_on_the_machine_may_read_them(tmp_path):
    digest = FolderStore(tmp_path / "files").put(b"pixels")

    path = tmp_path / "files" / digest[:2] / digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_what_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        FolderStore(tmp_path / "files").get("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\u202egnp.exe", "x" * 500, ".htaccess"])
def test_a_name_is_never_a_path_f1_f2(app, clock, name):
    with app.app_context(), transaction(db.session) as session:
        file = store_file(
            session,
            app.extensions["lotse.files"],
            b"pixels",
            media_type="image/png",
            name=name,
            owner="article:7",
            actor_id=None,
            now=clock(),
        )

        assert file_by_public_id(session, file.public_id) is file
        assert file.name == name[:200]
        assert len(file.public_id) >= 12
    folder = app.extensions["lotse.settings"].files_dir
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [file.sha256]


def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_error(tmp_path):
    store = FolderStore(tmp_path / "files")
    digest, noise = store.put(b"pixels"), store.put(b"noise")
    for _ in range(2):
        store.delete(digest)

    with pytest.raises(FileNotFoundError):
        store.get(digest)
    assert store.get(noise) == b"noise"


@pytest.fixture
def worker(app, settings, clock):
    """Runs the job that deletes bytes."""
    engine = create_engine(**engine_options(settings.database_url))
    store = app.extensions["lotse.files"]
    yield Worker(sessionmaker(engine, expire_on_commit=False), file_handlers(store), clock)
    engine.dispose()


@pytest.fixture
def keep(app, clock):
    """keep(b"pixels"): a new file; call it in a transaction."""

    def store(session, data):
        return store_file(
            session,
            app.extensions["lotse.files"],
            data,
            media_type="image/png",
            name="a.png",
            owner="article:7",
            actor_id=None,
            now=clock(),
        )

    return store


def test_g3_the_bytes_go_with_the_last_file_that_has_them(app, clock, worker, keep):
    store = app.extensions["lotse.files"]
    with app.app_context():
        with transaction(db.session) as session:
            first, second, noise = (keep(session, data) for data in (b"same", b"same", b"noise"))
            drop_files(session, [first.id], now=clock())
        worker.run_all()
        assert store.get(second.sha256) == b"same"
        with transaction(db.session) as session:
            drop_files(session, [second.id], now=clock())
        worker.run_all()

        with pytest.raises(FileNotFoundError):
            store.get(second.sha256)
        assert store.get(noise.sha256) == b"noise"


def test_g3_an_act_that_is_undone_deletes_nothing(app, clock, worker, keep):
    with app.app_context():
        with transaction(db.session) as session:
            file = keep(session, b"pixels")
        with suppress(ZeroDivisionError), transaction(db.session) as session:
            drop_files(session, [file.id], now=clock())
            raise ZeroDivisionError
        worker.run_all()

        assert app.extensions["lotse.files"].get(file.sha256) == b"pixels"


def test_g3_bytes_that_came_back_before_the_job_ran_stay(app, clock, worker, keep):
    with app.app_context():
        with transaction(db.session) as session:
            file = keep(session, b"pixels")
            drop_files(session, [file.id], now=clock())
            keep(session, b"pixels")
        worker.run_all()

        assert app.extensions["lotse.files"].get(file.sha256) == b"pixels"


def test_bytes_that_no_record_names_go_after_a_day(app, settings, clock, worker, keep, monkeypatch):
    monkeypatch.setattr(files, "SLICE", 3)
    store = app.extensions["lotse.files"]
    with app.app_context():
        with transaction(db.session) as session:
            named = [keep(session, str(number).encode()).sha256 for number in range(6)]
        with suppress(ZeroDivisionError), transaction(db.session) as session:
            lost = keep(session, b"the process dies before the commit").sha256
            raise ZeroDivisionError
        with transaction(db.session) as session:
            schedule_sweep(session, now=clock())
    half = settings.files_dir / lost[:2] / f"{lost}x7k2"
    half.write_bytes(b"the process dies wh")
    for path in settings.files_dir.rglob("?" * 64 + "*"):
        os.utime(path, (clock().timestamp(), clock().timestamp()))

    worker.run_all()
    assert store.get(lost)
    clock.advance(days=1, seconds=1)
    worker.run_all()
    assert not half.exists()
    with pytest.raises(FileNotFoundError):
        store.get(lost)
    assert all(store.get(digest) for digest in named)

    late = store.put(b"another day")
    os.utime(settings.files_dir / late[:2] / late, (0, 0))
    clock.advance(days=1)
    worker.run_all()
    with pytest.raises(FileNotFoundError):
        store.get(late)


def test_bytes_that_come_back_while_the_sweep_runs_stay(app, settings, clock, worker, keep):
    store = app.extensions["lotse.files"]
    digest = store.put(b"pixels")
    os.utime(settings.files_dir / digest[:2] / digest, (0, 0))
    with app.app_context():
        with transaction(db.session) as session:
            schedule_sweep(session, now=clock())
        assert worker.run_one()
        with transaction(db.session) as session:
            keep(session, b"pixels")
        worker.run_all()

        assert store.get(digest) == b"pixels"

"""Writers that are killed, have no room, may not write or come second: what was found before is
still found, the same change can be made again, and nothing is lost by it."""

import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from search.documents import SearchDocument
from search.engine import IndexWriter, SearchEngine
from search.failures import IndexDamaged, IndexUnwritable
from search.generations import IndexLocked
from search.request import Mode, SearchRequest
from tests.unit.search.hash_encoder import HashEncoder
from tests.unit.search.hindrances import FORK, in_a_child, killed_at, no_file_longer_than, read_only

KEPT = SearchDocument("kept", "de", "Router", "Stecker ziehen.")
GONE = SearchDocument("gone", "de", "Fax", "Papierstau beheben.")
OLD = SearchDocument("changed", "de", "Telefon", "Hörer abheben.")
NEW = replace(OLD, text="Wählscheibe drehen.")
ADDED = SearchDocument("added", "de", "Drucker", "Patrone wechseln. " + "Viele Worte. " * 50)
BEFORE, CHANGE, DELETES = (KEPT, GONE, OLD), (NEW, ADDED), ("gone",)


@pytest.fixture
def folder():
    """Somewhere that everybody may enter: pytest's folders are closed to others."""
    path = Path(tempfile.mkdtemp(prefix="lotse-index-"))
    path.chmod(0o755)
    yield path / "index"
    shutil.rmtree(path)


@pytest.fixture
def index(folder):
    with IndexWriter(folder) as writer:
        writer.rebuild(BEFORE, HashEncoder())
    return folder


def change(folder):
    with IndexWriter(folder) as writer:
        return writer.update(CHANGE, DELETES, HashEncoder())


def found(folder, text, encoder=None):
    mode = Mode.HYBRID if encoder else Mode.KEYWORD
    with closing(SearchEngine.open(folder, encoder)) as engine:
        result = engine.search(SearchRequest(text, mode=mode))
        assert result.fallback is None
        return [hit.id for hit in result.hits]


def assert_changed(folder):
    assert found(folder, "Stecker") == ["kept"]
    assert found(folder, "Papierstau") == []
    assert found(folder, "Hörer") == []
    assert found(folder, "Wählscheibe") == ["changed"]
    assert found(folder, "Patrone") == ["added"]
    assert found(folder, "Patrone wechseln", HashEncoder())[0] == "added"


def every_kill(index, act, *, stride=1):
    """The index as it is after a kill at each touch of a file, one after the other; or at every
    second or third, to save time."""
    step = 0
    while True:
        copy = index.with_name("copy")
        shutil.copytree(index, copy)
        if not killed_at(step, partial(act, copy)):
            shutil.rmtree(copy)
            return
        yield copy
        shutil.rmtree(copy)
        step += stride


def test_a_change_that_was_killed_anywhere_is_made_again(index):
    kills = 0
    for copy in every_kill(index, change):
        kills += 1
        assert found(copy, "Stecker") == ["kept"]
        change(copy)
        assert_changed(copy)
    assert kills > 20


def test_what_a_killed_change_left_half_the_next_one_puts_right_whatever_it_is(index):
    for copy in every_kill(index, change, stride=2):
        with IndexWriter(copy) as writer:  # everything was taken back meanwhile
            writer.update(BEFORE, ["added"], HashEncoder())
        assert found(copy, "Papierstau") == ["gone"]
        assert found(copy, "Hörer") == ["changed"]
        assert found(copy, "Wählscheibe Patrone") == []


def rebuild(folder):
    with IndexWriter(folder) as writer:
        return writer.rebuild((KEPT, *CHANGE), HashEncoder())


def test_a_rebuild_that_was_killed_anywhere_leaves_the_old_index_and_no_rubbish(index):
    for copy in every_kill(index, rebuild, stride=3):
        assert found(copy, "Stecker") == ["kept"]
        rebuild(copy)
        assert_changed(copy)
        assert len(list(copy.glob("g*"))) <= 2


def optimise(folder):
    with IndexWriter(folder) as writer:
        writer.optimise()


def test_merging_that_was_killed_anywhere_loses_nothing(index):
    change(index)
    for copy in every_kill(index, optimise, stride=3):
        assert_changed(copy)
        optimise(copy)
        change(copy)
        assert_changed(copy)


@pytest.mark.parametrize("act", [change, rebuild, optimise])
def test_where_ever_the_disk_ends_the_old_index_answers_and_the_change_can_be_repeated(index, act):
    if act is optimise:
        change(index)

    def act_with_room_for(size):
        with no_file_longer_than(size):
            act(index)

    went_well = []
    with closing(SearchEngine.open(index, None)) as reader:
        for size in (0, 60, 500, 3_000, 10_000, 20_000, 40_000):
            went_well.append(in_a_child(partial(act_with_room_for, size)))
            assert found(index, "Stecker") == ["kept"]
            assert [h.id for h in reader.search(SearchRequest("Stecker")).hits] == ["kept"]
        act(index)
    assert went_well.count(False) >= 3
    assert_changed(index)


def test_a_writer_that_met_a_full_disk_can_go_on_by_itself(index):
    def go_on():
        with IndexWriter(index) as writer:
            for size in (0, 500, 3_000, 10_000):
                with no_file_longer_than(size), pytest.raises(IndexUnwritable):
                    writer.update(CHANGE, DELETES, HashEncoder())
            writer.update(CHANGE, DELETES, HashEncoder())

    assert in_a_child(go_on)
    assert_changed(index)


@pytest.mark.parametrize("act", [change, rebuild, optimise])
def test_a_read_only_folder_is_searched_and_refuses_changes_by_name(index, act):
    with read_only(index.parent):
        with pytest.raises(IndexUnwritable, match=r"[Pp]ermi|[Rr]ead-only"):
            act(index)
        assert found(index, "Stecker") == ["kept"]
    change(index)
    assert_changed(index)


def test_a_writer_in_another_process_is_waited_for_and_then_gone(index):
    ready, done = FORK.Event(), FORK.Event()

    def hold() -> None:
        with IndexWriter(index):
            ready.set()
            done.wait()

    other = FORK.Process(target=hold)
    other.start()
    ready.wait()
    with pytest.raises(IndexLocked):
        IndexWriter(index)
    assert found(index, "Stecker") == ["kept"]

    other.kill()  # the system lets go of its lock
    other.join()
    change(index)
    assert_changed(index)


def spoil_words(folder):
    for path in (folder / "keyword").glob("*.toc"):
        path.write_bytes(b"x" * 9)


DAMAGE = {
    "no texts": lambda folder: (folder / "texts.sqlite").unlink(),
    "empty texts": lambda folder: (folder / "texts.sqlite").write_bytes(b""),
    "other texts": lambda folder: (folder / "texts.sqlite").write_bytes(b"no database" * 1000),
    "no words": lambda folder: shutil.rmtree(folder / "keyword"),
    "other words": spoil_words,
    "nothing": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_an_index_that_only_a_rebuild_can_help_says_so_and_is_helped(index, damage):
    damage(next(index.glob("g*")))

    def help_it():
        with IndexWriter(index) as writer:
            assert writer.needs_rebuild(None)
            writer.rebuild(BEFORE, HashEncoder())
            assert not writer.needs_rebuild(None)
        change(index)

    assert in_a_child(help_it)
    assert_changed(index)


def test_damage_inside_of_the_words_is_named_when_it_is_met(index):
    for path in next(index.glob("g*/keyword")).glob("*.seg"):
        path.write_bytes(b"x" * path.stat().st_size)

    def meet_it():
        with pytest.raises(IndexDamaged):
            change(index)
        rebuild(index)

    assert in_a_child(meet_it)
    assert_changed(index)


def test_the_folder_is_closed_to_others_also_if_it_was_open(tmp_path):
    tmp_path.chmod(0o755)
    with IndexWriter(tmp_path) as writer:
        writer.rebuild(BEFORE, None)
    assert tmp_path.stat().st_mode & 0o777 == 0o700

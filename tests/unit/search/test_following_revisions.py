"""What readers make from the revision before is what they would have read anew."""

import random
from contextlib import closing

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from search import vectors
from search.documents import SearchDocument
from search.engine import IndexWriter, SearchEngine
from search.pair_encoder import PairEncoder
from search.request import Mode, SearchRequest
from search.store import StoredDocument
from search.vectors import Passages, VectorIndex, VectorSet
from tests.unit.search.hash_encoder import HashEncoder
from tests.unit.search.keyword_indexes import made_words

WORDS = made_words(random.Random(5), 30)  # noqa: S311 - repeatable, no secret
EVERYBODY = frozenset({"public", "internal"})

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
documents = st.builds(
    SearchDocument,
    id=st.sampled_from("abcdefgh"),
    # Of German a rebuild learns how compounds are made, and a change does not.
    lang=st.sampled_from(["en", "nl"]),
    title=st.one_of(st.just(""), texts),
    text=st.lists(texts, max_size=3).map(lambda parts: "\n\n## Teil\n\n".join(parts)),
    group=st.sampled_from(["", "", "one", "two"]),
    visibility=st.sampled_from(["public", "public", "internal"]),
    category=st.sampled_from(["mail", "dns"]),
)
changes = st.tuples(
    st.lists(documents, max_size=3), st.lists(st.sampled_from("abcdefgh"), max_size=2)
)
# After each change: is it read at once, are the pieces merged?
steps = st.lists(st.tuples(changes, st.booleans(), st.booleans()), min_size=1, max_size=6)


@pytest.fixture(params=[1_024, 4], ids=["patched", "made anew now and then"])
def most_new_rows(request, monkeypatch):
    monkeypatch.setattr(vectors, "MOST_NEW_ROWS", request.param)


@pytest.mark.usefixtures("most_new_rows")
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink an index takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=st.lists(documents, min_size=1, max_size=8), later=steps, of_two=st.booleans())
def test_an_index_that_was_open_all_the_time_finds_what_a_new_one_finds(
    tmp_path_factory, first, later, of_two
):
    encoder = HashEncoder("one:64:ab")
    if of_two:
        encoder = PairEncoder(encoder, HashEncoder("two:64:cd"))
    folder, other = (tmp_path_factory.mktemp(name) for name in ("changed", "new"))
    now = {document.id: document for document in first}
    with IndexWriter(folder) as writer:
        writer.rebuild(first, encoder)
        with closing(SearchEngine.open(folder, encoder)) as engine:
            answers(engine)
            for (upserts, deletes), read, merge in later:
                writer.update(upserts, deletes, encoder)
                now |= {document.id: document for document in upserts}
                now = {id_: document for id_, document in now.items() if id_ not in deletes}
                if merge:
                    writer.optimise()
                if read:
                    answers(engine)
            writer.optimise()  # what was deleted counts in the rarity of words until then
            found = answers(engine)
    with IndexWriter(other) as writer:
        writer.rebuild(list(now.values()), encoder)
        writer.optimise()  # merging rounds the lengths of texts, which scores are made with
    with closing(SearchEngine.open(other, encoder)) as engine:
        expected = answers(engine)
    assert found.keys() == expected.keys()
    for name, scores in expected.items():
        assert found[name].keys() == scores.keys(), name
        assert list(found[name].values()) == pytest.approx(
            [scores[id_] for id_ in found[name]], abs=1e-3, nan_ok=True
        ), name


def answers(engine):
    """Scores by id of all documents for some queries, and titles, and what reads the tables."""
    found = {}
    for text in (" ".join(WORDS[:4]), WORDS[7], f'"{WORDS[1]}"', "Teil"):
        for mode in Mode:
            ranking = engine.rank(SearchRequest(text, mode=mode), EVERYBODY)
            snapshot = ranking.snapshot
            ids = [document.id for document in snapshot.documents]
            assert [snapshot.places[id_] for id_ in ids] == list(range(len(ids)))
            assert snapshot.numbers.tolist() == [d.number for d in snapshot.documents]
            assert ranking.visible is None
            found[text, mode] = dict(zip(ids, ranking.total.tolist(), strict=True))
            if ranking.cosines is not None:
                best = ranking.cosines.best.tolist()
                found[text, mode, "best"] = dict(zip(ids, best, strict=True))
    for visibilities in (frozenset({"public"}), EVERYBODY):
        request = SearchRequest(WORDS[0][:3], limit=20, visibilities=visibilities)
        groups = {
            s.id if not (d := _document(engine, s.id)).group else d.group: 1.0
            for s in engine.suggest(request)
        }
        found["suggest", len(visibilities)] = groups
        found["languages", len(visibilities)] = {
            d.id: float(
                (engine._snapshot.visible(visibilities) is None)
                or engine._snapshot.visible(visibilities)[ordinal]
            )
            for ordinal, d in enumerate(engine._snapshot.documents)
        }
    status = engine.status()
    found["status"] = {"documents": status.documents, "vectors": status.vectors}
    return found


def _document(engine, id_) -> StoredDocument:
    snapshot = engine._snapshot
    return snapshot.documents[snapshot.places[id_]]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_vector_index_that_follows_scores_as_one_made_anew(data):
    chance = np.random.default_rng(data.draw(st.integers(0, 99)))
    dimension, first = data.draw(st.sampled_from([(4, None), (6, 4)]))
    matrix = chance.standard_normal((40, dimension)).astype(np.float16)
    if first:
        # The second model's vectors are equally long, and it reads one language only.
        other = matrix[:, first:].astype(np.float32)
        matrix[:, first:] = other / np.linalg.norm(other, axis=1, keepdims=True) / 2
        matrix[chance.random(40) < 0.4, first:] = 0
    known = VectorSet(tuple(bytes([n]) * 16 for n in range(40)), matrix)
    keys = st.sampled_from([*known.keys, b"\xff" * 16])  # the last has no vector
    chunk = st.tuples(st.integers(1, 999), keys)
    entry = st.builds(Passages, st.sampled_from([b"", *known.keys]), st.lists(chunk, max_size=3))
    entries = data.draw(st.lists(entry, min_size=4, max_size=9))

    index = made(known, entries, first)
    for _ in range(data.draw(st.integers(1, 4))):
        gone = data.draw(st.sets(st.integers(0, len(entries) - 1), max_size=2))
        kept = [ordinal for ordinal in range(len(entries)) if ordinal not in gone]
        moved = np.full(len(entries), -1)
        moved[kept] = np.arange(len(kept))
        entries = [entries[ordinal] for ordinal in kept]
        stale = data.draw(st.sets(st.integers(0, max(len(entries) - 1, 0)), max_size=2))
        changed = {o: data.draw(entry) for o in sorted(stale) if o < len(entries)}
        for ordinal, passages in changed.items():
            moved[kept[ordinal]] = -1
            entries[ordinal] = passages
        for passages in data.draw(st.lists(entry, max_size=2)):
            changed[len(entries)] = passages
            entries.append(passages)
        followed = index.following(moved, changed, known)
        expected = made(known, entries, first)
        index = followed or expected
        assert len(index) == len(expected)
        for query in chance.standard_normal((2, dimension)).astype(np.float32):
            assert_same_scores(index, expected, query, len(entries))


def made(known, entries, first):
    chunks = {ordinal: passages.chunks for ordinal, passages in enumerate(entries)}
    return VectorIndex(known, [passages.title for passages in entries], chunks, first=first)


def assert_same_scores(index, expected, query, count):
    scores, others = index.score(query), expected.score(query)
    for name in ("best", "mean", "combined"):
        np.testing.assert_allclose(
            getattr(scores, name), getattr(others, name), rtol=1e-3, atol=2e-3, err_msg=name
        )
    assert (scores.by_two is None) == (others.by_two is None)
    if scores.by_two is not None:
        assert scores.by_two.tolist() == others.by_two.tolist()
    for ordinal in range(count):
        mine, theirs = index.rows_of(ordinal), expected.rows_of(ordinal)
        assert index.chunk_numbers[mine].tolist() == expected.chunk_numbers[theirs].tolist()
        np.testing.assert_allclose(scores.rows[mine], others.rows[theirs], rtol=1e-4, atol=1e-4)

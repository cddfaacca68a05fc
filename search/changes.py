"""One change of a generation, in an order that may end anywhere and leave nothing half.

1. What is about to change is put in doubt: a change that gets no further is made again by the
   next one, whatever that brings.
2. Words: Whoosh commits by itself, and old and new pieces stand side by side.
3. Vectors: what a text's vector is never changes, so more of them harm nobody.
4. Texts: one transaction.
5. The manifest, last: only now do open readers see any of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from search.calibration import similarity_floors
from search.chunking import plain_text
from search.documents import SearchDocument
from search.encoder import Encoder
from search.fingerprints import vector_recipe
from search.generations import Manifest, write_manifest
from search.keyword import KeywordIndexBroken
from search.keyword_writer import KeywordDocument, KeywordWriter
from search.planning import Known, Plan, Work, plan
from search.preparing import PreparedDocument, Progress, embed_missing, prepare
from search.results import UpdateReport
from search.text_store import TextStore
from search.vector_store import VECTORS_FILE, VectorStore, read_vectors
from search.vectors import VectorSet, empty_vectors


@dataclass(frozen=True, slots=True)
class Change:
    """What an index shall take over. A later duplicate wins; a delete beats an upsert.

    `vectors_from`: another generation with vectors of the same recipe.
    """

    upserts: Sequence[SearchDocument]
    deletes: Sequence[str]
    encoder: Encoder | None
    progress: Progress | None
    vectors_from: Path | None = None


def apply_change(
    directory: Path, manifest: Manifest, store: TextStore, vectors: VectorStore, change: Change
) -> UpdateReport:
    """Make the generation of `manifest` hold `change`.

    What is there already costs a look and no write.
    """
    folder, encoder = directory / manifest.generation, change.encoder
    known = _known(store, vectors, change)
    todo = plan(
        known,
        change.upserts,
        change.deletes,
        can_embed=encoder is not None,
    )
    if not _anything(todo) and _settled(manifest, store, encoder):
        return _report(todo, manifest, 0)
    fresh = todo.documents(Work.CONTENT)
    if fresh or todo.deletes:
        store.doubt([*(document.id for document in fresh), *todo.deletes])
    prepared = [prepare(d) for d in todo.documents(Work.CONTENT, Work.VECTORS)]
    before = store.numbers(todo.deletes)
    changed = _put_texts(store, todo, prepared)
    embedded = _put_vectors(vectors, prepared, change)

    segments = manifest.segments
    gone = [before[identifier] for identifier in todo.deletes]
    if changed or gone or not (folder / "keyword").exists():
        segments = _put_words(folder, manifest.dictionary, changed, gone, change.progress)
    following = manifest.next(
        recipe=vector_recipe(encoder.recipe) if encoder else manifest.recipe,
        documents=store.document_count(),
        chunks=store.chunk_count(),
        segments=segments,
        without_vectors=_without_vectors(manifest, store, vectors, known, todo, embedded),
    )
    if not manifest.vectors or embedded:
        following = replace(following, vectors=VECTORS_FILE if len(vectors) else "")
    if following.vectors and encoder and _floors_are_due(manifest, len(vectors), embedded):
        floors = similarity_floors(encoder, vectors.all())
        following = replace(following, floors=floors or manifest.floors, floors_of=len(vectors))

    store.commit(following.revision)
    write_manifest(directory, following)
    return _report(todo, following, embedded)


@contextmanager
def keyword_writer(folder: Path, dictionary: str) -> Iterator[KeywordWriter]:
    """The words of a generation, to be written.

    Raises:
        KeywordIndexBroken: what stands there makes no sense.
    """
    try:
        keyword = KeywordWriter(folder / "keyword", folder, dictionary)
        try:
            yield keyword
        finally:
            keyword.close()
    except (OSError, KeywordIndexBroken):
        raise
    except Exception as error:
        # Whoosh unpickles its files: damage surfaces as any exception at all.
        raise KeywordIndexBroken(f"{type(error).__name__}: {error}") from error


def _anything(todo: Plan) -> bool:
    return bool(todo.deletes or todo.documents(Work.CONTENT, Work.METADATA, Work.VECTORS))


def _settled(manifest: Manifest, store: TextStore, encoder: Encoder | None) -> bool:
    """Did the last change reach its end, with the model that is asked for now?"""
    if manifest.revision == 0 or store.revision() != manifest.revision:
        return False
    if encoder is None:
        return True
    floors_known = manifest.floors is not None or not manifest.vectors
    return manifest.recipe == vector_recipe(encoder.recipe) and floors_known


def _known(store: TextStore, vectors: VectorStore, change: Change) -> dict[str, Known]:
    these = {*(document.id for document in change.upserts), *change.deletes}
    needed = store.vector_keys(these)
    there = vectors.known(set().union(*needed.values()))
    return {
        identifier: Known(content, metadata, needed[identifier] <= there)
        for identifier, content, metadata in store.fingerprints(these)
    }


def _put_vectors(vectors: VectorStore, prepared: Sequence[PreparedDocument], change: Change) -> int:
    """Embed what is missing, and say how much that was."""
    needed = {key for entry in prepared for key, _ in entry.texts()}
    known = vectors.known(needed)
    if change.vectors_from:
        taken = _read_if_there(change.vectors_from, needed - known)
        vectors.add(taken)
        known.update(taken.keys)
    made = embed_missing(prepared, known, change.encoder, change.progress)
    vectors.add(made)
    return len(made.keys)


def _read_if_there(folder: Path, keys: set[bytes]) -> VectorSet:
    try:
        return read_vectors(folder, keys)
    except (OSError, ValueError):
        # Lost vectors are made again by the next update that has a model.
        return empty_vectors()


def _without_vectors(
    manifest: Manifest,
    store: TextStore,
    vectors: VectorStore,
    known: Mapping[str, Known],
    todo: Plan,
    embedded: int,
) -> int:
    """How many documents lack a vector. Counted from the number before where that is right."""
    touched = [document.id for document, work in todo.work if work is not Work.NOTHING]
    lacked = sum(not known[id_].has_vectors for id_ in (*touched, *todo.deletes) if id_ in known)
    others = manifest.without_vectors - lacked
    # A new vector may be one that other documents lack too.
    certain = manifest.vectors and store.revision() == manifest.revision and not vectors.is_new
    if certain and not (embedded and others):
        needed = store.vector_keys(touched)
        there = vectors.known(set().union(*needed.values()))
    else:
        needed, others = store.vector_keys(), 0
        there = vectors.keys()
    return others + sum(not keys <= there for keys in needed.values())


def _put_texts(
    store: TextStore, todo: Plan, prepared: Sequence[PreparedDocument]
) -> list[tuple[int, SearchDocument]]:
    """Put all but vectors and words into the store; those whose words changed, with numbers."""
    for identifier in todo.deletes:
        store.delete(identifier)
    for document in todo.documents(Work.METADATA):
        store.put_metadata(document)
    words_changed = {document.id for document in todo.documents(Work.CONTENT)}
    changed = []
    for entry in prepared:
        document = entry.document
        if document.id in words_changed:
            number = store.put(document, entry.chunks, entry.keys, entry.title_key)
            changed.append((number, document))
        else:
            store.put_metadata(document)
    return changed


def _put_words(
    folder: Path,
    dictionary: str,
    changed: Sequence[tuple[int, SearchDocument]],
    gone: Sequence[int],
    progress: Progress | None,
) -> int:
    """Commit the words without merging: whoever publishes does not wait for that. Returns how
    many pieces the index has now."""

    def documents() -> Iterator[KeywordDocument]:
        for place, (number, document) in enumerate(changed, start=1):
            text = plain_text(document.text)
            yield KeywordDocument(number, document.title, document.keywords, text)
            if progress:
                progress("keyword", place, len(changed))

    with keyword_writer(folder, dictionary) as keyword:
        keyword.write(documents(), gone, merge=False)
        return keyword.segments()


def _floors_are_due(manifest: Manifest, vectors: int, embedded: int) -> bool:
    """A floor is what chance reaches: it moves when the index is a tenth another."""
    if manifest.floors is None or not manifest.vectors:
        return True
    return embedded > 0 and abs(vectors - manifest.floors_of) * 10 > manifest.floors_of


def _report(todo: Plan, manifest: Manifest, embedded: int) -> UpdateReport:
    return UpdateReport(
        documents=manifest.documents,
        indexed=len(todo.documents(Work.CONTENT)),
        unchanged=len(todo.documents(Work.NOTHING)),
        deleted=len(todo.deletes),
        chunks=manifest.chunks,
        embedded=embedded,
        without_vectors=manifest.without_vectors,
    )

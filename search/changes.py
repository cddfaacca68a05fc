"""One change of a generation, in an order that may end anywhere and leave nothing half.

1. What is about to change is put in doubt: a change that gets no further is made again by the
   next one, whatever that brings.
2. Words: Whoosh commits by itself, and old and new pieces stand side by side.
3. Vectors: a new file beside the one in use.
4. Texts: one transaction.
5. The manifest, last: only now do open readers see any of it.
"""

import os
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
from search.keyword import KeywordDocument, KeywordIndexBroken, KeywordWriter
from search.planning import Known, Plan, Work, plan
from search.preparing import PreparedDocument, Progress, embed_missing, prepare
from search.results import UpdateReport
from search.store import TextStore
from search.vectors import VectorSet, save_vectors


@dataclass(frozen=True, slots=True)
class Change:
    """What an index shall take over. A later duplicate wins; a delete beats an upsert."""

    upserts: Sequence[SearchDocument]
    deletes: Sequence[str]
    encoder: Encoder | None
    progress: Progress | None


def apply_change(
    directory: Path, manifest: Manifest, store: TextStore, vectors: VectorSet, change: Change
) -> UpdateReport:
    """Make the generation of `manifest` hold `change`; `vectors` are those at hand for it.

    What is there already costs a look and no write.
    """
    folder, encoder = directory / manifest.generation, change.encoder
    known = _known(store, set(vectors.keys), change)
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
    vectors, embedded = embed_missing(prepared, vectors, encoder, change.progress)

    segments = manifest.segments
    gone = [before[identifier] for identifier in todo.deletes]
    if changed or gone or not (folder / "keyword").exists():
        segments = _put_words(folder, manifest.dictionary, changed, gone, change.progress)
    following = manifest.next(
        recipe=vector_recipe(encoder.recipe) if encoder else manifest.recipe,
        documents=store.document_count(),
        chunks=store.chunk_count(),
        segments=segments,
    )
    if embedded or not manifest.vectors:
        # What no text needs any more goes when the file is written anyway.
        needed = store.vector_keys()
        vectors = vectors.only(set().union(*needed.values()))
        missing = _without(needed, vectors)
    else:
        touched = [document.id for document, work in todo.work if work is not Work.NOTHING]
        lacked = sum(
            not known[id_].has_vectors for id_ in (*touched, *todo.deletes) if id_ in known
        )
        missing = manifest.without_vectors - lacked + _without(store.vector_keys(touched), vectors)
    following = replace(following, without_vectors=missing)
    if vectors.keys and encoder and _floors_are_due(manifest, len(vectors.keys), embedded):
        floors = similarity_floors(encoder, vectors)
        following = replace(
            following, floors=floors or manifest.floors, floors_of=len(vectors.keys)
        )
    if vectors.keys and (embedded or not manifest.vectors):
        following = replace(following, vectors=f"vectors-{following.revision}.npz")
        save_vectors(folder / following.vectors, vectors)

    store.commit(following.revision)
    write_manifest(directory, following)
    _remove_old_vectors(folder, following.vectors, manifest.vectors)
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


def _known(store: TextStore, vectors: set[bytes], change: Change) -> dict[str, Known]:
    these = {*(document.id for document in change.upserts), *change.deletes}
    needed = store.vector_keys(these)
    return {
        identifier: Known(content, metadata, needed[identifier] <= vectors)
        for identifier, content, metadata in store.fingerprints(these)
    }


def _without(needed: Mapping[str, set[bytes]], vectors: VectorSet) -> int:
    """How many of these documents lack a vector."""
    have = set(vectors.keys)
    return sum(1 for keys in needed.values() if not keys <= have)


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


def _remove_old_vectors(folder: Path, *keep: str) -> None:
    for path in folder.glob("vectors-*.npz"):
        if path.name not in keep:
            os.unlink(path)


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

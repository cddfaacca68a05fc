"""The one writer of an index: small changes by day, a rebuild beside the running index.

The manifest is written last, so an interrupted change leaves the old state or a change
that the repeated job finds already done.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from search.analysis import ANALYSIS_VERSION
from search.calibration import similarity_floors
from search.chunking import plain_text
from search.compounds import build_dictionary, save_dictionary, system_word_list
from search.documents import SearchDocument
from search.encoder import Encoder
from search.fingerprints import vector_recipe
from search.generations import (
    Manifest,
    ManifestBroken,
    WriterLock,
    new_generation,
    read_manifest,
    remove_old_generations,
    write_manifest,
)
from search.keyword import MAX_SEGMENTS, KeywordDocument, KeywordWriter
from search.planning import Known, Plan, Work, plan
from search.preparing import PreparedDocument, Progress, embed_missing, prepare
from search.results import UpdateReport
from search.spelling import count_words
from search.store import TextStore
from search.vectors import VectorSet, empty_vectors, load_vectors, save_vectors


class IndexWriter:
    """Holds the writer lock of an index directory from creation to `close`."""

    def __init__(self, directory: Path) -> None:
        """Raises `IndexLocked` when another process writes this index."""
        self._directory = directory
        self._lock = WriterLock(directory)

    def __enter__(self) -> "IndexWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._lock.release()

    def needs_rebuild(self, encoder: Encoder | None) -> bool:
        """True where small changes can't help: no index, another version, another model."""
        manifest = self._manifest()
        if manifest is None or manifest.analysis != ANALYSIS_VERSION:
            return True
        return encoder is not None and manifest.recipe != vector_recipe(encoder.recipe)

    def update(
        self,
        upserts: Sequence[SearchDocument],
        deletes: Sequence[str],
        encoder: Encoder | None,
        progress: Progress | None = None,
    ) -> UpdateReport:
        """Bring some documents up to date; unchanged ones cost nothing.

        Without a usable encoder words are found at once and vectors follow with a later
        update. Where there is no usable index one is built from `upserts` alone.
        """
        manifest = self._manifest()
        if manifest is None or manifest.analysis != ANALYSIS_VERSION:
            return self.rebuild(upserts, encoder, progress)
        folder = self._directory / manifest.generation
        store = TextStore(folder)
        try:
            if encoder and manifest.recipe not in ("", vector_recipe(encoder.recipe)):
                # Vectors of two models don't mix; a rebuild moves to the other model.
                encoder = None
            return self._change(manifest, folder, store, upserts, deletes, encoder, progress)
        except BaseException:
            store.rollback()
            raise
        finally:
            store.close()

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        encoder: Encoder | None,
        progress: Progress | None = None,
    ) -> UpdateReport:
        """Build a new generation from all documents and switch to it.

        Vectors of the running generation are used again where model and text are the same.
        """
        before = self._manifest()
        everything = tuple({document.id: document for document in documents}.values())
        recipe = vector_recipe(encoder.recipe) if encoder else (before.recipe if before else "")
        reusable = self._vectors(before) if before and before.recipe == recipe else empty_vectors()

        folder = new_generation(self._directory)
        texts = [plain_text(document.text) for document in everything]
        name = save_dictionary(
            folder,
            build_dictionary(
                (t for d, t in zip(everything, texts, strict=True) if d.lang == "de"),
                system_word_list(),
            ),
        )
        manifest = Manifest(
            generation=folder.name,
            revision=before.revision if before else 0,
            analysis=ANALYSIS_VERSION,
            dictionary=name,
            recipe=recipe,
        )
        store = TextStore(folder)
        try:
            store.put_words(
                count_words(
                    f"{d.title}\n{d.keywords}\n{t}" for d, t in zip(everything, texts, strict=True)
                )
            )
            report = self._change(
                manifest, folder, store, everything, (), encoder, progress, reusable
            )
        finally:
            store.close()
        remove_old_generations(
            self._directory, folder.name, before.generation if before else folder.name
        )
        return report

    def optimise(self) -> None:
        """Merge the keyword index into one segment; searches go on meanwhile."""
        manifest = self._manifest()
        if manifest is None:
            return
        folder = self._directory / manifest.generation
        keyword = KeywordWriter(folder / "keyword", folder, manifest.dictionary)
        try:
            keyword.write((), (), merge=True)
        finally:
            keyword.close()
        write_manifest(self._directory, manifest.next())

    def _change(
        self,
        manifest: Manifest,
        folder: Path,
        store: TextStore,
        upserts: Sequence[SearchDocument],
        deletes: Sequence[str],
        encoder: Encoder | None,
        progress: Progress | None,
        reusable: VectorSet | None = None,
    ) -> UpdateReport:
        vectors = reusable if reusable is not None else self._vectors(manifest)
        known_keys = set(vectors.keys)
        todo = plan(_known(store, known_keys), upserts, deletes, can_embed=encoder is not None)
        prepared = [prepare(d) for d in todo.documents(Work.CONTENT, Work.VECTORS)]
        words_changed = {d.id for d in todo.documents(Work.CONTENT)}

        numbers = store.numbers()
        for identifier in todo.deletes:
            store.delete(identifier)
        for document in todo.documents(Work.METADATA):
            store.put_metadata(document)
        for entry in prepared:
            if entry.document.id in words_changed:
                numbers[entry.document.id] = store.put(
                    entry.document, entry.chunks, entry.keys, entry.title_key
                )
            else:
                store.put_metadata(entry.document)

        vectors, embedded = embed_missing(prepared, vectors, encoder, progress)
        needed = store.vector_keys()
        vectors = vectors.only({key for keys in needed.values() for key in keys})
        have = set(vectors.keys)

        fresh = [entry for entry in prepared if entry.document.id in words_changed]
        if fresh or todo.deletes or not (folder / "keyword").exists():
            self._write_keyword(
                manifest, folder, fresh, numbers, [numbers[i] for i in todo.deletes], progress
            )
        floors = manifest.floors
        if encoder is not None and have and (embedded or floors is None):
            floors = similarity_floors(encoder, vectors) or floors
        following = manifest.next(
            recipe=vector_recipe(encoder.recipe) if encoder else manifest.recipe,
            floors=floors,
            documents=len(needed),
            chunks=store.chunk_count(),
        )
        if have:
            following = replace(following, vectors=f"vectors-{following.revision}.npz")
            save_vectors(folder / following.vectors, vectors)
        store.commit()
        write_manifest(self._directory, following)
        _remove_old_vectors(folder, following.vectors, manifest.vectors)
        return _report(todo, following, embedded, needed, have)

    def _write_keyword(
        self,
        manifest: Manifest,
        folder: Path,
        entries: Sequence[PreparedDocument],
        numbers: dict[str, int],
        deletes: Sequence[int],
        progress: Progress | None,
    ) -> None:
        def documents() -> Iterator[KeywordDocument]:
            for place, entry in enumerate(entries):
                document = entry.document
                yield KeywordDocument(
                    numbers[document.id],
                    document.title,
                    document.keywords,
                    plain_text(document.text),
                )
                if progress:
                    progress("keyword", place + 1, len(entries))

        keyword = KeywordWriter(folder / "keyword", folder, manifest.dictionary)
        try:
            crowded = keyword.segments() >= MAX_SEGMENTS
            keyword.write(documents(), deletes, merge=crowded)
        finally:
            keyword.close()

    def _manifest(self) -> Manifest | None:
        try:
            return read_manifest(self._directory)
        except ManifestBroken:
            return None

    def _vectors(self, manifest: Manifest) -> VectorSet:
        if not manifest.vectors:
            return empty_vectors()
        try:
            return load_vectors(self._directory / manifest.generation / manifest.vectors)
        except (OSError, ValueError):
            # Lost vectors are made again by the next update that has a model.
            return empty_vectors()


def _known(store: TextStore, vectors: set[bytes]) -> dict[str, Known]:
    needed = store.vector_keys()
    return {
        identifier: Known(content, metadata, needed[identifier] <= vectors)
        for identifier, content, metadata in store.fingerprints()
    }


def _remove_old_vectors(folder: Path, *keep: str) -> None:
    for path in folder.glob("vectors-*.npz"):
        if path.name not in keep:
            os.unlink(path)


def _report(
    todo: Plan,
    manifest: Manifest,
    embedded: int,
    needed: dict[str, set[bytes]],
    have: set[bytes],
) -> UpdateReport:
    return UpdateReport(
        documents=manifest.documents,
        indexed=len(todo.documents(Work.CONTENT)),
        unchanged=len(todo.documents(Work.NOTHING)),
        deleted=len(todo.deletes),
        chunks=manifest.chunks,
        embedded=embedded,
        without_vectors=sum(1 for keys in needed.values() if not keys <= have),
    )

"""The one writer of an index: small changes by day, a rebuild beside the running one.

The manifest is written last, so an interrupted change leaves the old state or a change
that the repeated job finds already done.
"""

import secrets
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from search.analysis import ANALYSIS_VERSION
from search.changes import Change, apply_change, keyword_writer
from search.chunking import plain_text
from search.compounds import build_dictionary, save_dictionary, system_word_list
from search.documents import SearchDocument
from search.encoder import Encoder
from search.failures import IndexDamaged, failures_named
from search.fingerprints import vector_recipe
from search.generations import (
    Manifest,
    ManifestBroken,
    WriterLock,
    new_generation,
    read_manifest,
    remove_old_generations,
    remove_unfinished,
    write_manifest,
)
from search.preparing import Progress
from search.results import UpdateReport
from search.store import FILE_NAME
from search.text_store import TextStore
from search.vector_store import VectorStore


class IndexWriter:
    """Holds the writer lock of an index directory from creation to `close`.

    Everything here raises `IndexUnwritable` where the system refuses to write. The state before
    goes on being searched, and the same call can be made again.
    """

    def __init__(self, directory: Path) -> None:
        """Raises `IndexLocked` when another process writes this index."""
        self._directory = directory
        with failures_named(directory):
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
        """True where small changes can't help: no index, a damaged one, another version, another
        model."""
        manifest = self._manifest()
        if manifest is None or manifest.analysis != ANALYSIS_VERSION:
            return True
        if encoder is not None and manifest.recipe != vector_recipe(encoder.recipe):
            return True
        try:
            with failures_named(self._directory):
                return self._is_empty_by_mistake(manifest)
        except IndexDamaged:
            return True

    def update(
        self,
        upserts: Sequence[SearchDocument],
        deletes: Sequence[str],
        encoder: Encoder | None,
        progress: Progress | None = None,
    ) -> UpdateReport:
        """Bring some documents up to date; unchanged ones cost nothing.

        Without a usable encoder words are found at once and vectors follow with a later
        update. Where there is no index one is built from `upserts` alone.

        Raises:
            IndexDamaged: it can't be continued; only `rebuild` helps.
        """
        manifest = self._manifest()
        if manifest is None or manifest.analysis != ANALYSIS_VERSION:
            return self.rebuild(upserts, encoder, progress)
        if encoder and manifest.recipe not in ("", vector_recipe(encoder.recipe)):
            # Vectors of two models don't mix; a rebuild moves to the other model.
            encoder = None
        change = Change(upserts, deletes, encoder, progress)
        with failures_named(self._directory):
            return self._apply(manifest, change)

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
        with failures_named(self._directory):
            if before:  # else readers may have any of them open
                remove_unfinished(self._directory, before.generation)
            folder = new_generation(self._directory)
            german = (plain_text(d.text) for d in everything if d.lang == "de")
            dictionary = save_dictionary(folder, build_dictionary(german, system_word_list()))
            manifest = Manifest(
                generation=folder.name,
                revision=before.revision if before else 0,
                analysis=ANALYSIS_VERSION,
                dictionary=dictionary,
                identity=secrets.token_hex(8),
                recipe=vector_recipe(encoder.recipe) if encoder else "",
            )
            vectors_from = None
            if before and before.vectors and manifest.recipe in ("", before.recipe):
                manifest = manifest.using(before)
                vectors_from = self._directory / before.generation
            change = Change(everything, (), encoder, progress, vectors_from)
            report = self._apply(manifest, change)
            keep = before.generation if before else folder.name
            remove_old_generations(self._directory, folder.name, keep)
        return report

    def optimise(self, *, whole: bool = True) -> None:
        """Merge the keyword index into one segment, or only the small ones of the day's changes;
        searches go on meanwhile."""
        manifest = self._manifest()
        if manifest is None:
            return
        folder = self._directory / manifest.generation
        with failures_named(self._directory):
            with keyword_writer(folder, manifest.dictionary) as keyword:
                if whole:
                    keyword.write((), (), merge=True)
                else:
                    keyword.merge_small()
                segments = keyword.segments()
            with closing(TextStore(folder)) as store, closing(VectorStore(folder)) as vectors:
                vectors.keep_only(set().union(*store.vector_keys().values()))
                following = manifest.next(segments=segments)
                # The next change is told from one that was interrupted by its revision.
                if store.revision() == manifest.revision:
                    store.commit(following.revision)
                else:
                    following = replace(following, revision=store.revision() + 1)
            write_manifest(self._directory, following)

    def _apply(self, manifest: Manifest, change: Change) -> UpdateReport:
        folder = self._directory / manifest.generation
        with closing(VectorStore(folder)) as vectors, closing(TextStore(folder)) as store:
            try:
                return apply_change(self._directory, manifest, store, vectors, change)
            except BaseException:
                store.rollback()
                raise

    def _is_empty_by_mistake(self, manifest: Manifest) -> bool:
        """Are documents promised that are not there? Opening alone finds most damage."""
        folder = self._directory / manifest.generation
        if not (folder / FILE_NAME).is_file() or not (folder / "keyword").is_dir():
            return True
        with keyword_writer(folder, manifest.dictionary), closing(TextStore(folder)) as store:
            return manifest.documents > 0 and not store.document_count()

    def _manifest(self) -> Manifest | None:
        try:
            return read_manifest(self._directory)
        except ManifestBroken:
            return None

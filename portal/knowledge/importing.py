"""Taking in folders of Markdown files, ours and others'.

A file that cannot be taken is reported and the rest goes on; a second import of the same files
changes nothing; a text that was edited here since its import is never overwritten.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from tqdm import tqdm

from articles.document import ArticleDocument, DocumentError
from articles.foreign import ForeignArticle, read_foreign
from portal.core.db import transaction
from portal.core.files import FolderStore
from portal.core.jobs import enqueue
from portal.core.settings import Settings
from portal.knowledge.categories import category_for
from portal.knowledge.import_pictures import PictureTaker
from portal.knowledge.indexing import render_again
from portal.knowledge.models import Article, ArticleLink, Revision, Translation
from portal.knowledge.operations import (
    ArticleText,
    create_article,
    create_translation,
    save_revision,
)
from portal.knowledge.publication_operations import enqueue_index, publish

Item = TypeVar("Item")

SUFFIXES = {".md", ".markdown"}
BATCH = 50
REBUILD_FROM = 40


@dataclass(slots=True)
class ImportReport:
    """What became of each file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def summary(self) -> str:
        """One line for people."""
        return (
            f"{self.created} articles added, {self.updated} updated, {self.unchanged} unchanged, "
            f"{len(self.refused)} could not be taken"
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that could be read."""

    path: str
    digest: str
    document: ArticleDocument
    notes: tuple[str, ...]


def import_folder(
    settings: Settings,
    session: Session,
    folder: Path,
    *,
    language: str | None,
    source: str,
    now: datetime,
) -> ImportReport:
    """Take and publish every Markdown file below `folder`. Commits in batches of its own."""
    report = ImportReport()
    known = _known_files(session)
    files = [path for path in _files(folder) if not _unchanged(path, folder, known, report)]
    candidates = _with_own_keys(_read(files, folder, language, report), report)
    pictures = PictureTaker(FolderStore(settings.files_dir), folder)
    changed: list[int] = []
    for batch in _batches(list(candidates), "Importing"):
        with transaction(session):
            for candidate in batch:
                _take(session, candidate, pictures, source, report, changed, now)
    for batch_ids in _batches(changed, "Publishing"):
        with transaction(session):
            for translation_id in batch_ids:
                translation = session.get_one(Translation, translation_id)
                publish(
                    session,
                    translation,
                    actor_id=None,
                    now=now,
                    outdates_other=False,
                    announce=False,
                )
    with transaction(session):
        _mend_links(session, now)
        _enqueue_indexing(session, changed, now)
    return report


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def _known_files(session: Session) -> dict[str, str]:
    query = select(Translation.path, Translation.file_digest).where(Translation.path.is_not(None))
    return {path: digest for path, digest in session.execute(query)}


def _unchanged(path: Path, folder: Path, known: dict[str, str], report: ImportReport) -> bool:
    relative = path.relative_to(folder).as_posix()
    if relative not in known or known[relative] != _digest(path.read_bytes()):
        return False
    report.unchanged += 1
    return True


def _read(
    files: list[Path], folder: Path, language: str | None, report: ImportReport
) -> Iterator[Candidate]:
    for path in tqdm(files, desc="Reading", unit="file", disable=not files):
        relative = path.relative_to(folder).as_posix()
        try:
            data = path.read_bytes()
            article = read_foreign(data, path=PurePosixPath(relative), language=language)
        except DocumentError as error:
            report.refused.append((relative, str(error)))
        except OSError as error:
            report.refused.append((relative, error.strerror or type(error).__name__))
        else:
            yield Candidate(relative, _digest(data), article.document, _notes(article))


def _notes(article: ForeignArticle) -> tuple[str, ...]:
    notes = tuple(article.warnings)
    if article.language_from == "detected":
        return (*notes, f"language detected: {article.document.language}")
    return notes


def _with_own_keys(candidates: Iterable[Candidate], report: ImportReport) -> Iterator[Candidate]:
    """Two files with one identity and language become two articles; the second is renamed."""
    seen: set[tuple[str, str]] = set()
    for candidate in candidates:
        document, number = candidate.document, 1
        key = document.id
        while (key, document.language) in seen:
            number += 1
            key = f"{document.id}-{number}"
        seen.add((key, document.language))
        for note in candidate.notes:
            report.notes.append((candidate.path, note))
        if number > 1:
            report.notes.append((candidate.path, f"same identity as another file: now {key}"))
        yield replace(candidate, document=replace(document, id=key))


def _take(
    session: Session,
    candidate: Candidate,
    pictures: PictureTaker,
    source: str,
    report: ImportReport,
    changed: list[int],
    now: datetime,
) -> None:
    document = candidate.document
    text = text_of(document)
    translation = session.scalar(
        select(Translation)
        .join(Article)
        .where(Article.key == document.id, Translation.locale == document.language)
    )
    if translation is None:
        translation = _create(session, candidate, text, source, now)
        report.created += 1
    elif _edited_here(session, translation):
        report.notes.append((candidate.path, "edited here since its import: file not taken"))
        translation.file_digest = candidate.digest
        return
    else:
        head = translation.head
        base = head.number if head else 0
        saved = save_revision(session, translation, text, base=base, actor_id=None, now=now)
        report.updated += saved is not head
        report.unchanged += saved is head
        translation.path = candidate.path
    translation.file_digest = candidate.digest
    for missing in pictures.take(session, translation, document.body, now=now):
        report.notes.append((candidate.path, f"picture not taken: {missing}"))
    changed.append(translation.id)


def _create(
    session: Session, candidate: Candidate, text: ArticleText, source: str, now: datetime
) -> Translation:
    document = candidate.document
    article = session.scalar(select(Article).where(Article.key == document.id))
    if article is None:
        article = create_article(
            session,
            key=document.id,
            category=category_for(session, document, candidate.path),
            visibility=document.visibility,
            source=source,
            actor_id=None,
            now=now,
        )
    return create_translation(
        session, article, document.language, text, actor_id=None, now=now, path=candidate.path
    )


def text_of(document: ArticleDocument) -> ArticleText:
    """The document's text as the portal keeps it."""
    return ArticleText(
        title=document.title,
        body=document.body,
        summary=document.summary,
        keywords=document.keywords,
        related=document.related,
        checked_on=document.checked_on,
        checked_by=document.checked_by,
        extra=dict(document.extra),
    )


def _edited_here(session: Session, translation: Translation) -> bool:
    by_person = select(Revision.id).where(
        Revision.translation_id == translation.id, Revision.author_id.is_not(None)
    )
    return session.scalar(by_person.limit(1)) is not None


def _mend_links(session: Session, now: datetime) -> None:
    """Render again what links to articles that were published after it."""
    dead = select(ArticleLink.translation_id).where(ArticleLink.found.is_(False)).distinct()
    render_again(session, list(session.scalars(dead)), now=now)


def _enqueue_indexing(session: Session, changed: list[int], now: datetime) -> None:
    if len(changed) >= REBUILD_FROM:
        enqueue(session, "rebuild_index", {}, now=now, dedupe_key="rebuild_index")
        return
    for translation_id in changed:
        enqueue_index(session, session.get_one(Translation, translation_id), now=now)


def _batches(items: list[Item], title: str) -> Iterator[list[Item]]:
    with tqdm(total=len(items), desc=title, unit="article", disable=not items) as bar:
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            yield batch
            bar.update(len(batch))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

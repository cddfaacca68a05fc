"""Taking in folders of Markdown files, ours and others'.

A file that cannot be taken is reported and the rest goes on; a second import of the same files
changes nothing; a text that was edited here since its import is never overwritten.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from tqdm import tqdm

from articles.document import ArticleDocument
from articles.slugs import unique_slug
from portal.core.db import transaction
from portal.core.files import FolderStore
from portal.core.settings import Settings
from portal.knowledge.categories import category_for
from portal.knowledge.import_pictures import PictureTaker
from portal.knowledge.import_reading import (
    Candidate,
    ImportReport,
    markdown_files,
    read_candidates,
)
from portal.knowledge.indexing import render_again
from portal.knowledge.models import Article, ArticleLink, Revision, Translation
from portal.knowledge.operations import (
    ArticleText,
    create_article,
    create_translation,
    save_revision,
)
from portal.knowledge.publication_operations import enqueue_index, enqueue_rebuild, publish

BATCH = 50
REBUILD_FROM = 40
Item = TypeVar("Item")


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
    candidates = read_candidates(folder, _known_files(session), language, report)
    importer = _Importer(session, folder, settings, source, report, now)
    for batch in _batches(candidates, "Importing"):
        with transaction(session):
            for candidate in batch:
                importer.take(candidate)
    for ids in _batches(importer.to_publish, "Publishing"):
        with transaction(session):
            for translation_id in ids:
                _publish(session, session.get_one(Translation, translation_id), now)
    with transaction(session):
        dead = select(ArticleLink.translation_id).where(ArticleLink.found.is_(False)).distinct()
        render_again(session, list(session.scalars(dead)), now=now)
        _enqueue_indexing(session, importer.to_publish, now)
    return report


class _Importer:
    """Writes one file after the other."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        settings: Settings,
        source: str,
        report: ImportReport,
        now: datetime,
    ) -> None:
        self._session = session
        self._present = set(markdown_files(folder))
        self._pictures = PictureTaker(FolderStore(settings.files_dir), folder)
        self._source = source
        self._report = report
        self._now = now
        self.to_publish: list[int] = []

    def take(self, candidate: Candidate) -> None:
        """Create or update the translation of a file."""
        document = candidate.article.document
        translation = self._find(document, candidate.path)
        if translation is None:
            translation = self._create(document, candidate.path)
            self._report.created += 1
        elif self._edited_here(translation):
            note = "edited here since its import: file not taken"
            self._report.notes.append((candidate.path, note))
            translation.file_digest = candidate.digest
            return
        elif not self._update(translation, document):
            self._report.unchanged += 1
        else:
            self._report.updated += 1
        translation.path, translation.file_digest = candidate.path, candidate.digest
        taken = self._pictures.take(self._session, translation, document.body, now=self._now)
        self._report.notes += [(candidate.path, f"picture not taken: {source}") for source in taken]
        if candidate.article.draft:
            self._report.drafts += 1
        else:
            self.to_publish.append(translation.id)

    def _find(self, document: ArticleDocument, path: str) -> Translation | None:
        """The translation this file made before: by its path, else by its identity."""
        query = (
            select(Translation)
            .join(Article)
            .where(Translation.locale == document.language)
            .order_by(Translation.id)
        )
        for there in self._session.scalars(query.where(Translation.path == path)):
            if there.article.key == document.id or there.article.key.startswith(f"{document.id}-"):
                return there
        found = self._session.scalar(query.where(Article.key == document.id))
        taken = found is not None and found.path != path and found.path in self._present
        return None if taken else found

    def _create(self, document: ArticleDocument, path: str) -> Translation:
        session = self._session
        article = session.scalar(select(Article).where(Article.key == document.id))
        if article is not None and self._has(article, document.language):
            keys = session.scalars(select(Article.key).where(Article.key.startswith(document.id)))
            document = replace(document, id=unique_slug(document.id, set(keys), maximum=300))
            article = None
        if article is None:
            article = create_article(
                session,
                key=document.id,
                category=category_for(session, document, path),
                visibility=document.visibility,
                source=self._source,
                actor_id=None,
                now=self._now,
            )
        text = text_of(document)
        return create_translation(
            session, article, document.language, text, actor_id=None, now=self._now, path=path
        )

    def _has(self, article: Article, locale: str) -> bool:
        return any(translation.locale == locale for translation in article.translations)

    def _update(self, translation: Translation, document: ArticleDocument) -> bool:
        head = translation.head
        saved = save_revision(
            self._session,
            translation,
            text_of(document),
            base=head.number if head else 0,
            actor_id=None,
            now=self._now,
        )
        return saved is not head

    def _edited_here(self, translation: Translation) -> bool:
        by_person = select(Revision.id).where(
            Revision.translation_id == translation.id, Revision.author_id.is_not(None)
        )
        return self._session.scalar(by_person.limit(1)) is not None


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


def _known_files(session: Session) -> dict[str, str]:
    query = select(Translation.path, Translation.file_digest).where(Translation.path.is_not(None))
    return {row.path or "": row.file_digest for row in session.execute(query)}


def _publish(session: Session, translation: Translation, now: datetime) -> None:
    publish(session, translation, actor_id=None, now=now, outdates_other=False, announce=False)


def _enqueue_indexing(session: Session, changed: list[int], now: datetime) -> None:
    if len(changed) >= REBUILD_FROM:
        enqueue_rebuild(session, now=now)
        return
    for translation_id in changed:
        enqueue_index(session, session.get_one(Translation, translation_id), now=now)


def _batches(items: list[Item], title: str) -> Iterator[list[Item]]:
    with tqdm(total=len(items), desc=title, unit="article", disable=not items) as bar:
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            yield batch
            bar.update(len(batch))

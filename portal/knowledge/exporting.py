"""Writing published articles as Markdown files: our own come out byte for byte as they went in."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from articles.document import ArticleDocument, dump_document
from articles.links import relative_target
from portal.core.files import FileStore, StoredFile
from portal.knowledge.models import Article, ArticleImage, Category, Revision, Translation


@dataclass(frozen=True, slots=True)
class ExportReport:
    """How much was written."""

    articles: int
    pictures: int


def export_folder(session: Session, store: FileStore, folder: Path) -> ExportReport:
    """Write every published text with its pictures below `folder`, made if it is missing.

    An imported text goes back to the path it came from, any other to `<locale>/<topic>/<key>.md`.
    """
    query = (
        select(Translation, Article, Category.key, Revision)
        .join(Article, Article.id == Translation.article_id)
        .join(Category, Category.id == Article.category_id)
        .join(Revision, Revision.id == Translation.published_id)
        .order_by(Translation.id)
    )
    articles = pictures = 0
    for translation, article, category, revision in session.execute(query):
        path = _path(translation, article, category)
        document = _document(translation, article, category, revision)
        _write(folder, path, dump_document(document).encode())
        pictures += _pictures(session, store, folder, translation, path)
        articles += 1
    return ExportReport(articles, pictures)


def _path(translation: Translation, article: Article, category: str) -> PurePosixPath:
    if translation.path is not None:
        return PurePosixPath(translation.path)
    return PurePosixPath(translation.locale, category, f"{article.key}.md")


def _document(
    translation: Translation, article: Article, category: str, revision: Revision
) -> ArticleDocument:
    return ArticleDocument(
        id=article.key,
        language=translation.locale,
        title=revision.title,
        body=revision.body,
        summary=revision.summary,
        category=category,
        keywords=tuple(revision.keywords),
        related=tuple(revision.related),
        checked_on=revision.checked_on,
        checked_by=revision.checked_by,
        visibility=article.visibility,
        extra=revision.extra,
    )


def _pictures(
    session: Session,
    store: FileStore,
    folder: Path,
    translation: Translation,
    path: PurePosixPath,
) -> int:
    query = (
        select(ArticleImage.path, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == ArticleImage.file_id)
        .where(ArticleImage.translation_id == translation.id)
    )
    written = 0
    for source, sha256 in session.execute(query):
        base = PurePosixPath("") if source.startswith("/") else path
        target = relative_target(source.lstrip("/"), base=base)
        if target is not None:
            _write(folder, target[0], store.get(sha256))
            written += 1
    return written


def _write(folder: Path, path: PurePosixPath, data: bytes) -> None:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise ValueError(f"{path} would lie outside {folder}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)

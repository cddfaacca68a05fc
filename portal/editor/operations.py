"""What the editor does beyond the knowledge base's own acts. None of these commits."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from articles.slugs import slugify, unique_slug
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.core.files import FileStore, store_file
from portal.editor.rules import skeleton
from portal.knowledge.indexing import render_again
from portal.knowledge.models import Article, ArticleImage, Category, Revision, Translation
from portal.knowledge.operations import (
    ArticleText,
    EditConflict,
    create_article,
    create_translation,
    save_revision,
    text_of,
)
from portal.knowledge.publication_operations import enqueue_index, enqueue_links
from portal.web.images import Picture

MOST_PICTURES = 200
"""Per language of an article, so that an upload is no free disk (F5)."""
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


def start_article(
    session: Session,
    *,
    public_id: str,
    title: str,
    locale: str,
    category: Category,
    actor_id: int | None,
    now: datetime,
) -> Translation:
    """Add an article in one language, with the parts that every article has; its key comes from
    the title. `public_id` is the form's: sent twice, the form still makes one article."""
    article = create_article(
        session,
        key=_free_key(session, title),
        category=category,
        source="editor",
        actor_id=actor_id,
        now=now,
    )
    article.public_id = public_id
    text = ArticleText(title=title, body=skeleton(locale))
    return create_translation(session, article, locale, text, actor_id=actor_id, now=now)


def save_text(
    session: Session,
    translation: Translation,
    text: ArticleText,
    *,
    base: int,
    actor_id: int | None,
    now: datetime,
) -> Revision:
    """Save `text` on top of revision `base`; the same text sent twice is no conflict.

    Raises EditConflict when somebody else saved something else since `base`.
    """
    try:
        return save_revision(session, translation, text, base=base, actor_id=actor_id, now=now)
    except EditConflict as conflict:
        if text_of(conflict.newest) != text:
            raise
        return conflict.newest


def change_article(
    session: Session,
    article: Article,
    *,
    category: Category,
    visibility: str,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Put an article into another topic or before other eyes; pages and index follow."""
    if (article.category_id, article.visibility) == (category.id, visibility):
        return
    article.category, article.visibility = category, visibility
    session.flush()
    record_event(
        session,
        "article.changed",
        f"article:{article.id}",
        actor_id=actor_id,
        now=now,
        category=category.key,
        visibility=visibility,
    )
    published = session.scalars(
        select(Translation).where(
            Translation.article_id == article.id, Translation.published_id.is_not(None)
        )
    ).all()
    render_again(session, [translation.id for translation in published], now=now)
    for translation in published:
        enqueue_index(session, translation, now=now)
        enqueue_links(session, translation, now=now)


def add_picture(
    session: Session,
    store: FileStore,
    translation: Translation,
    picture: Picture,
    *,
    name: str,
    actor_id: int | None,
    now: datetime,
) -> ArticleImage:
    """Keep a picture for a text, which names it by a path as in a folder of files, so that an
    export and an import take it along."""
    query = select(ArticleImage.id).where(_of(translation))
    if len(session.scalars(query.limit(MOST_PICTURES)).all()) == MOST_PICTURES:
        raise Invalid("This article already has as many pictures as it may have.")
    file = store_file(
        session,
        store,
        picture.data,
        media_type=picture.media_type,
        name=name,
        owner=f"translation:{translation.id}",
        actor_id=actor_id,
        now=now,
    )
    path = f"media/{file.public_id}.{_SUFFIXES[picture.media_type]}"
    image = ArticleImage(translation_id=translation.id, path=path, file_id=file.id)
    session.add(image)
    session.flush()
    return image


def share_pictures(session: Session, source: Translation, translation: Translation) -> None:
    """Let `translation` show the pictures of `source` under the same paths."""
    query = select(ArticleImage.path, ArticleImage.file_id)
    known = {row.path for row in session.execute(query.where(_of(translation)))}
    session.add_all(
        ArticleImage(translation_id=translation.id, path=row.path, file_id=row.file_id)
        for row in session.execute(query.where(_of(source)))
        if row.path not in known
    )
    session.flush()


def _of(translation: Translation) -> ColumnElement[bool]:
    return ArticleImage.translation_id == translation.id


def _free_key(session: Session, title: str) -> str:
    key = slugify(title, fallback="article")
    taken = set(session.scalars(select(Article.key).where(Article.key.like(f"{key}%"))))
    return unique_slug(key, taken)

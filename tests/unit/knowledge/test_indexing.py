"""What the search index is told of an article."""

from datetime import UTC, date, datetime

import pytest

from portal.core.db import db, transaction
from portal.knowledge.index_documents import published_documents, published_documents_of
from portal.knowledge.models import Category
from portal.knowledge.operations import (
    ArticleText,
    create_article,
    create_translation,
    save_revision,
)
from portal.knowledge.publication_operations import publish
from search.documents import SearchDocument

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TEXT = ArticleText(
    title="Senden klappt nicht",
    summary="Was hilft.",
    body="## Kurz gesagt\n\nDer Postausgang braucht ein Passwort.\n",
    keywords=("SMTP", "0x80042109"),
    checked_on=date(2026, 11, 12),
)


@pytest.fixture
def translation(app):
    """A published article with keywords, beside one that is still a draft."""
    with app.app_context(), transaction(db.session) as session:
        category = Category(key="email", position=1, names={"de": "E-Mail"}, descriptions={})
        session.add(category)
        session.flush()
        made = []
        for key in ("mail", "noise"):
            article = create_article(
                session,
                key=key,
                category=category,
                visibility="internal",
                source="test",
                actor_id=None,
                now=NOW,
            )
            made.append(create_translation(session, article, "de", TEXT, actor_id=None, now=NOW))
        publish(session, made[0], actor_id=None, now=NOW)
        yield made[0]


def test_a_published_article_is_told_with_its_keywords_and_its_place(translation):
    assert published_documents_of(db.session, [translation.id]) == [
        SearchDocument(
            id=str(translation.id),
            lang="de",
            title="Senden klappt nicht",
            text="Was hilft.\n\n## Kurz gesagt\n\nDer Postausgang braucht ein Passwort.\n",
            url_path="/de/articles/senden-klappt-nicht",
            category="email",
            group=str(translation.article_id),
            visibility="internal",
            updated_on="2026-11-12",
            keywords="SMTP, 0x80042109",
        )
    ]


def test_drafts_are_not_told(translation):
    assert [document.id for document in published_documents(db.session)] == [str(translation.id)]


def test_the_index_is_told_what_readers_see_not_what_is_being_written(translation):
    text = ArticleText(title="Neu", body="Neu\n", keywords=("neu",))
    save_revision(db.session, translation, text, base=1, actor_id=None, now=NOW)

    (told,) = published_documents_of(db.session, [translation.id])

    assert (told.title, told.keywords) == (TEXT.title, "SMTP, 0x80042109")

"""The tables of the knowledge base for statements in SQLAlchemy Core.

What hot pages ask is built once, of tables instead of classes: building such a statement and
looking through it for ORM entities costs more than the database needs.
"""

from portal.knowledge.models import Article, Category, Publication, Revision, Translation

categories = Category.__table__
articles = Article.__table__
translations = Translation.__table__
publications = Publication.__table__
revisions = Revision.__table__

# Everything that readers get, each with its place and its text.
PUBLISHED = (
    translations.join(articles, articles.c.id == translations.c.article_id)
    .join(categories, categories.c.id == articles.c.category_id)
    .join(publications, publications.c.translation_id == translations.c.id)
    .join(revisions, revisions.c.id == publications.c.revision_id)
)

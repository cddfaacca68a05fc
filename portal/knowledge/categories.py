"""Topics: those of the starter content, and those that an import brings along."""

from pathlib import Path, PurePosixPath

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import articles
from articles.document import ArticleDocument
from articles.language_paths import path_without_language
from articles.slugs import slugify
from portal.knowledge.models import Category

STARTER = Path(articles.__file__).parent / "library" / "categories.yaml"
MORE = "more"


def category_for(session: Session, document: ArticleDocument, path: str) -> Category:
    """The category a document names, else the top folder of its path, else "more"."""
    name = document.category or _top_folder(path)
    key = slugify(name) or MORE
    category = session.scalar(select(Category).where(Category.key == key))
    return category or _add(session, key, name)


def topic_names(session: Session, locale: str) -> list[tuple[str, str]]:
    """Key and name of every topic, in their order."""
    rows = session.scalars(select(Category).order_by(Category.position, Category.id))
    return [(category.key, category.names[locale]) for category in rows]


def _top_folder(path: str) -> str:
    parts = path_without_language(PurePosixPath(path), "").parts
    return parts[0] if len(parts) > 1 else ""


def _add(session: Session, key: str, name: str) -> Category:
    starter = yaml.safe_load(STARTER.read_text(encoding="utf-8"))
    known = starter.get(key, {})
    plain = name.replace("_", " ").replace("-", " ").strip().capitalize()
    last = session.scalar(select(func.max(Category.position)))
    category = Category(
        key=key,
        position=list(starter).index(key) if key in starter else max(last or 0, len(starter)) + 1,
        names=known.get("name", {"de": plain, "en": plain}),
        descriptions=known.get("description", {"de": "", "en": ""}),
    )
    session.add(category)
    session.flush()
    return category

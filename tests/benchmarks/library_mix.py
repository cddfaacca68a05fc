"""Many articles for measuring: paragraphs of the starter content, mixed anew by a fixed seed."""

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session
from tqdm import tqdm

from articles.document import ArticleDocument, dump_document, parse_document
from articles.rendering import RENDERER_VERSION, RenderedArticle, render_article
from portal.core.db import transaction
from portal.core.types import public_id
from portal.knowledge.models import Article, Category, Publication, Revision, Translation
from portal.starting import LIBRARY

SEED = 20261123
SECTIONS = 5
BATCH = 500
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)


def write_mixed(folder: Path, count: int) -> list[Path]:
    """Write `count` Markdown files below `folder`, the two languages of a key side by side."""
    chance = random.Random(SEED)  # noqa: S311 - a repeatable mix, no secret
    library = [parse_document(path.read_bytes()) for path in sorted(LIBRARY.rglob("*.md"))]
    by_language = {lang: [d for d in library if d.language == lang] for lang in ("de", "en")}
    sections = {
        lang: [part for d in documents for part in _SECTION.split(d.body) if part.strip()]
        for lang, documents in by_language.items()
    }
    paths = []
    for number in tqdm(range(count), desc="Writing articles", unit="file"):
        language = ("de", "en")[number % 2]
        model = chance.choice(by_language[language])
        key = f"mixed-{number // 2:05}"
        document = ArticleDocument(
            id=key,
            language=language,
            title=f"{model.title} ({number // 2:05})",
            body="".join(chance.sample(sections[language], SECTIONS)),
            summary=model.summary,
            category=by_language["de"][number // 2 % len(by_language["de"])].category,
            keywords=model.keywords,
            related=model.related,
        )
        path = folder / language / document.category / f"{key}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump_document(document), encoding="utf-8")
        paths.append(path)
    return paths


def insert_published(session: Session, paths: Sequence[Path], now: datetime) -> None:
    """Read, render and store the files as published articles, by rows instead of one by one:
    the import of ten thousand with all its questions to the database takes half an hour."""
    categories = {row.key: row.id for row in session.execute(select(Category.key, Category.id))}
    newest = {table: session.scalar(select(func.max(table.id))) or 0 for table in _NUMBERED}
    articles: dict[str, int] = {}
    with ProcessPoolExecutor() as pool:
        rendered = pool.map(_read, paths, chunksize=20)
        bar = tqdm(rendered, total=len(paths), desc="Rendering articles", unit="article")
        documents = (parse_document(path.read_bytes()) for path in paths)
        for batch in _batches(zip(documents, bar, strict=True)):
            with transaction(session):
                # A translation names its revision and the other way round.
                session.execute(text("PRAGMA defer_foreign_keys = ON"))
                for table, rows in _rows(batch, categories, newest, articles, now).items():
                    if rows:
                        session.execute(insert(table), rows)


_NUMBERED = (Article, Translation, Revision)
_Pair = tuple[ArticleDocument, RenderedArticle]
_Tables = dict[type, list[dict[str, object]]]


def _read(path: Path) -> RenderedArticle:
    document = parse_document(path.read_bytes())
    return render_article(document.body, language=document.language)


def _batches(pairs: Iterator[_Pair]) -> Iterator[list[_Pair]]:
    batch = []
    for pair in pairs:
        batch.append(pair)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _rows(
    batch: Sequence[_Pair],
    categories: dict[str, int],
    newest: dict[type, int],
    articles: dict[str, int],
    now: datetime,
) -> _Tables:
    rows: _Tables = {table: [] for table in (Article, Translation, Revision, Publication)}
    for document, rendered in batch:
        if document.id not in articles:
            newest[Article] += 1
            articles[document.id] = newest[Article]
            rows[Article].append(
                {
                    "id": newest[Article],
                    "public_id": public_id(),
                    "key": document.id,
                    "category_id": categories[document.category],
                    "visibility": "public",
                    "source": "benchmark",
                    "created_at": now,
                }
            )
        newest[Translation] += 1
        newest[Revision] += 1
        translation, revision = newest[Translation], newest[Revision]
        rows[Translation].append(
            {
                "id": translation,
                "article_id": articles[document.id],
                "locale": document.language,
                "slug": document.id,
                "title": document.title,
                "state": "published",
                "head_id": revision,
                "published_id": revision,
                "outdated": False,
                "changed_at": now,
                "file_digest": "",
            }
        )
        rows[Revision].append(
            {
                "id": revision,
                "translation_id": translation,
                "number": 1,
                "title": document.title,
                "summary": document.summary,
                "body": document.body,
                "keywords": list(document.keywords),
                "related": list(document.related),
                "checked_on": None,
                "checked_by": "",
                "extra": {},
                "note": "",
                "author_id": None,
                "created_at": now,
            }
        )
        rows[Publication].append(
            {
                "translation_id": translation,
                "revision_id": revision,
                "html": str(rendered.html),
                "text": rendered.text,
                "outline": [asdict(entry) for entry in rendered.outline],
                "remedies": list(rendered.remedies),
                "minutes": max(1, len(rendered.text.split()) // 180),
                "renderer": RENDERER_VERSION,
                "version": hashlib.sha256(rendered.html.encode()).hexdigest()[:20],
                "published_at": now,
                "first_published_at": now,
            }
        )
    return rows

"""What the page about the order of hits reads beside the search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.insights.ranking_pages import PriorCounts
from portal.knowledge.models import Article
from portal.knowledge.search_models import ArticlePrior


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article behind a document of the index."""

    public_id: str
    visibility: str
    counts: PriorCounts | None


def known_articles(session: Session, ids: Iterable[int]) -> dict[int, KnownArticle]:
    """Articles by id, with what was learnt about them."""
    query = (
        select(Article.id, Article.public_id, Article.visibility, ArticlePrior)
        .outerjoin(ArticlePrior, ArticlePrior.article_id == Article.id)
        .where(Article.id.in_(list(ids)))
    )
    return {
        id_: KnownArticle(public_id, visibility, _counts(prior) if prior else None)
        for id_, public_id, visibility, prior in session.execute(query)
    }


def learnt(session: Session, article_id: int) -> tuple[PriorCounts, datetime] | None:
    """What was learnt about an article, and when; None before it was."""
    prior = session.get(ArticlePrior, article_id)
    return (_counts(prior), prior.updated_at) if prior else None


def _counts(prior: ArticlePrior) -> PriorCounts:
    return PriorCounts(
        value=round(100 * prior.value),
        opened=prior.opened,
        helped=prior.helped,
        not_helped=prior.not_helped,
        solved=prior.solved,
    )

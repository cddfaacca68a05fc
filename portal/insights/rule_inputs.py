"""What addresses and forms say about queries and rules."""

from collections.abc import Mapping

from flask import request
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.insights.ranking_pages import Done
from portal.insights.rule_queries import article_by_public_id, rule_by_id, title_of
from portal.insights.rule_rules import ACTIONS
from portal.knowledge.models import Article
from portal.web.access import Reader, current_reader
from portal.web.inputs import one_line
from portal.web.locale import LOCALES, current_locale

LONGEST_QUERY = 10_000


def wanted_query(values: Mapping[str, str]) -> str:
    """The query, as customers may type it: a whole mail as well."""
    return one_line(values.get("q", ""), LONGEST_QUERY)


def wanted_language(values: Mapping[str, str]) -> str:
    """The language of the customer who searches; the agent's own if none is named."""
    lang = values.get("lang", "")
    return lang if lang in LOCALES else current_locale()


def article_named(session: Session, values: Mapping[str, str], reader: Reader) -> Article | None:
    """The article of this public id, if the reader may see it."""
    return article_by_public_id(session, one_line(values.get("article", ""), 32), reader)


def done() -> Done | None:
    """What the last act did, as its redirect says; None for an address that somebody made up."""
    notice, reader = request.args.get("done", ""), current_reader()
    action = notice.removeprefix("no-")
    article = article_named(db.session, request.args, reader) if action in ACTIONS else None
    if article is None:
        return None
    rule = None
    if notice == action:
        rule = rule_by_id(db.session, request.args.get("rule", 0, type=int), reader)
        if rule is None or rule.article_id != article.id:
            return None
    title, title_locale = title_of(db.session, article.id, wanted_language(request.args))
    return Done(
        notice=notice,
        title=title,
        title_locale=title_locale,
        rule=rule.id if rule else None,
        article=article.public_id,
        action=action,
    )

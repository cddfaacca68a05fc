"""The feet under the steps of an article: untouched for strangers, else what was recorded."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from articles.parts import split_at_remedies
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.helpcenter.pages import RemedyFoot, Stretch
from portal.knowledge.article_queries import ArticleView
from portal.remedies.catalogue import catalogue
from portal.remedies.models import Attempt, Outcome
from portal.web.locale import current_time_zone


def stretches(
    html: Markup, view: ArticleView, tried: Sequence[Attempt], *, changing: str, feet: bool
) -> tuple[Stretch, ...]:
    """The article with its feet; `changing` is the remedy whose result is asked for anew. Steps
    that are in no catalogue have none, and with `feet` False no step has."""
    titles = {entry["anchor"]: str(entry["text"]) for entry in view.outline}
    known = {attempt.remedy: attempt for attempt in tried}
    return tuple(
        Stretch(
            part.html,
            _foot(part.anchor, part.remedy, titles, known.get(part.remedy), changing, view.slug)
            if feet and part.remedy in catalogue()
            else None,
        )
        for part in split_at_remedies(html)
    )


def tried_version(tried: Iterable[Attempt]) -> tuple[object, ...]:
    """What of the visitor's attempts a page shows: each correction is a row of its own, and a
    time of today reads differently tomorrow."""
    rows = tuple(attempt.public_id for attempt in tried)
    return (rows, now().astimezone(current_time_zone()).date()) if rows else ()


def section_of(view: ArticleView, remedy: str) -> Mapping[str, Any]:
    """The outline's entry for the step; raises Invalid if the article does not have it."""
    found = next((entry for entry in view.outline if entry["remedy"] == remedy), None)
    if not remedy or found is None or remedy not in catalogue():
        raise Invalid("This article has no such step. Go back and use the buttons of the page.")
    return found


def foot_id(anchor: str) -> str:
    """The id of a foot; no section's anchor has a full stop."""
    return f"{anchor}.done"


def _foot(
    anchor: str,
    remedy: str,
    titles: Mapping[str, str],
    attempt: Attempt | None,
    changing: str,
    slug: str,
) -> RemedyFoot:
    title = titles.get(anchor, "")
    if attempt is None:
        return RemedyFoot(foot_id(anchor), remedy, title, "open")
    asking = attempt.outcome == Outcome.UNKNOWN or changing == remedy
    zone = current_time_zone()
    return RemedyFoot(
        id=foot_id(anchor),
        remedy=remedy,
        title=title,
        state="asking" if asking else "recorded",
        outcome=attempt.outcome,
        note=attempt.note,
        at=attempt.at,
        today=attempt.at.astimezone(zone).date() == now().astimezone(zone).date(),
        change_url=f"{url_for('.article', slug=slug, change=remedy)}#{foot_id(anchor)}",
    )

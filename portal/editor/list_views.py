"""The list of all articles and its filters."""

from collections.abc import Container, Mapping
from dataclasses import replace

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.db import db
from portal.editor.blueprint import blueprint
from portal.editor.forms import language_name
from portal.editor.pages import ArticleLine, ArticlesPage, Choice, ChoiceGroup
from portal.editor.queries import (
    LISTED_STATES,
    PAGE_SIZE,
    ArticleFilter,
    ArticleRow,
    categories,
    count_by_state,
    list_articles,
)
from portal.editor.rules import clean_line
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import LOCALES, current_locale
from portal.web.pages import render

LONGEST_QUERY = 200
LAST_PAGE = 100_000


@blueprint.get("")
@requires(Permission.WRITE_ARTICLES)
def articles() -> AnyResponse:
    """All articles, fifty at a time; an unknown value in the address does not narrow the list."""
    topics = categories(db.session, current_locale())
    wanted = _wanted(topics)
    reader = current_reader()
    rows, total = list_articles(db.session, wanted, reader)
    first = (wanted.page - 1) * PAGE_SIZE
    page = ArticlesPage(
        title=_("Articles"),
        rows=[_line(row, topics) for row in rows],
        total=total,
        wanted=wanted,
        groups=_groups(wanted, count_by_state(db.session, wanted, reader), topics),
        languages=tuple(language_name(locale) for locale in LOCALES),
        previous_url=_url(replace(wanted, page=wanted.page - 1)) if wanted.page > 1 else None,
        next_url=_url(replace(wanted, page=wanted.page + 1))
        if first + len(rows) < total and rows
        else None,
        first=first + 1,
        last=first + len(rows),
    )
    return render(page)


def _wanted(topics: Mapping[str, str]) -> ArticleFilter:
    def chosen(name: str, allowed: Container[str]) -> str:
        value = request.args.get(name, "")
        return value if value in allowed else ""

    return ArticleFilter(
        state=chosen("state", LISTED_STATES),
        locale=chosen("language", LOCALES),
        category=chosen("topic", topics),
        text=clean_line(request.args.get("q", ""))[:LONGEST_QUERY],
        page=min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE),
    )


def _line(row: ArticleRow, topics: Mapping[str, str]) -> ArticleLine:
    by_locale = {language.locale: language for language in row.languages}
    shown = by_locale.get(current_locale(), row.languages[0])
    return ArticleLine(
        title=shown.title,
        locale=shown.locale,
        url=url_for("editor.edit", public_id=row.public_id, locale=shown.locale),
        topic=topics.get(row.category, row.category),
        visibility=row.visibility,
        states=tuple(by_locale.get(locale) for locale in LOCALES),
        changed_at=row.changed_at,
    )


def _groups(
    wanted: ArticleFilter, counts: Mapping[str, int], topics: Mapping[str, str]
) -> tuple[ChoiceGroup, ...]:
    def choice(label: str, count: int | None = None, **changes: str) -> Choice:
        target = replace(wanted, page=1, **changes)
        return Choice(label, _url(target), count, current=target == replace(wanted, page=1))

    return (
        ChoiceGroup(
            _("State"),
            (
                choice(_("All articles"), counts[""], state=""),
                *(
                    choice(_state_name(state), counts[state], state=state)
                    for state in LISTED_STATES
                ),
            ),
        ),
        ChoiceGroup(
            _("Language"),
            (
                choice(_("All languages"), locale=""),
                *(choice(language_name(locale), locale=locale) for locale in LOCALES),
            ),
        ),
        ChoiceGroup(
            _("Topic"),
            (
                choice(_("All topics"), category=""),
                *(choice(name, category=key) for key, name in topics.items()),
            ),
        ),
    )


def _state_name(state: str) -> str:
    """A state in the reader's words."""
    names = {
        "draft": _("Draft"),
        "review": _("In review"),
        "published": _("Published"),
        "archived": _("Archived"),
        "outdated": _("Outdated"),
    }
    return names[state]


def _url(wanted: ArticleFilter) -> str:
    return url_for(
        "editor.articles",
        state=wanted.state or None,
        language=wanted.locale or None,
        topic=wanted.category or None,
        q=wanted.text or None,
        page=wanted.page if wanted.page > 1 else None,
    )

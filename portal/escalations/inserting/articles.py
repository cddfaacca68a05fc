"""Articles and flows for a reply: as a link, or with the passage that fits.

Customers have no sign-in, so only what everybody may read can be inserted; what only the team or
people who are signed in may read is named as such and stays out.
"""

import re
from collections.abc import Iterator, Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from articles.sections import Section, split_sections
from portal.core.errors import Invalid
from portal.escalations.inserting.choice import Choice
from portal.escalations.inserting.markdown import linked, quoted
from portal.escalations.saved_replies.previews import language_name
from portal.knowledge.article_queries import published_article
from portal.knowledge.linking import Links
from portal.knowledge.models import Article, Revision, Translation
from portal.knowledge.queries import lines_by_translation
from portal.knowledge.searching import Found, find
from portal.knowledge.sources import ARTICLE, Source
from portal.troubleshooter.flows import flow_of, published_flow
from portal.web.access import ANONYMOUS, Reader
from search.engine import SearchEngine

MOST = 6
_START = 110
_FLOW = re.compile(r"/(de|en)/flows/([a-z0-9-]{1,60})")
_ARTICLE = re.compile(r"/(de|en)/articles/([^/\s]{1,200})")


def articles_found(
    session: Session,
    engine: SearchEngine,
    sources: Sequence[Source],
    typed: str,
    *,
    locale: str,
    reader: Reader,
) -> tuple[Choice, ...]:
    """Articles and flows for these words, each as a link and, below it, with its passage."""
    if not typed:
        return ()
    found = find(session, engine, typed, locale=locale, reader=reader, sources=sources)
    hits = found.hits[:MOST]
    ids = [int(hit.id) for hit in hits if hit.kind == ARTICLE]
    public = lines_by_translation(session, ids, ANONYMOUS)
    choices: list[Choice] = []
    for hit in hits:
        if hit.kind == ARTICLE:
            choices += _ways(hit, int(hit.id) in public, locale)
        elif flow := _FLOW.fullmatch(hit.url):
            detail = _("step-by-step help")
            choices.append(Choice(f"flow:{flow[2]}", hit.title, detail, hit.locale))
    return tuple(choices)


def link_to_article(session: Session, translation_id: int, base_url: str) -> str:
    """The article's title as a link. Raises Invalid for one that customers cannot read."""
    translation, revision = _public(session, translation_id)
    return linked(revision.title, f"{base_url}{_path(translation)}")


def link_to_address(session: Session, address: str, base_url: str) -> str:
    """The title of what stands at a path of the portal as a link to it. Raises Invalid as above."""
    path, _sign, anchor = address.partition("#")
    if flow := _FLOW.fullmatch(path):
        return link_to_flow(session, flow[2], flow[1], base_url)
    found = _ARTICLE.fullmatch(path)
    article = published_article(session, found[1], found[2], ANONYMOUS) if found else None
    if article is None:
        raise Invalid("Customers cannot read this. Choose something else.")
    end = f"#{anchor}" if any(entry["anchor"] == anchor for entry in article.outline) else ""
    return linked(article.title, f"{base_url}{path}{end}")


def link_to_flow(session: Session, key: str, locale: str, base_url: str) -> str:
    """The flow's title as a link to its first page. Raises Invalid if nobody can begin it."""
    version = published_flow(session, key)
    if version is None:
        raise Invalid("Customers cannot read this. Choose something else.")
    return linked(str(flow_of(version).title[locale]), f"{base_url}/{locale}/flows/{key}")


def passage(session: Session, translation_id: int, anchor: str, base_url: str) -> str:
    """A section of the article as a quotation, with a link to it. Raises Invalid for one that
    customers cannot read, and for a section that is not there any more."""
    translation, revision = _public(session, translation_id)
    section = _section(revision, anchor)
    if section is None:
        raise Invalid("This part of the article is not there any more. Search again.")
    path = _path(translation) + (f"#{section.anchor}" if section.anchor else "")
    links = Links(session, translation)
    with force_locale(translation.locale):
        source = _("From “%(title)s”:", title="\N{NULL}")
    before, _sign, after = source.partition("\N{NULL}")
    title = section.title or revision.title
    words = quoted(section.text, lambda target: _absolute(links.resolve(target), base_url))
    return f"{before}{linked(title, f'{base_url}{path}')}{after}\n\n{words}"


def _ways(hit: Found, is_public: bool, locale: str) -> Iterator[Choice]:
    if not is_public:
        warning = _("internal: customers cannot read it")
        yield Choice(f"link:{hit.id}", hit.title, "", hit.locale, warning, open=False)
        return
    other = "" if hit.locale == locale else _only_in(hit.locale)
    yield Choice(f"link:{hit.id}", hit.title, _("as a link"), hit.locale, other)
    if hit.passage is not None and hit.passage.text.strip():
        words = " ".join(hit.passage.text.split())
        yield Choice(
            f"passage:{hit.id}#{hit.passage.anchor}",
            _("Passage “%(heading)s”", heading=hit.passage.heading or hit.title),
            words if len(words) <= _START else f"{words[:_START].rstrip()} …",
            hit.locale,
            other,
            below=True,
        )


def _only_in(locale: str) -> str:
    return _("only in %(language)s", language=language_name(locale))


def _public(session: Session, translation_id: int) -> tuple[Translation, Revision]:
    query = (
        select(Translation, Revision)
        .join(Article, Article.id == Translation.article_id)
        .join(Revision, Revision.id == Translation.published_id)
        .where(
            Translation.id == translation_id,
            Article.visibility.in_(ANONYMOUS.visibilities),
        )
    )
    found = session.execute(query).first()
    if found is None:
        raise Invalid("Customers cannot read this. Choose something else.")
    return found[0], found[1]


def _section(revision: Revision, anchor: str) -> Section | None:
    sections = split_sections(revision.body, title=revision.title)
    if anchor:
        return next((one for one in sections if one.anchor == anchor), None)
    short = next((one for one in sections if one.mark == "short"), None)
    return short or next((one for one in sections if one.text.strip()), None)


def _path(translation: Translation) -> str:
    return f"/{translation.locale}/articles/{translation.slug}"


def _absolute(path: str | None, base_url: str) -> str | None:
    return f"{base_url}{path}" if path else None

"""What web search engines and feed readers read: robots, sitemap, feed."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring
from xml.sax.saxutils import escape, quoteattr

from flask import Response, current_app, url_for
from flask_babel import gettext as _

from portal.core.db import db
from portal.helpcenter.article_views import absolute
from portal.helpcenter.blueprint import blueprint, machines
from portal.helpcenter.queries import content_version
from portal.knowledge.queries import public_addresses, recent_articles, topics
from portal.web.access import ANONYMOUS
from portal.web.caching import conditional, read_state
from portal.web.locale import LOCALES, current_locale

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ATOM = "http://www.w3.org/2005/Atom"
FEED_LENGTH = 50


@machines.get("/robots.txt")
def robots() -> Response:
    """Everything public may be read; searches and agents' pages need not be."""
    lines = [
        "User-agent: *",
        "Disallow: /agent/",
        "Disallow: /api/",
        "Disallow: /de/search",
        "Disallow: /en/search",
        "Disallow: /de/journey",
        "Disallow: /en/journey",
        f"Sitemap: {absolute(url_for('machines.sitemap'))}",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@machines.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public page with its other language (sitemaps.org 0.9, hreflang by xhtml:link)."""
    lists = read_state(partial(content_version, reader=ANONYMOUS))
    return conditional(("sitemap", *lists.value), _sitemap, unchanged=lists.holds)


@blueprint.get("/feed.xml")
def feed() -> Response:
    """New and changed articles (Atom, RFC 4287)."""
    lists = read_state(partial(content_version, reader=ANONYMOUS))
    return conditional(("feed", *lists.value), _feed, unchanged=lists.holds)


def _sitemap() -> Response:
    body = "".join(_sitemap_parts())
    return Response(body, content_type="application/xml; charset=utf-8")


def _sitemap_parts() -> Iterator[str]:
    """Text and no tree: ten thousand articles would be a hundred megabytes of elements."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<urlset xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">'
    for path in ("", "contact"):
        yield from _entries({locale: (f"/{locale}/{path}", "") for locale in LOCALES})
    by_key: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for lang in LOCALES:
        for topic in topics(db.session, lang, ANONYMOUS):
            by_key[topic.key][lang] = (url_for("helpcenter.topic", key=topic.key, lang=lang), "")
    for languages in by_key.values():
        yield from _entries(languages)
    addresses = public_addresses(db.session)
    for _article, translations in groupby(addresses, key=itemgetter(0)):
        yield from _entries(
            {
                locale: (f"/{locale}/articles/{slug}", changed.date().isoformat())
                for _article, locale, slug, changed in translations
            }
        )
    yield "</urlset>\n"


def _entries(languages: dict[str, tuple[str, str]]) -> Iterator[str]:
    """One <url> for each language of a page, each naming all of them."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(absolute(url))}/>'
        for language, (url, _changed) in sorted(languages.items())
        if len(languages) > 1
    )
    for url, changed in languages.values():
        date = f"<lastmod>{changed}</lastmod>" if changed else ""
        yield f"<url><loc>{escape(absolute(url))}</loc>{date}{links}</url>"


def _feed() -> Response:
    locale = current_locale()
    organisation = current_app.extensions["lotse.organisation"]
    register_namespace("", ATOM)
    root = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": locale})
    lines = recent_articles(db.session, locale, ANONYMOUS, FEED_LENGTH)
    home = absolute(url_for("helpcenter.home", lang=locale))
    _text(root, "title", _("%(name)s: new in the help centre", name=organisation.name))
    _text(root, "id", home)
    _text(root, "updated", lines[0].changed_at.isoformat() if lines else "1970-01-01T00:00:00Z")
    SubElement(root, f"{{{ATOM}}}link", {"href": home})
    self_url = absolute(url_for("helpcenter.feed", lang=locale))
    SubElement(root, f"{{{ATOM}}}link", {"rel": "self", "href": self_url})
    _text(SubElement(root, f"{{{ATOM}}}author"), "name", organisation.name)
    for line in lines:
        url = absolute(url_for("helpcenter.article", slug=line.slug, lang=locale))
        entry = SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, "title", line.title)
        _text(entry, "id", url)
        _text(entry, "updated", line.changed_at.isoformat())
        _text(entry, "summary", line.summary)
        SubElement(entry, f"{{{ATOM}}}link", {"href": url})
    return _xml(root, "application/atom+xml")


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _xml(root: Element, media_type: str) -> Response:
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type=f"{media_type}; charset=utf-8")

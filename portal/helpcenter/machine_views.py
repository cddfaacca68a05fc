"""What web search engines and feed readers read: robots, sitemap, feed."""

from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Response, current_app, url_for
from flask_babel import gettext as _

from portal.core.db import db, quick_reads
from portal.helpcenter.article_views import absolute
from portal.helpcenter.blueprint import blueprint, machines
from portal.helpcenter.queries import content_version
from portal.knowledge.queries import public_addresses, recent_articles, topics
from portal.web.access import ANONYMOUS
from portal.web.caching import conditional
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
        f"Sitemap: {absolute(url_for('machines.sitemap'))}",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@machines.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public page with its other language (sitemaps.org 0.9, hreflang by xhtml:link)."""
    with quick_reads() as reading:
        version = content_version(reading, ANONYMOUS)
    return conditional(("sitemap", *version), _sitemap)


@blueprint.get("/feed.xml")
def feed() -> Response:
    """New and changed articles (Atom, RFC 4287)."""
    with quick_reads() as reading:
        version = content_version(reading, ANONYMOUS)
    return conditional(("feed", *version), _feed)


def _sitemap() -> Response:
    register_namespace("", SITEMAP)
    register_namespace("xhtml", XHTML)
    root = Element(f"{{{SITEMAP}}}urlset")
    for path in ("", "contact"):
        _add_pages(root, {locale: (f"/{locale}/{path}", "") for locale in LOCALES})
    by_key: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for lang in LOCALES:
        for topic in topics(db.session, lang, ANONYMOUS):
            by_key[topic.key][lang] = (url_for("helpcenter.topic", key=topic.key, lang=lang), "")
    for languages in by_key.values():
        _add_pages(root, languages)
    articles: defaultdict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    for article_id, locale, slug, changed in public_addresses(db.session):
        url = url_for("helpcenter.article", slug=slug, lang=locale)
        articles[article_id][locale] = (url, changed.date().isoformat())
    for languages in articles.values():
        _add_pages(root, languages)
    return _xml(root, "application/xml")


def _add_pages(root: Element, languages: dict[str, tuple[str, str]]) -> None:
    for url, changed in languages.values():
        entry = SubElement(root, f"{{{SITEMAP}}}url")
        SubElement(entry, f"{{{SITEMAP}}}loc").text = absolute(url)
        if changed:
            SubElement(entry, f"{{{SITEMAP}}}lastmod").text = changed
        if len(languages) < 2:
            continue
        for language, (other, _changed) in sorted(languages.items()):
            attributes = {"rel": "alternate", "hreflang": language, "href": absolute(other)}
            SubElement(entry, f"{{{XHTML}}}link", attributes)


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

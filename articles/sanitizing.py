"""Allow-lists for HTML, and the only place in the product that makes Markup of it.

nh3 (Rust ammonia on html5ever) parses as a browser does and writes well-formed HTML, so nothing
that hides behind broken nesting survives. Text goes through twice: `clean_source` takes what an
author wrote down to the allowed elements and prefixes its ids, then the page structure is put
round it, then `seal` checks the result as the last step, so that no step in between can open a
hole again.
"""

import re

import nh3
from markupsafe import Markup

ID_PREFIX = "user-content-"

_REMOVED_WITH_CONTENT = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "textarea",
    "select",
    "title",
    "head",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
}
_SOURCE_TAGS = {
    *("h1 h2 h3 h4 h5 h6 p br hr div span a img pre code kbd samp var ul ol li dl dt dd").split(),  # noqa: SIM905
    *("strong b em i u s del ins mark small sub sup abbr q cite dfn blockquote").split(),  # noqa: SIM905
    *("table caption thead tbody tfoot tr th td details summary figure figcaption input").split(),  # noqa: SIM905
}
_SOURCE_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id"},
    "a": {"href", "title", "name", "class"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "type"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "td": {"align", "colspan", "rowspan"},
    "abbr": {"title"},
    "details": {"open"},
    "input": {"checked", "disabled"},
    "code": {"class"},
    "div": {"class"},
    "p": {"class"},
    "sup": {"class"},
}
_SEALED_ATTRIBUTES: dict[str, set[str]] = {
    **_SOURCE_ATTRIBUTES,
    "a": {"href", "title", "rel", "class"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "section": {"class", "data-remedy"},
    "span": {"class"},
    "div": {"class", "aria-label"},
    "th": {"class", "colspan", "rowspan", "scope"},
    "td": {"class", "colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SOURCE_CLASSES = frozenset(
    (
        *("note", "note-info", "note-warning", "note-danger", "note-title"),
        *("footnote", "footnote-ref", "footnote-backref"),
    )
)
_SEALED_CLASSES = _SOURCE_CLASSES | {
    *("lead", "section", "short", "symptoms", "next", "section-number", "section-minutes"),
    *("table-wrap", "missing-image", "dead-link", "align-center", "align-right"),
}
_MESSAGE_TAGS = {
    *("p br strong b em i del code pre blockquote ul ol li a span div hr").split(),  # noqa: SIM905
    *("table thead tbody tr th td").split(),  # noqa: SIM905
}
_MESSAGE_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "ol": {"start"},
    "span": {"class"},
    "div": {"class", "aria-label"},
    "th": {"class"},
    "td": {"class"},
}
# A colon only after an allowed scheme or behind the first slash: no parser can see a scheme in it.
_PLAIN_TARGET = re.compile(r"(?:https?|mailto|tel):|[^:/?#]*(?:[/?#]|\Z)", re.IGNORECASE)
_CODE_LANGUAGE = re.compile(r"language-[a-z0-9+#-]{1,30}\Z")
_NUMBER = re.compile(r"[0-9]{1,4}\Z")
_IDENTIFIER = re.compile(r"[\w:.-]{1,200}\Z")
_NUMERIC = frozenset({"width", "height", "start", "colspan", "rowspan"})


def clean_source(html: str) -> str:
    """Reduce what an author wrote to the allowed elements; well-formed, ids prefixed."""
    return _source_cleaner.clean(html)


def seal(html: str) -> Markup:
    """Check finished HTML once more against the allow-list and hand it out as Markup."""
    return Markup(_sealing_cleaner.clean(html))  # noqa: S704 - the sanitiser's own output


def seal_message(html: str) -> Markup:
    """The same for a message of a case: no ids, which would meet those of the page and of other
    messages, no pictures, and links that give nothing away."""
    return Markup(_message_cleaner.clean(html))  # noqa: S704 - the sanitiser's own output


def unseal(html: str) -> Markup:
    """HTML that `seal` handed out and a database kept, as Markup again, without a second check.

    Only for columns that nothing but `render_article` fills.
    """
    return Markup(html)  # noqa: S704 - sealed before it was stored


def _keep_source(element: str, attribute: str, value: str) -> str | None:
    return _keep(element, attribute, value, _SOURCE_CLASSES)


def _keep_sealed(element: str, attribute: str, value: str) -> str | None:
    if attribute in ("href", "src") and not _PLAIN_TARGET.match(value):
        return None
    return _keep(element, attribute, value, _SEALED_CLASSES)


def _keep(element: str, attribute: str, value: str, classes: frozenset[str]) -> str | None:
    if attribute == "class":
        if element == "code":
            return value if _CODE_LANGUAGE.match(value) else None
        return " ".join(name for name in value.split() if name in classes) or None
    if attribute in _NUMERIC:
        value = value.removesuffix("px")
        return value if _NUMBER.match(value) else None
    if attribute in ("id", "name"):
        return value if _IDENTIFIER.match(value) else None
    if attribute == "align":
        return value if value in ("center", "right") else None
    return value


_source_cleaner = nh3.Cleaner(
    tags=_SOURCE_TAGS,
    clean_content_tags=_REMOVED_WITH_CONTENT,
    attributes=_SOURCE_ATTRIBUTES,
    attribute_filter=_keep_source,
    url_schemes=_SCHEMES | {"article"},
    link_rel=None,
    id_prefix=ID_PREFIX,
    tag_attribute_values={"input": {"type": {"checkbox"}}},
)
_sealing_cleaner = nh3.Cleaner(
    tags=_SOURCE_TAGS | {"section"},
    clean_content_tags=_REMOVED_WITH_CONTENT,
    attributes=_SEALED_ATTRIBUTES,
    attribute_filter=_keep_sealed,
    url_schemes=_SCHEMES,
    link_rel=None,
    tag_attribute_values={
        "input": {"type": {"checkbox"}},
        "div": {"role": {"region", "note"}, "tabindex": {"0"}},
        "pre": {"tabindex": {"0"}},
    },
)
_message_cleaner = nh3.Cleaner(
    tags=_MESSAGE_TAGS,
    clean_content_tags=_REMOVED_WITH_CONTENT,
    attributes=_MESSAGE_ATTRIBUTES,
    attribute_filter=_keep_sealed,
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer nofollow",
    tag_attribute_values={
        "div": {"role": {"region"}, "tabindex": {"0"}},
        "pre": {"tabindex": {"0"}},
    },
)

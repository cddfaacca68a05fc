"""What holds on every page of the portal, whatever it shows."""

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

OTHER_TITLE = {
    r"/(de|en)/$": "the first page asks a question; its title says what the site is",
}
"""Pages whose <title> does not start with the words of their h1, and why."""

MAIL_PART = re.compile(r"/agent/mails/.+/html$")

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIELDS = ("input", "select", "textarea")
WITHOUT_LABEL = ("hidden", "submit", "button", "image")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")


def check_page(tree: Element, headers: Mapping[str, str], url: str) -> None:
    """Raise AssertionError with everything that is wrong with the page at `url`."""
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    is_locked_up = headers.get("Content-Security-Policy", "").endswith("sandbox")
    if is_locked_up and MAIL_PART.match(urlsplit(url).path):  # and no error page in its place
        check_mail_part(tree, elements, headers, url)
        return
    parents = {child: parent for parent in tree.iter() for child in parent}
    problems = [
        *_head(tree, elements, url),
        *_headings(elements),
        *_references(elements),
        *_fields(elements, parents),
        *_forms(elements),
        *_nothing_inline(elements),
        *_nothing_from_elsewhere(elements),
        *_headers(headers),
    ]
    assert not problems, f"{url}:\n  " + "\n  ".join(problems)


def check_mail_part(
    tree: Element, elements: list[Element], headers: Mapping[str, str], url: str
) -> None:
    """The HTML part of a mail carries its styles with it, and may do nothing at all."""
    policy = headers.get("Content-Security-Policy", "")
    assert tree.get("lang") in {"de", "en", None}, url
    assert not _nothing_from_elsewhere(elements), url
    assert not [element for element in elements if element.tag in {"script", "form", "img"}], url
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';"), policy
    assert policy.endswith("frame-ancestors 'self'; sandbox"), policy
    assert headers.get("X-Content-Type-Options") == "nosniff", url


def words(element: Element) -> str:
    """The text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _head(tree: Element, elements: list[Element], url: str) -> list[str]:
    problems = []
    path = urlsplit(url).path
    language = tree.get("lang", "")
    wanted = path[1:3] if path.startswith(("/de/", "/en/")) else ""
    if language not in {"de", "en"} or (wanted and language != wanted):
        problems.append(f"<html lang={language!r}> at {path}")
    titles = [element for element in elements if element.tag == "title" and not _in_svg(element)]
    headings = [element for element in elements if element.tag == "h1"]
    mains = [element for element in elements if element.tag == "main"]
    if len(headings) != 1 or len(mains) != 1 or not titles:
        problems.append(f"{len(headings)} × h1, {len(mains)} × main, {len(titles)} × title")
    elif not words(headings[0]):
        problems.append("the h1 is empty")
    elif not words(titles[0]).startswith(words(headings[0])) and not _other_title(path):
        problems.append(f"title {words(titles[0])!r} does not start with {words(headings[0])!r}")
    return problems


def _in_svg(element: Element) -> bool:
    return element.tag.startswith("{")


def _other_title(path: str) -> bool:
    return any(re.match(pattern, path) for pattern in OTHER_TITLE)


def _headings(elements: list[Element]) -> list[str]:
    problems, before = [], 1
    for element in elements:
        if element.tag in HEADINGS:
            level = HEADINGS.index(element.tag) + 1
            if level > before + 1:
                problems.append(f"h{level} {words(element)!r} follows an h{before}")
            before = level
    return problems


def _references(elements: list[Element]) -> list[str]:
    ids = Counter(element.get("id") for element in elements if "id" in element.attrib)
    problems = [
        f"id {name!r} stands there {count} times" for name, count in ids.items() if count > 1
    ]
    for element in elements:
        for attribute in REFERENCES:
            problems += [
                f"<{element.tag} {attribute}={name!r}> names no element"
                for name in element.get(attribute, "").split()
                if name not in ids
            ]
        href = element.get("href", "")
        within = href.startswith("#") and href != "#top"  # which every page has
        if element.tag == "a" and within and href[1:] not in ids:
            problems.append(f"the link {href!r} leads to no element")
    return problems


def _fields(elements: list[Element], parents: dict[Element, Element]) -> list[str]:
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    problems = []
    for element in elements:
        if element.tag == "img" and "alt" not in element.attrib:
            problems.append(f"<img src={element.get('src')!r}> without alt")
        if element.tag not in FIELDS or element.get("type") in WITHOUT_LABEL:
            continue
        named = element.get("aria-label") or element.get("aria-labelledby")
        if not named and element.get("id") not in labelled and not _in_label(element, parents):
            problems.append(f"<{element.tag} name={element.get('name')!r}> without label")
    return problems


def _in_label(element: Element, parents: dict[Element, Element]) -> bool:
    while element in parents:
        element = parents[element]
        if element.tag == "label":
            return True
    return False


def _forms(elements: list[Element]) -> list[str]:
    problems = []
    outside = {e.get("form") for e in elements if e.tag == "button" and _submits(e)}
    for form in elements:
        if form.tag != "form" or form.get("method") == "dialog":
            continue
        if not form.get("action"):
            problems.append("a form without action")
        inside = any(e.tag in {"button", "input"} and _submits(e) for e in form.iter())
        if not inside and form.get("id") not in outside:
            problems.append(f"the form to {form.get('action')!r} has no button that sends it")
    return problems


def _submits(element: Element) -> bool:
    if element.tag == "button":
        return element.get("type", "submit") == "submit"
    return element.get("type") in {"submit", "image"}


def _nothing_inline(elements: list[Element]) -> list[str]:
    problems = []
    for element in elements:
        if element.tag == "style" or "style" in element.attrib:
            problems.append(f"inline style in <{element.tag}>")
        inline = element.tag == "script" and "src" not in element.attrib
        if inline and element.get("type") != "application/ld+json":
            problems.append("inline script")
        problems += [
            f"<{element.tag} {name}>" for name in element.attrib if str(name).startswith("on")
        ]
        if element.get("href", "").strip().lower().startswith(("javascript:", "data:")):
            problems.append(f"a link to {element.get('href')!r}")
    return problems


def _nothing_from_elsewhere(elements: list[Element]) -> list[str]:
    """No font, script, style or picture of another host (G6)."""
    loaded = [element.get("src", "") for element in elements if "src" in element.attrib]
    loaded += [
        element.get("href", "")
        for element in elements
        if element.tag == "link" and element.get("rel") in {"stylesheet", "icon", "preload"}
    ]
    return [
        f"loads {address!r} from elsewhere"
        for address in loaded
        if urlsplit(address).netloc or not address.startswith(("/", "data:image/"))
    ]


def _headers(headers: Mapping[str, str]) -> list[str]:
    problems = []
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        problems.append(f"Content-Security-Policy is {policy!r}")
    if headers.get("X-Content-Type-Options") != "nosniff":
        problems.append("X-Content-Type-Options is missing")
    return problems

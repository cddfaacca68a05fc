"""A browser for tests that reads every page it gets: HTML that is wrong fails whoever asked for it.

`get` and `post` return a `Page`; a page of type text/html is parsed strictly (html5lib, WHATWG)
and checked by `page_invariants`. Other types are handed on as they are.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.page_invariants import check_page, words


@dataclass(frozen=True)
class Page:
    """A response; for HTML with its tree and some short ways to ask for parts of it."""

    response: TestResponse
    url: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        """Where a redirect leads: path, query and anchor, without the host."""
        parts = urlsplit(self.response.headers["Location"])
        assert parts.netloc in {"", "localhost"}, f"leads to another host: {parts.netloc}"
        return parts._replace(scheme="", netloc="").geturl()

    @property
    def headers(self) -> Any:
        return self.response.headers

    @property
    def body(self) -> str:
        """The body as it came."""
        return self.response.text

    @property
    def json(self) -> Any:
        return self.response.json

    @cached_property
    def tree(self) -> Element:
        """The parsed page; raises AssertionError with the place of the first mistake."""
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=True
        )
        try:
            return parser.parse(self.body)
        except ParseError as error:
            (line, column), code, data = parser.errors[0]
            excerpt = self.body.splitlines()[max(0, line - 2) : line + 1]
            raise AssertionError(
                f"{self.url}: {code} {data} at line {line}, column {column}:\n" + "\n".join(excerpt)
            ) from error

    @property
    def text(self) -> str:
        """Everything a reader sees in <main>, with single spaces."""
        return words(self.one("main"))

    @property
    def h1(self) -> str:
        return words(self.one("h1"))

    def all(self, tag: str = "*", **attributes: str) -> list[Element]:
        """Elements by tag and attributes; `class_` asks for one class, `_` stands for `-`."""
        return [element for element in self.tree.iter() if _fits(element, tag, attributes)]

    def one(self, tag: str = "*", **attributes: str) -> Element:
        """The only element that fits."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{self.url}: {len(found)} × <{tag} {attributes}>"
        return found[0]

    def links(self) -> dict[str, str]:
        """Address by words of every link in <main>."""
        return {words(a): a.get("href", "") for a in self.one("main").iter("a")}

    def json_ld(self) -> Any:
        """What stands in the page for web search engines."""
        return json.loads(self.one("script", type="application/ld+json").text or "")


class PageClient:
    """Asks for pages as one browser without JavaScript would: cookies stay, headers fit."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser = browser

    def get(self, url: str, *, status: int = 200, follow: bool = False, **headers: str) -> Page:
        """GET `url`, which has to answer with `status`; headers as If_None_Match="…"."""
        return self._page(self.browser.get(url, headers=_named(headers)), url, status, follow)

    def post(
        self,
        url: str,
        data: Any = None,
        *,
        status: int = 303,
        follow: bool = False,
        **headers: str,
    ) -> Page:
        """POST a form as a browser sends it from a page of this site."""
        named = {"Sec-Fetch-Site": "same-origin", **_named(headers)}
        response = self.browser.post(url, data=data or {}, headers=named)
        response.request.environ["wsgi.input"].close()  # a large form lies in a temporary file
        return self._page(response, url, status, follow)

    def press(
        self, page: Page, button: str, *, status: int = 200, follow: bool = True, **fields: Any
    ) -> Page:
        """Send the form of `page` whose button says `button`, with `fields` filled in."""
        for form in page.all("form"):
            for element in form.iter("button"):
                if words(element) == button:
                    return self._send(form, element, fields, page.url, status, follow)
        raise AssertionError(f"{page.url}: no button {button!r}")

    def _send(
        self,
        form: Element,
        button: Element,
        fields: dict[str, Any],
        url: str,
        status: int,
        follow: bool,
    ) -> Page:
        data: MultiDict[str, Any] = MultiDict(_values(form))
        for name, value in fields.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        if name := button.get("name"):
            data[name] = button.get("value", "")
        action = form.get("action") or url
        if form.get("method", "get").lower() == "post":
            return self.post(action, data, follow=follow, status=status)
        return self._page(self.browser.get(action, query_string=data), action, status, follow)

    def _page(self, response: TestResponse, url: str, status: int, follow: bool) -> Page:
        page = Page(response, url)
        if follow and 300 <= page.status < 400 and page.status != 304:
            return self.get(page.location, status=status, follow=True)
        assert page.status == status, (
            f"{url} answered {page.status}, not {status}: {page.body[:2000]}"
        )
        if response.mimetype == "text/html" and not 300 <= page.status < 400:
            check_page(page.tree, response.headers, url)
        return page


def _fits(element: Element, tag: str, attributes: dict[str, str]) -> bool:
    if not isinstance(element.tag, str) or tag not in {"*", element.tag}:
        return False
    for name, value in attributes.items():
        if name == "class_":
            if value not in element.get("class", "").split():
                return False
        elif element.get(name.rstrip("_").replace("_", "-")) != value:
            return False
    return True


def _values(form: Element) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form that nobody touched."""
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        if element.tag == "input":
            kind = element.get("type", "text")
            if kind not in {"radio", "checkbox", "submit", "file"} or "checked" in element.attrib:
                yield name, element.get("value", "")
        elif element.tag == "textarea":
            yield name, element.text or ""
        elif element.tag == "select":
            chosen = [o for o in element.iter("option") if "selected" in o.attrib]
            options = chosen or list(element.iter("option"))[:1]
            yield from ((name, option.get("value", "")) for option in options)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}

"""Without a mouse, and on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows

ARTICLE = "/de/articles/e-mails-kommen-an-lassen-sich-aber-nicht-senden"
FOCUS = """() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const box = e.closest("form")?.querySelector(".searchbox-line") ?? e;
  return {
    name: (e.getAttribute("aria-label") || e.innerText || e.labels?.[0]?.innerText || "").trim(),
    place: e.compareDocumentPosition(document.querySelector("main")) & 4 ? "bar"
      : document.querySelector("main").contains(e) ? "main" : "footer",
    ring: [e, e.parentElement, box].some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    }),
  };
}"""


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
def test_the_first_tab_skips_to_the_content(windows: Windows, javascript: bool) -> None:
    page = windows.open(javascript=javascript)
    page.goto(ARTICLE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


@pytest.mark.parametrize("address", [ARTICLE, "/de/search?q=E-Mail+senden"])
def test_tab_walks_from_bar_to_content_to_footer_and_always_shows_where(
    windows: Windows, address: str
) -> None:
    page = windows.open()
    page.goto(address)
    stops = walk(page)
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    places = [stop["place"] for stop in stops]
    assert places == sorted(places, key=("bar", "main", "footer").index)
    assert set(places) == {"bar", "main", "footer"}


def test_an_article_is_walked_in_reading_order(windows: Windows) -> None:
    page = windows.open()
    page.goto(ARTICLE)
    names = [stop["name"] for stop in walk(page)]
    wanted = [
        "E-Mail",
        "Kurz gesagt",
        "Read in English",
        "Drucken",
        "Kurz",
        "Ausführlich",
        "Ja",
        "Nein",
    ]
    assert [name for name in names if name in wanted] == wanted


def test_paper_shows_the_article_and_nothing_to_press(windows: Windows) -> None:
    page = windows.open(color_scheme="dark")
    page.goto(ARTICLE)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Woran Sie es erkennen")).to_be_visible()
    expect(page.get_by_text("+49 431 555 0190")).to_be_visible()
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_be_hidden()
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def walk(page: Page) -> list[dict[str, object]]:
    """Every stop of the Tab key, in order."""
    stops: list[dict[str, object]] = []
    while len(stops) < 120:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(page.evaluate(FOCUS))
    return stops

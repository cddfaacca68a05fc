"""A customer searches, reads the answer in its article, and says that it did not help."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows


@dataclass(frozen=True)
class Words:
    """What the pages say in one language."""

    question: str
    field: str
    search: str
    hit: str
    title: str
    ask: str
    no: str
    reasons: str
    reason: str
    comment: str
    send: str
    thanks: str


WORDS = {
    "de": Words(
        question="Ich kann E-Mails empfangen, aber nicht senden",
        field="Was funktioniert nicht?",
        search="Suchen",
        hit="E-Mails kommen an, lassen sich aber nicht senden",
        title="E-Mails kommen an, lassen sich aber nicht senden",
        ask="Hat das geholfen?",
        no="Nein",
        reasons="Was hat gefehlt?",
        reason="Ich habe es gemacht, aber es hat nicht geholfen",
        comment="Was sollte hier stehen?",
        send="Rückmeldung senden",
        thanks="Vielen Dank",
    ),
    "en": Words(
        question="I can receive email but not send any",
        field="What is not working?",
        search="Search",
        hit="You receive email but cannot send any",
        title="You receive email but cannot send any",
        ask="Did this help?",
        no="No",
        reasons="What was missing?",
        reason="I did it, but it did not help",
        comment="What should stand here?",
        send="Send feedback",
        thanks="Thank you",
    ),
}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_customer_finds_an_article_and_says_why_it_did_not_help(
    windows: Windows, language: str, javascript: bool
) -> None:
    words = WORDS[language]
    page = windows.open(language, javascript=javascript)
    search(page, language, words)
    # The first hit, or what is quoted above the hits.
    page.get_by_role("main").get_by_role("link", name=words.hit).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.title)

    page.get_by_role("region", name=words.ask).get_by_role("button", name=words.no).click()
    expect(page.get_by_role("group", name=words.reasons)).to_be_in_viewport()
    page.get_by_label(words.reason).check()
    page.get_by_label(words.comment).fill("0x800CCC0F, auch nach dem Neustart")
    page.get_by_role("button", name=words.send).click()
    expect(page.get_by_role("heading", name=words.thanks)).to_be_in_viewport()


def test_the_passage_of_a_hit_leads_to_its_heading(windows: Windows) -> None:
    page = windows.open()
    page.goto("/de/search?q=Port+465+SSL/TLS+Postausgang")
    link = page.locator("a[href*='#']").filter(visible=True).and_(page.locator("main a")).first
    anchor = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_a_stranger_is_led_to_their_language_and_can_change_it(windows: Windows) -> None:
    page = windows.open("en")
    page.goto("/")
    expect(page).to_have_url(f"{windows.url}/en/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was funktioniert nicht?")


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_search_without_hits_leads_on(windows: Windows, language: str) -> None:
    page = windows.open(language)
    page.goto(f"/{language}/search?q=qwxyzzy+vrrbt")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=2).first).to_contain_text("qwxyzzy vrrbt")
    suggested = main.get_by_role("listitem").get_by_role("link").first
    wanted = suggested.inner_text()
    suggested.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted)


def search(page: Page, language: str, words: Words) -> None:
    page.goto(f"/{language}/")
    page.get_by_label(words.field).fill(words.question)
    page.get_by_role("button", name=words.search).click()
    expect(
        page.get_by_label("Hilfe durchsuchen" if language == "de" else "Search the help")
    ).to_have_value(words.question)

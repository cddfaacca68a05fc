"""Two people write on the same article: the second sees what the first did and loses nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import WORDS, begin_article, body_of, new_title, save, text_of
from tests.browser.windows import Windows

SAID = {
    "de": (
        "hat jemand anderes diesen Artikel gespeichert",
        "Ihr Text",
        "Meinen Text darüber speichern",
    ),
    "en": ("Somebody else saved this article", "Your text", "Save mine on top"),
}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_second_to_save_sees_the_difference_and_saves_on_top(
    windows: Windows, language: str, javascript: bool
) -> None:
    words, title = WORDS[language], new_title()
    heading, yours, on_top = SAID[language]
    first = windows.open(language, who=words.reviewer)
    begin_article(first, title, words)
    text_of(first).fill(body_of(title))
    save(first, words)
    second = windows.open(language, who=words.author, javascript=javascript)
    second.goto(first.url)
    text_of(first).fill(body_of(title) + "Von der Ersten.\n")
    save(first, words)

    text_of(second).fill(body_of(title) + "Vom Zweiten.\n")
    save(second, words)
    expect(second.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(second.get_by_role("alert")).to_contain_text(words.reviewer)
    for sign, sentence in (("−", "Von der Ersten."), ("+", "Vom Zweiten.")):
        row = second.get_by_role("row").filter(has_text=sentence)
        expect(row).to_contain_text(sign)
    expect(second.get_by_role("heading", name=yours)).to_be_visible()
    kept = second.get_by_role("textbox").last
    expect(kept).to_have_value(body_of(title) + "Vom Zweiten.\n")
    kept.fill(body_of(title) + "Von der Ersten.\n\nVom Zweiten.\n")
    second.get_by_role("button", name=on_top).click()
    expect(second.get_by_role("heading", level=1)).to_have_text(title)

    first.reload()
    expect(text_of(first)).to_have_value(body_of(title) + "Von der Ersten.\n\nVom Zweiten.\n")

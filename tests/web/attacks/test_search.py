"""V3 and V12: what a query can cost, and what search lets slip of texts that are not for all."""

import pytest

from portal.knowledge.models import Translation
from tests.web.content import write

WORD = "Geheimnisumwandlung"
TYPO = "Geheimnisumwandlnug"


@pytest.fixture
def indexed(changing, worker):
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", topic="billing", body="Die Rechnung.\n")
        write(session, "mail", "Postausgang prüfen", body="Der Postausgang.\n")
    worker.run_all()


HOSTILE = {
    "wildcards": "*usgan*",
    "a wildcard for everything": "*",
    "a wildcard for nearly everything": "?* *? a* *a",
    "a regular expression": "/.*usgang/ r'(a+)+$'",
    "fuzzy on everything": "zzqx~9 yyqx~9 xxqx~",
    "a range": "[qa TO qz] {q TO *}",
    "a field": "title:zzqx id:* number:[0 TO 99999]",
    "boosts": "zzqx^1000000000000 yyqx^-1",
    "brackets without end": "(" * 5_000,
    "operators without end": "AND OR NOT " * 900,
    "200 words nobody wrote": " ".join(f"zzq{number}x" for number in range(200)),
    "one long word": "q" * 10_000,
    "quotes without end": '"' * 9_999,
    "minus without end": "-" * 10_000,
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_v3_signs_are_no_operators_and_every_query_has_an_end(pages, indexed, query):
    browser = pages.browser
    found = browser.get("/api/v1/search", query_string={"q": query, "lang": "de"})

    assert found.status_code == 200
    assert [hit for hit in found.json["hits"] if hit["title"] == "Postausgang prüfen"] == []
    assert browser.get("/de/search", query_string={"q": query}).status_code == 200
    assert browser.get("/de/search/suggestions", query_string={"q": query}).status_code == 200


def test_v3_a_word_among_much_nonsense_is_still_found(pages, indexed):
    query = " ".join(["Postausgang", *(f"zzq{number}x" for number in range(15))])
    found = pages.browser.get("/api/v1/search", query_string={"q": query, "lang": "de"})
    assert found.json["hits"][0]["title"] == "Postausgang prüfen"


@pytest.fixture
def told_twice(changing, worker, indexed):
    """Two articles with a word that nobody could guess; a correction needs two."""
    with changing() as session:
        made = [write(session, f"s-{n}", f"Titel {n}", body=f"{WORD}.\n") for n in range(2)]
    worker.run_all()
    return [translation.id for translation in made]


def hide(changing, ids):
    with changing() as session:
        for id_ in ids:
            session.get_one(Translation, id_).article.visibility = "internal"


def betrayed(pages):
    """Is the word anywhere in what a stranger gets who only comes near it?"""
    places = (
        f"/de/search?q={TYPO}",
        f"/de/search?q={TYPO}&exact=1",
        f"/de/search?q=Rechnung+{TYPO}",
        f"/de/search/suggestions?q={TYPO[:8]}",
        f"/api/v1/search?q={TYPO}&lang=de",
    )
    return [place for place in places if WORD.lower() in pages.get(place).body.lower()]


def test_v12_a_word_that_everybody_may_read_is_proposed(pages, told_twice):
    assert f"/de/search?q={TYPO}" in betrayed(pages)


def test_v12_a_word_of_hidden_texts_is_not_proposed(pages, changing, worker, indexed):
    with changing() as session:
        for number in range(2):
            body = f"{WORD}.\n"
            write(session, f"s-{number}", f"Titel {number}", body=body, visibility="internal")
    worker.run_all()

    assert betrayed(pages) == []


def test_v12_a_word_is_not_proposed_any_more_as_soon_as_its_texts_are_hidden(
    pages, changing, told_twice
):
    hide(changing, told_twice)  # and the worker has not run

    assert betrayed(pages) == []


def test_v12_who_asks_for_a_hidden_word_learns_nothing_from_the_page(pages, changing, told_twice):
    nothing = pages.get("/de/search?q=Quantenverschraenkung").text
    hide(changing, told_twice)

    page = pages.get(f"/de/search?q={WORD}").text

    assert page.replace(WORD, "Quantenverschraenkung") == nothing

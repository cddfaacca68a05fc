"""Synonyms in the browser: listed, tried before they are saved, changed, deleted."""

import pytest

from portal.knowledge.synonym_operations import add_group
from portal.knowledge.synonyms import synonym_groups
from portal.web.access import Role

LIST = "/agent/search/synonyms"
PAIR = {"locale": "de", "words": "WLAN\nFunknetz"}


@pytest.fixture
def group(changing, clock):
    """A group that stands there already."""
    with changing() as session:
        add_group(session, "en", ("bill", "invoice"), actor_id=None, now=clock())  # noise
        return add_group(session, "de", ("Rechnung", "Faktura"), actor_id=None, now=clock())


def words(changing, locale="de"):
    with changing() as session:
        return [group.words for group in synonym_groups(session, locale=locale)]


def test_a_saved_group_is_found_with_by_the_next_search(reviewer, pages, searchable, changing):
    before = pages.get("/de/search?q=Funknetz")
    assert "WLAN ist langsam" not in before.text

    form = reviewer.get(f"{LIST}/new")
    saved = reviewer.press(form, "Save", **PAIR)
    assert "The next search already finds with it." in saved.text
    assert "WLAN · Funknetz" in saved.text
    assert words(changing) == [["WLAN", "Funknetz"]]
    assert "WLAN ist langsam" in pages.get("/de/search?q=Funknetz").text


def test_the_preview_shows_both_lists_and_keeps_nothing(reviewer, searchable, changing):
    page = reviewer.post(f"{LIST}/preview", {**PAIR, "query": "Funknetz"}, status=200)
    assert "“Funknetz”" in page.text
    assert "WLAN ist langsam + new" in page.text
    assert page.one("textarea", name="words").text.split() == ["WLAN", "Funknetz"]
    assert page.one("input", name="query").get("value") == "Funknetz"
    assert words(changing) == []


def test_the_preview_shows_what_customers_see_and_nothing_internal(reviewer, searchable):
    page = reviewer.post(f"{LIST}/preview", {**PAIR, "query": "Funknetz"}, status=200)
    assert "Leitstelle" not in page.text


def test_the_preview_mends_a_slip_as_the_search_does(reviewer, searchable):
    page = reviewer.post(f"{LIST}/preview", {**PAIR, "query": "Senden kalppt"}, status=200)

    assert "“Senden kalppt”" in page.text
    assert "The first ten hits stay as they are." in page.text

    page = reviewer.post(
        f"{LIST}/preview",
        {"locale": "de", "words": "klappt\nstockt", "query": "kalppt"},
        status=200,
    )
    assert "searched as klappt" in page.text
    assert "WLAN ist langsam + new" in page.text


def test_without_a_question_the_words_themselves_are_tried(reviewer, searchable):
    page = reviewer.post(f"{LIST}/preview", PAIR, status=200)
    assert {"“WLAN”", "“Funknetz”"} <= {h.text for h in page.all("h3")}


def test_before_a_group_is_deleted_its_page_shows_what_goes(reviewer, searchable, changing, clock):
    with changing() as session:
        group = add_group(session, "de", ("WLAN", "Funknetz"), actor_id=None, now=clock())
    page = reviewer.get(f"{LIST}/{group.id}/removals")
    assert "no longer among these" in page.text
    gone = reviewer.press(page, "Delete")
    assert "These words find each other no more." in gone.text
    assert words(changing) == []
    reviewer.get(f"{LIST}/{group.id}", status=404)


def test_a_group_is_changed(reviewer, group, changing):
    page = reviewer.get(f"{LIST}/{group.id}")
    assert page.one("textarea", name="words").text.split() == ["Rechnung", "Faktura"]
    reviewer.press(page, "Save", words="Rechnung, Faktura, Abrechnung")
    assert words(changing) == [["Rechnung", "Faktura", "Abrechnung"]]
    assert words(changing, "en") == [["bill", "invoice"]]


def test_who_was_slower_sees_what_stands_there_and_keeps_their_words(reviewer, group, changing):
    page = reviewer.get(f"{LIST}/{group.id}")
    reviewer.press(page, "Save", words="Rechnung, Quittung")
    late = reviewer.press(page, "Save", status=409, follow=False, words="Rechnung, Beleg")
    assert "Now it holds: Rechnung, Quittung." in late.text
    assert late.one("textarea", name="words").text.strip() == "Rechnung, Beleg"
    reviewer.press(late, "Save", words="Rechnung, Quittung, Beleg")
    assert words(changing) == [["Rechnung", "Quittung", "Beleg"]]


REFUSED = {
    "WLAN": "at least two words",
    "WiFi\nWi-Fi": "one word already",
    "WLAN\nder": "Take “der” out",
    "Rechnung\nBeleg": "stands in another group: Rechnung, Faktura",
    "WLAN\n" + "x" * 4000: "Shorten",
    "\n".join(f"Wort{number}" for number in range(21)): "at most 20 words",
}


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("rest", ["", "/preview"])
def test_what_cannot_be_a_group_is_refused_with_what_to_do(reviewer, group, changing, text, rest):
    page = reviewer.post(f"{LIST}{rest}", {"locale": "de", "words": text}, status=422)
    assert REFUSED[text] in page.text
    assert page.one("textarea", name="words").text.split() == text.split()
    assert words(changing) == [["Rechnung", "Faktura"]]


def test_a_language_nobody_speaks_is_refused(reviewer, changing):
    reviewer.post(LIST, {"locale": "tr", "words": "a1\nb2"}, status=422)
    assert words(changing, "") == []


def test_what_is_typed_stays_text_r8(reviewer, searchable, changing):
    hostile = '"><script>alert(1)</script>'
    reviewer.post(LIST, {"locale": "de", "words": f"WLAN\n{hostile}"})
    assert hostile in reviewer.get(LIST).text
    page = reviewer.post(
        f"{LIST}/preview",
        {"locale": "de", "words": "Hafen\n=cmd|' /C calc'!A0", "query": hostile},
        status=200,
    )
    assert hostile in page.text


def test_the_form_comes_filled_in_from_a_gap(reviewer):
    page = reviewer.get(f"{LIST}/new?language=de&words=funknetz&q=funknetz+langsam")
    assert page.one("textarea", name="words").text.strip() == "funknetz"
    assert page.one("input", name="query").get("value") == "funknetz langsam"
    assert page.one("option", selected="").get("value") == "de"


def test_the_list_is_narrowed_by_language_and_word(agent, group, changing):
    both = agent.get(LIST)
    assert "Rechnung · Faktura" in both.text
    assert "bill · invoice" in both.text
    assert "bill" not in agent.get(f"{LIST}?language=de").text
    assert "Rechnung" not in agent.get(f"{LIST}?q=INV").text
    assert "No group fits." in agent.get(f"{LIST}?q=%25").text


def test_an_empty_list_says_what_to_begin_with(agent):
    assert "There are no synonyms yet." in agent.get(LIST).text


def test_who_only_looks_on_sees_the_list_without_ways_to_change_it(browser_of, group):
    for role in Role:
        page = browser_of(role).get(LIST)
        may = role in {Role.REVIEWER, Role.LEAD, Role.ADMIN}
        assert ("Add synonyms" in page.text) == may
        assert (f"{LIST}/{group.id}" in page.links().values()) == may


def test_a_group_that_is_gone_is_not_found(reviewer):
    for id_ in ("1", "99999999999999999999"):
        reviewer.get(f"{LIST}/{id_}", status=404)
        reviewer.post(f"{LIST}/{id_}", PAIR, status=404)
        reviewer.post(f"{LIST}/{id_}/removals", status=404)
        reviewer.post(f"{LIST}/preview", {**PAIR, "group": id_}, status=404)

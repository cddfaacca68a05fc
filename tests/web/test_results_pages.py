"""The results page: page by page, corrected, filtered empty, and from there to a person."""

from datetime import timedelta

import pytest

from portal.knowledge.search_models import QueryDay
from tests.web.content import write

FIRST = "/de/search?q=Postausgang"


@pytest.fixture
def many(changing, worker):
    """25 articles about the same and one about something else."""
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", topic="billing", body="Die Rechnung.\n")
        for number in range(25):
            write(session, f"mail-{number}", f"Postausgang {number:02}")
    worker.run_all()


def titles(page):
    ordered = next(ol for ol in page.all("ol") if ol.get("class") == "results")
    return ["".join(a.itertext()).strip() for a in ordered.iter("a")]


def test_pages_follow_each_other_and_lose_nothing(pages, many):
    first = pages.get(FIRST)
    second = pages.get(first.one("a", rel="next").get("href").partition("#")[0])
    third = pages.get(second.one("a", rel="next").get("href").partition("#")[0])

    assert [len(titles(page)) for page in (first, second, third)] == [10, 10, 5]
    assert len({*titles(first), *titles(second), *titles(third)}) == 25
    assert first.all("a", rel="prev") == []
    assert third.all("a", rel="next") == []
    assert second.one("a", rel="prev").get("href") == "/de/search?q=Postausgang#hits"


def test_a_further_page_says_where_it_is_and_takes_the_focus_there(pages, many):
    first = pages.get(FIRST)
    assert first.one("a", rel="next").get("href") == "/de/search?q=Postausgang&page=2#hits"
    assert "25 Treffer" in first.text
    assert "Seite 1 von 3" in first.one("title").text

    second = pages.get("/de/search?q=Postausgang&page=2")
    heading = second.one(id="hits")
    assert (heading.text, heading.get("tabindex")) == ("Treffer 11 bis 20 von 25", "-1")
    assert "Seite 2 von 3" in second.one("title").text
    assert next(ol for ol in second.all("ol") if ol.get("class") == "results").get("start") == "11"


@pytest.mark.parametrize("number", ["4", "99", "0", "-1", "x", "٣", "100000000000000000000"])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(pages, many, number):
    assert titles(pages.get(f"{FIRST}&page={number}"))


def test_filters_stay_from_page_to_page_and_the_journey_knows_what_was_shown(pages, many):
    first = pages.get(f"{FIRST}&kind=article")
    assert "kind=article" in first.one("a", rel="next").get("href")


def test_filters_that_leave_nothing_can_be_taken_back(pages, many):
    page = pages.get(f"{FIRST}&topic=billing")

    assert "Mit diesen Filtern bleibt nichts übrig" in page.text
    assert titles(pages.get(page.links()["Alle Treffer zeigen"]))


def test_of_many_topics_the_largest_stand_in_front_and_the_chosen_one(pages, changing, worker):
    with changing() as session:
        for number in range(12):
            write(session, f"a-{number}", f"Postausgang {number}", topic=f"topic-{number:02}")
        write(session, "more", "Postausgang mehr", topic="topic-11")
    worker.run_all()

    page = pages.get(f"{FIRST}&topic=topic-09")

    beside = next(aside for aside in page.all("aside") if aside.get("class") == "facets")
    folded = {a.get("href") for a in next(beside.iter("details")).iter("a")}
    front = {a.get("href") for a in beside.iter("a")} - folded
    assert len(folded) == 4
    assert any("topic-09" in url for url in front)
    assert any("topic-11" in url for url in front)


@pytest.fixture
def named(changing, worker):
    """Two articles with the same rare word, which no title has."""
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", topic="billing", body="Die Rechnung.\n")
        for key, title in (("a", "Drucken klappt nicht"), ("b", "Warteschlange leeren")):
            write(session, key, title, body="Die Druckerwarteschlange anhalten.\n")
    worker.run_all()


def test_a_misspelled_question_that_finds_nothing_is_asked_as_it_was_meant(pages, named):
    page = pages.get("/de/search?q=Drukcerwarteschlagne")

    assert "Treffer für druckerwarteschlange" in page.text
    assert "Warteschlange leeren" in titles(page)
    as_typed = page.links()["stattdessen nach „Drukcerwarteschlagne“ suchen"]
    literal = pages.get(as_typed)
    assert "nichts gefunden" in literal.text
    assert "Meinten Sie druckerwarteschlange?" in literal.text


def test_few_hits_of_another_word_come_with_what_may_have_been_meant(pages, changing, worker):
    with changing() as session:
        write(session, "noise", "Rechnung", body="Rechnung Rechnung.\n", topic="billing")
        for number in range(2):
            write(session, f"m-{number}", f"Mahnung {number}", body="Abbuchung kam zurück.\n")
    worker.run_all()

    page = pages.get("/de/search?q=Abbbuchhung+Rechnung&exact=1")

    assert "nichts gefunden" in page.text
    assert page.links()["abbuchung Rechnung"] == "/de/search?q=abbuchung+Rechnung"


def test_what_was_searched_stands_in_the_review_of_the_hand_over(pages, named):
    page = pages.get("/de/search?q=Warteschlange+h%C3%A4ngt+%26+piept")
    onward = next(url for url in page.links().values() if url.startswith("/de/contact?"))

    review = pages.get(onward, follow=True)

    said = {field.get("value") or field.text for field in review.all() if field.get("name")}
    assert "Warteschlange hängt & piept" in said


def test_nothing_found_takes_the_words_along_as_well(pages, named):
    page = pages.get("/de/search?q=Quantenverschraenkung")
    onward = next(url for url in page.links().values() if url.startswith("/de/contact?"))

    review = pages.get(onward, follow=True)

    said = {field.get("value") or field.text for field in review.all() if field.get("name")}
    assert "Quantenverschraenkung" in said


def asked(clock, query, *, journeys, days=1, empty=0, opened=5):
    return QueryDay(
        day=(clock() - timedelta(days=days)).date(),
        locale="de",
        query=query,
        journeys=journeys,
        searches=journeys,
        empty=empty,
        opened=opened,
        solved=0,
    )


def test_questions_that_helped_several_others_are_offered_last(pages, named, changing, clock):
    with changing() as session:
        session.add_all(
            [
                asked(clock, "warteschlange leeren", journeys=5),  # a title already
                asked(clock, "warteschlange bleibt hängen", journeys=5),
                asked(clock, "warteschlange frau berger", journeys=2),
                asked(clock, "warteschlange umsonst", journeys=5, empty=3),
                asked(clock, "warteschlange ungelesen", journeys=5, opened=1),
                asked(clock, "warteschlange früher", journeys=5, days=60),
                asked(clock, "die warteschlange", journeys=5),
            ]
        )

    offered = pages.get("/de/search/suggestions?q=Warteschl").json["suggestions"]

    assert [(offer["title"], offer["kind"]) for offer in offered] == [
        ("Warteschlange leeren", "article"),
        ("warteschlange bleibt hängen", "query"),
        ("die warteschlange", "query"),
    ]
    assert offered[-1]["url"] == ""

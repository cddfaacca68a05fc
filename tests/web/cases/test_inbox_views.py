"""The inbox: what is due, by when, who has it."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.conftest import SettableClock
from tests.web.cases.conftest import address, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words


def rows(page: Page) -> list[str]:
    return [words(row) for row in page.all("tr") if list(row.iter("a"))]


def heads(page: Page) -> list[str]:
    return [words(row) for row in page.all("tr", class_="list-group")]


def counts(page: Page) -> dict[str, str]:
    (nav,) = page.all("nav", class_="views")
    spans = [[words(span) for span in link.iter("span")] for link in nav.iter("a")]
    return {found[0]: found[1] if len(found) > 1 else "" for found in spans}


def test_a_row_says_until_when_who_what_next_what_was_tried_and_whose(
    lena: PageClient, case: str
) -> None:
    page = lena.get("/agent/cases")

    (row,) = rows(page)
    assert row.startswith("11:00 in 90 Min. Sabine Berger Ich kann keine Mails senden")
    assert "Erste Antwort 1 Lena Braun" in row
    assert heads(page) == ["Heute 1"]
    assert counts(page) == {
        "Für mich": "1",
        "In Vertretung": "0",
        "Ohne Ansprechperson": "0",
        "Überfällig": "0",
        "Wartet auf Kunden": "0",
        "Alle meiner Teams": "1",
        "Gelöst": "",
        "E-Mail": "1",
    }
    assert words(page.one("a", aria_current="page")) == "Eingang 1"


def test_what_was_promised_in_an_agents_own_words_stands_in_the_row(
    lena: PageClient, case: str
) -> None:
    typed = reply_to(lena.get(address(case)), promise="Ich prüfe die Protokolle")
    lena.post(address(case, "replies"), typed)

    (row,) = rows(lena.get("/agent/cases"))
    assert "Ich prüfe die Protokolle" in row
    assert "Erste Antwort" not in row


def test_who_wants_to_be_called_waits_for_a_first_call(
    app: Flask, lena: PageClient, changing: Change, teams: dict[str, int], clock: SettableClock
) -> None:
    with changing() as session:
        hand_over(app, session, now=clock(), queue_key="mail", channel="callback")

    (row,) = rows(lena.get("/agent/cases?view=all"))
    assert "Erster Anruf" in row


def test_who_leads_finds_figures_people_and_tags_beside_the_inbox(
    desk_of: Callable[[str], PageClient], case: str
) -> None:
    pages = {"Wie gut wir uns kümmern", "Wer ist da", "Schlagwörter"}

    leads = desk_of("Aylin").get("/agent/cases")
    assert pages <= counts(leads).keys()
    for name in pages:
        assert desk_of("Aylin").get(leads.links()[name]).status == 200
    assert not pages & counts(desk_of("Lena").get("/agent/cases")).keys()


def test_a_filter_that_nothing_fits_is_left_by_a_link(lena: PageClient, case: str) -> None:
    page = lena.get("/agent/cases?priority=urgent&view=all")
    (area,) = page.all("div", class_="agent-page")

    (link,) = list(area.iter("a"))
    assert words(link) == "Ohne Filter"
    assert rows(lena.get(link.get("href", "")))


def test_what_is_overdue_comes_first_and_says_so_in_words(
    lena: PageClient, case: str, app: Flask, changing: Change, clock: SettableClock
) -> None:
    clock.advance(hours=2)
    with changing() as session:
        hand_over(app, session, now=clock(), queue_key="mail", name="Später",
                  email="b@example.org")  # fmt: skip
    page = lena.get("/agent/cases?view=all")

    assert heads(page) == ["Überfällig 1", "Heute 1"]
    assert rows(page)[0].startswith("11:00 seit 30 Min. Sabine Berger")
    assert [words(cell) for cell in page.all("td", class_="is-late")] == ["11:00 seit 30 Min."]
    assert counts(page)["Überfällig"] == "1"


def test_what_nobody_has_shows_flag_g_to_everybody_of_the_team(
    app: Flask, changing: Change, desk_of: Callable[[str], PageClient], clock: SettableClock
) -> None:
    lena = desk_of("Lena")
    with changing() as session:
        hand_over(app, session, now=clock(), queue_key="mail").contact = None

    for view in ("", "?view=unassigned", "?team=mail"):
        (row,) = rows(lena.get(f"/agent/cases{view}"))
        assert row.endswith("noch niemand")
    assert "flag-g" in lena.get("/agent/cases").body


def test_solved_cases_leave_the_inbox_and_are_found_under_solved(
    lena: PageClient, case: str
) -> None:
    page = lena.get(address(case))
    lena.post(address(case, "replies"), reply_to(page, then="solved"))

    assert rows(lena.get("/agent/cases")) == []
    assert "Hier wartet nichts." in lena.get("/agent/cases").text
    assert len(rows(lena.get("/agent/cases?view=solved"))) == 1


def test_a_reminder_that_is_due_is_back_in_the_inbox_but_not_red(
    desk_of: Callable[[str], PageClient], case: str, clock: SettableClock
) -> None:
    lena = desk_of("Lena")
    page = lena.get(address(case))
    sent = reply_to(page, then="wait", remind_on="2026-11-26")
    lena.post(address(case, "replies"), sent)

    assert rows(lena.get("/agent/cases")) == []
    assert rows(lena.get("/agent/cases?view=waiting"))[0].startswith("Do. 8:00 Sabine")
    clock.advance(days=3)
    page = desk_of("Lena").get("/agent/cases")
    assert rows(page)[0].startswith("8:00 erinnert Sabine Berger")
    assert page.all("td", class_="is-late") == []


@pytest.mark.parametrize(
    "question",
    [
        "view=xx",
        "team=zz",
        "after=1",
        "after=99999999999999999-1",
        "after=-5-5",
        "view=mine&view=all",
    ],
)
def test_an_address_that_was_tampered_with_shows_the_inbox(
    lena: PageClient, case: str, question: str
) -> None:
    assert lena.get(f"/agent/cases?{question}").h1


def test_pages_follow_each_other_without_a_gap(
    app: Flask, lena: PageClient, changing: Change, clock: SettableClock
) -> None:
    with changing() as session:
        for number in range(120):
            hand_over(app, session, now=clock(), queue_key="mail", email=f"{number}@example.org")
    page, found = lena.get("/agent/cases?team=mail"), []
    for _ in range(3):
        found += [a.get("href") for a in page.all("a") if a.get("data-row") is not None]
        following = page.links().get("Nächste Seite")
        page = lena.get(following) if following else page

    assert len(found) == len(set(found)) == 120
    assert following is None
    assert counts(page)["E-Mail"] == "99+"


def test_somebody_without_a_team_is_told_why_nothing_is_there(
    desk_of: Callable[[str], PageClient], case: str
) -> None:
    assert "in keinem Team" in desk_of("Jonas").get("/agent/cases").text


def test_signing_in_leads_whoever_sees_cases_to_the_inbox(
    desk_of: Callable[[str], PageClient],
) -> None:
    assert desk_of("Lena").get("/agent/", status=303).location == "/agent/cases"
    assert desk_of("Maren").get("/agent/", status=303).location == "/agent/cases"
    assert desk_of("Jonas").get("/agent/", status=303).location == "/agent/articles"


def _query(**values: str) -> str:
    return urlencode(values)

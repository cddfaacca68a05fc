"""A flow with 500 steps: it is walked, changed and told of like a short one."""

import pytest

from portal.troubleshooter.flows import parsed
from tests.web.page_client import Page
from tests.web.running_flows import publish_flow
from tests.web.troubleshooter.conftest import address, reply, so_far

STEPS = 500
WALKED = 12


def long_flow() -> str:
    steps = "".join(
        f"  s{number}:\n    ask: single\n"
        f'    title: {{de: "Frage {number}?", en: "Question {number}?"}}\n    options:\n'
        f'      - {{id: a, de: "Ja", en: "Yes", next: {then}}}\n'
        f'      - {{id: b, de: "Nein", en: "No", next: person}}\n'
        for number, then in enumerate([*(f"s{n}" for n in range(1, STEPS)), "done"])
    )
    return (
        "schema: flow/1\nid: very-long\nversion: 1\nstatus: published\nowner: lena\n"
        'review_by: 2099-01-01\ntitle: {de: "Sehr lang", en: "Very long"}\nminutes: 300\n'
        f"start: s0\nescalate: {{queue: support}}\nsteps:\n{steps}"
        "  done: {end: solved}\n  person: {end: escalate}\n"
    )


@pytest.fixture
def begun(pages, changing, clock) -> Page:
    with changing() as session:
        publish_flow(session, now=clock(), source=long_flow())
    return pages.post("/de/flows/very-long", follow=True, status=200)


def test_it_is_read(changing):
    assert len(parsed(long_flow()).steps) == STEPS + 2


def test_it_is_walked_and_changed(pages, begun):
    page = begun
    assert "noch höchstens etwa 167 Minuten" in page.text
    for _ in range(WALKED):
        page = reply(pages, page, "a")
    assert page.h1 == f"Frage {WALKED}?"
    assert len(so_far(page)) == WALKED

    page = reply(pages, pages.get(f"{address(page)}/s0"), "b")
    assert page.h1 == "Jetzt hilft Ihnen ein Mensch"
    page = reply(pages, pages.get(f"{address(page)}/s0"), "a")
    assert page.h1 == f"Frage {WALKED}?"


def test_its_notes_are_shown(pages, begun):
    page = reply(pages, begun, "a")
    notes = pages.get(address(page).replace("/runs/", "/together/"))
    assert "Frage 0? Ja" in notes.text

"""Tags: put on a case and taken off, and tidied by those who lead."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Person
from portal.core.db import db
from portal.escalations.models import Escalation
from portal.escalations.tags.models import CaseTag, Tag
from portal.escalations.tags.operations import add_tag
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address
from tests.web.conftest import Change
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words

Desk = Callable[[str], PageClient]


@pytest.fixture
def tagged(
    app: Flask, changing: Change, case: str, teams: dict[str, int], clock: SettableClock
) -> str:
    """Frau Berger's case with the tag “DNS”; the case of the team web has “Geheimsache”."""
    with changing() as session:
        for found in session.scalars(select(Escalation)):
            name = "DNS" if found.public_id == case else "Geheimsache"
            add_tag(session, found, name, actor_id=teams["Maren Petersen"], now=clock())
    return case


def tags_on(page: Page) -> list[str]:
    (side,) = page.all("section", id="tags")
    return [words(link) for link in side.iter("a")]


def tag_id(app: Flask, name: str) -> str:
    with app.app_context():
        return db.session.scalars(select(Tag.public_id).where(Tag.name == name)).one()


def add(browser: PageClient, case: str, name: str, status: int = 303) -> Page:
    return browser.post(address(case, "tags"), {"name": name}, status=status)


def test_a_tag_is_put_on_a_case_and_taken_off(lena: PageClient, case: str, app: Flask) -> None:
    add(lena, case, "  #Umzug   der Domain ")
    page = lena.get(address(case))
    assert tags_on(page) == ["Umzug der Domain"]

    tag = tag_id(app, "Umzug der Domain")
    for _ in range(2):  # pressed twice, it is off once
        lena.post(address(case, "tags/removals"), {"tag": tag}, status=303)
    assert tags_on(lena.get(address(case))) == []


@pytest.mark.parametrize("name", ["dns", "DNS", "ＤＮＳ", "#Dns "])
def test_a_word_is_one_tag_however_it_is_written(lena: PageClient, tagged: str, name: str) -> None:
    add(lena, tagged, name)

    assert tags_on(lena.get(address(tagged))) == ["DNS"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Schreiben Sie zuerst das Schlagwort."),
        ("# \u202e ", "Schreiben Sie zuerst das Schlagwort."),
        ("a, b", "In einem Schlagwort steht kein Komma."),
        ("x" * 41, "Ein Schlagwort hat höchstens 40 Zeichen."),
    ],
)
def test_what_is_no_tag_is_refused_with_what_was_typed(
    lena: PageClient, case: str, name: str, why: str
) -> None:
    page = add(lena, case, name, status=422)

    assert why in page.text
    assert page.one("input", id="tag").get("value", "").strip("# ") == name.strip("# ")
    assert tags_on(lena.get(address(case))) == []


def test_a_case_has_its_fill_of_tags(lena: PageClient, case: str) -> None:
    for number in range(12):
        add(lena, case, f"nr {number}")
    assert "höchstens 12 Schlagwörter" in add(lena, case, "nr 12", status=422).text


def test_a_tag_makes_nobody_s_reply_out_of_date(
    lena: PageClient, tagged: str, seen: Seeing
) -> None:
    before = seen().case.revision
    add(lena, tagged, "neu")

    assert seen().case.revision == before


def test_the_tag_goes_where_its_case_goes(
    app: Flask, changing: Change, tagged: str, clock: SettableClock
) -> None:
    with changing() as session:
        found = session.scalars(select(Escalation).where(Escalation.public_id == tagged)).one()
        found.due_at, found.solved_at, found.status = None, clock(), "solved"
        session.flush()
        row = session.scalars(select(CaseTag).where(CaseTag.escalation_id == found.id)).one()
        session.refresh(row)
        assert (row.status, row.at, row.queue_id) == ("solved", clock(), found.queue_id)


def test_a4_words_of_other_teams_are_not_proposed(
    lena: PageClient, desk_of: Desk, tagged: str
) -> None:
    lena.post(address(tagged, "tags/removals"), {"tag": "none"}, status=303)
    proposed = [option.get("value") for option in lena.get(address(tagged)).all("option")]

    assert "Geheimsache" not in proposed
    assert "Geheimsache" not in lena.get("/agent/cases").body  # the filter proposes tags
    assert "DNS" not in desk_of("Aylin").get("/agent/cases/tags").text
    assert "Geheimsache" in desk_of("Aylin").get("/agent/cases/tags").text


def test_a3_a_case_of_another_team_gets_no_tag(desk_of: Desk, tagged: str, app: Flask) -> None:
    aylin = desk_of("Aylin")

    add(aylin, tagged, "fremd", status=404)
    aylin.post(address(tagged, "tags/removals"), {"tag": tag_id(app, "DNS")}, status=404)

    with app.app_context():
        assert db.session.scalars(select(Tag.name).order_by(Tag.name)).all() == [
            "DNS",
            "Geheimsache",
        ]
        assert len(db.session.scalars(select(CaseTag.tag_id)).all()) == 2


def test_a_lead_renames_a_tag(desk_of: Desk, tagged: str, app: Flask) -> None:
    aylin, tag = desk_of("Aylin"), tag_id(app, "Geheimsache")

    page = aylin.post(f"/agent/cases/tags/{tag}", {"name": " Nameserver "}, status=303)

    assert "Umbenannt" in aylin.get(page.location).text
    assert tag_id(app, "Nameserver") == tag


def test_a_name_that_is_taken_is_refused_and_the_way_shown(
    desk_of: Desk, tagged: str, app: Flask
) -> None:
    maren, tag = desk_of("Maren"), tag_id(app, "Geheimsache")

    page = maren.post(f"/agent/cases/tags/{tag}", {"name": "dns"}, status=409)

    assert "„DNS“ gibt es schon" in page.text
    assert page.one("input", id="tag").get("value") == "dns"


def test_two_tags_become_one_also_on_a_case_that_has_both(
    desk_of: Desk, tagged: str, app: Flask
) -> None:
    maren = desk_of("Maren")
    add(maren, tagged, "Geheimsache")
    into = tag_id(app, "DNS")

    maren.post(f"/agent/cases/tags/{tag_id(app, 'Geheimsache')}/merges", {"into": into}, status=303)

    with app.app_context():
        assert db.session.scalars(select(Tag.name)).all() == ["DNS"]
        assert len(db.session.scalars(select(CaseTag.escalation_id)).all()) == 2


def test_a_tag_is_not_merged_with_itself_or_with_nothing(
    desk_of: Desk, tagged: str, app: Flask
) -> None:
    maren, tag = desk_of("Maren"), tag_id(app, "DNS")

    maren.post(f"/agent/cases/tags/{tag}/merges", {"into": tag}, status=422)
    maren.post(f"/agent/cases/tags/{tag}/merges", {"into": "none"}, status=404)
    assert tag_id(app, "DNS") == tag


def test_a_deleted_tag_stands_on_no_case(
    desk_of: Desk, lena: PageClient, tagged: str, app: Flask
) -> None:
    desk_of("Maren").post(f"/agent/cases/tags/{tag_id(app, 'DNS')}/deletions", status=303)

    assert tags_on(lena.get(address(tagged))) == []


def test_a3_a_lead_changes_no_tag_that_other_teams_use(
    desk_of: Desk, lena: PageClient, tagged: str, app: Flask
) -> None:
    aylin, own, other = desk_of("Aylin"), tag_id(app, "Geheimsache"), tag_id(app, "DNS")
    aylin.get(f"/agent/cases/tags/{other}", status=404)
    aylin.post(f"/agent/cases/tags/{other}/deletions", status=404)
    add(lena, tagged, "geheimsache")

    for act, form in (("", {"name": "x"}), ("/merges", {"into": other}), ("/deletions", {})):
        aylin.post(f"/agent/cases/tags/{own}{act}", form, status=403)
    page = aylin.get("/agent/cases/tags")
    assert "auch von anderen Teams verwendet" in page.text
    assert tag_id(app, "Geheimsache") == own


def test_agents_do_not_tidy_tags(lena: PageClient, tagged: str, app: Flask) -> None:
    lena.get("/agent/cases/tags", status=403)
    lena.post(f"/agent/cases/tags/{tag_id(app, 'DNS')}/deletions", status=403)


def test_an_admin_sees_tags_that_stand_on_no_case(
    desk_of: Desk, changing: Change, tagged: str, teams: dict[str, int], clock: SettableClock
) -> None:
    with changing() as session:
        person = session.scalars(select(Person).where(Person.role == Role.ADMIN.value)).first()
        session.add(Tag(name="leer", key="leer", created_at=clock(), created_by_id=person.id))

    assert "leer" in desk_of("Maren").get("/agent/cases/tags").text
    assert "leer" not in desk_of("Aylin").get("/agent/cases/tags").text

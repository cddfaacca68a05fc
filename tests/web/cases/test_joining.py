"""Linking, merging and splitting on a page: within what one may see, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.escalations.joining.models import CaseLink
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.operations import confirm_address
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient

Desks = Callable[[str], PageClient]
HERS = "10002"
"""Frau Berger's case; 10001 is another team's."""
AFTERNOON = "2026-11-23T13:00:00+00:00"
"""From two to four."""


@pytest.fixture
def second(app: Flask, changing: Change, case: str, clock: SettableClock) -> str:
    """The public id of Frau Berger's second case, 10003."""
    with changing() as session:
        again = hand_over(app, session, now=clock(), queue_key="mail", words="Es geht noch nicht.")
        office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
        confirm_address(session, again, office=office, now=clock())
        return again.public_id


def links(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(CaseLink)).all())


class TestLinking:
    def test_both_cases_name_each_other(
        self, app: Flask, lena: PageClient, case: str, second: str
    ) -> None:
        page = lena.get(f"{address(case, 'joining')}?with=10003")
        lena.post(address(case, "links"), form_of(page, "links"))

        assert "verknüpft" in lena.get(address(case)).text
        assert "verknüpft" in lena.get(address(second)).text

        form = {"number": "10003"}
        lena.post(address(case, "links/removal"), form)
        assert links(app) == 0

    def test_with_itself_is_refused_with_what_to_do(
        self, app: Flask, lena: PageClient, case: str
    ) -> None:
        page = lena.post(address(case, "links"), {"number": HERS}, status=422)

        assert "einem anderen" in page.text or "eines anderen" in page.text
        assert links(app) == 0

    @pytest.mark.parametrize("number", ["10001", "99999", "abc", "", "²", "1" * 400])
    def test_a1_a_number_of_another_team_is_as_unknown_as_any(
        self, app: Flask, lena: PageClient, case: str, number: str
    ) -> None:
        page = lena.post(address(case, "links"), {"number": number}, status=422)

        assert "Nebensache" not in page.body
        assert links(app) == 0
        looked = lena.get(f"{address(case, 'joining')}?with={number}")
        assert "Nebensache" not in looked.body

    def test_a3_a_link_shows_nothing_to_who_may_not_see_the_other(
        self, lena: PageClient, desk_of: Desks, case: str
    ) -> None:
        maren = desk_of("Maren")
        maren.post(address(case, "links"), {"number": "10001"})
        assert "Nebensache" in maren.get(address(case, "joining")).body

        for path in (address(case), address(case, "joining")):
            assert "Nebensache" not in lena.get(path).body
            assert "10001" not in lena.get(path).text.replace("\N{NO-BREAK SPACE}", "")


class TestMerging:
    def merge(self, lena: PageClient, case: str, **typed: str):
        page = lena.get(f"{address(case, 'joining')}?with=10003")
        return form_of(page, "merges", **({"stays": "this"} | typed))

    def test_the_customer_finds_all_of_it_behind_either_link(
        self, app: Flask, lena: PageClient, pages: PageClient, case: str, second: str, seen: Seeing
    ) -> None:
        lena.post(address(case, "merges"), self.merge(lena, case))

        with app.app_context():
            query = select(Escalation).where(Escalation.public_id == second)
            old = address_of(app, db.session.scalars(query).one())
        page = pages.get(old)
        assert "Es geht noch nicht." in page.text
        assert "Ich kann keine Mails senden." in page.text
        assert "zusammengelegt" in page.text
        assert lena.get(address(second), status=302).location.endswith(address(case))
        assert len([kind for kind, _ in seen().said if kind == "customer"]) == 1

    def test_a_call_that_was_arranged_is_promised_by_the_case_that_stays(
        self, app: Flask, lena: PageClient, pages: PageClient, case: str, second: str, seen: Seeing
    ) -> None:
        lena.post(address(case, "replies"), reply_to(lena.get(address(case))))
        with app.app_context():
            query = select(Escalation).where(Escalation.public_id == second)
            theirs = address_of(app, db.session.scalars(query).one())
        form = pages.get(f"{theirs}/callback")
        pages.press(form, "Rückruf vereinbaren", phone="0431 555-0170", callback_at=AFTERNOON)

        lena.post(address(case, "merges"), self.merge(lena, case))

        promise = seen().open_promise
        assert (promise.kind, promise.due_at.isoformat()) == ("call", "2026-11-23T15:00:00+00:00")
        assert "0431 555-0170" in lena.get(address(case)).text

    def test_it_is_gone_from_every_list(self, lena: PageClient, case: str, second: str) -> None:
        lena.post(address(case, "merges"), self.merge(lena, case))
        for view in ("mine", "all", "solved"):
            assert second not in lena.get(f"/agent/cases?view={view}").body

    def test_what_was_typed_for_the_other_one_meanwhile_is_shown_as_a_conflict(
        self, lena: PageClient, case: str, second: str, seen: Seeing
    ) -> None:
        typed = reply_to(lena.get(address(second)), body="Schon geschrieben")
        lena.post(address(case, "merges"), self.merge(lena, case))
        page = lena.post(address(second, "replies"), typed, status=409)

        assert "Schon geschrieben" in page.body
        assert "Schon geschrieben" not in [text for _, text in seen().said]

    def test_on_an_older_page_nothing_is_merged(
        self, lena: PageClient, case: str, second: str
    ) -> None:
        form = self.merge(lena, case, stays="other")
        page = lena.get(address(second))
        lena.post(address(second, "replies"), reply_to(page))
        answer = lena.post(address(case, "merges"), form, status=409)

        assert answer.one("div", role="alert") is not None
        assert lena.get(address(second)).status == 200
        (chosen,) = [
            box for box in answer.all("input", name="stays") if box.get("checked") is not None
        ]
        assert chosen.get("value") == "other"
        lena.post(address(case, "merges"), form_of(answer, "merges", stays="other"))
        assert lena.get(address(case), status=302).location == address(second)

    def test_a_case_is_not_merged_into_itself(self, lena: PageClient, case: str) -> None:
        page = lena.get(f"{address(case, 'joining')}?with={HERS}")
        assert not [form for form in page.all("form") if form.get("action", "").endswith("merges")]
        forged = {"number": HERS, "stays": "this", "revision": "1", "other_revision": "1"}
        lena.post(address(case, "merges"), forged | {"revision": "2", "other_revision": "2"},
                  status=422)  # fmt: skip
        assert lena.get(address(case)).status == 200

    def test_a3_not_with_a_case_of_another_team(
        self, lena: PageClient, case: str, seen: Seeing
    ) -> None:
        before = seen().case.revision
        forged = {"number": "10001", "stays": "this", "revision": "2", "other_revision": "1"}
        page = lena.post(address(case, "merges"), forged, status=422)

        assert "Nebensache" not in page.body
        assert seen().case.revision == before

    def test_two_people_are_not_mixed_up(self, desk_of: Desks, case: str, seen: Seeing) -> None:
        maren = desk_of("Maren")
        page = maren.get(f"{address(case, 'joining')}?with=10001")
        assert "Verknüpfen" in page.text
        assert not [form for form in page.all("form") if form.get("action", "").endswith("merges")]


class TestSplitting:
    def test_a_part_gets_a_case_with_its_files(
        self, app: Flask, lena: PageClient, case: str, seen: Seeing
    ) -> None:
        page = lena.get(f"{address(case, 'joining')}?part={case}")
        assert "Ich kann keine Mails senden." in (page.one("textarea", id="words").text or "")
        file = page.one("input", name="files").get("value") or ""
        form = form_of(page, "parts", words="Und die Rechnung?", team="web", files=file)
        lena.post(address(case, "parts"), form)

        with app.app_context():
            newest = select(Escalation).order_by(Escalation.id.desc()).limit(1)
            new = db.session.scalars(newest).one()
            assert (new.words, new.queue.key, new.name) == (
                "Und die Rechnung?", "web", "Sabine Berger",
            )  # fmt: skip
            assert new.contact is not None
        assert seen().case.subject == "Ich kann keine Mails senden"

    def test_without_words_the_rest_of_the_form_stays(self, lena: PageClient, case: str) -> None:
        page = lena.get(address(case, "joining"))
        form = form_of(page, "parts", words=" ", team="web")
        answer = lena.post(address(case, "parts"), form, status=422)

        (chosen,) = [
            option.get("value")
            for option in answer.one("select", id="team").iter("option")
            if option.get("selected") is not None
        ]
        assert chosen == "web"

    def test_on_an_older_page_the_words_come_back(self, lena: PageClient, case: str) -> None:
        form = form_of(lena.get(address(case, "joining")), "parts", words="Zweites", team="web")
        lena.post(address(case, "replies"), reply_to(lena.get(address(case))))
        page = lena.post(address(case, "parts"), form, status=409)

        assert page.one("textarea", id="words").text.strip() == "Zweites"


@pytest.mark.parametrize("act", ["links", "links/removal", "merges", "parts"])
@pytest.mark.parametrize("who", ["Aylin", "Jonas"])
def test_a3_who_may_not_see_the_case_joins_nothing(
    app: Flask, desk_of: Desks, case: str, second: str, seen: Seeing, act: str, who: str
) -> None:
    before = seen().case.revision
    form = {"number": "10003", "words": "Meins", "team": "web", "stays": "this"}
    desk_of(who).post(address(case, act), form, status=404)

    assert links(app) == 0
    assert seen().case.revision == before

"""What changes under a run: its flow is withdrawn or published anew, the catalogue loses a remedy,
time passes. Nothing is lost, and there is a person."""

from dataclasses import dataclass

import pytest

from portal.core.db import db
from portal.remedies.catalogue import LIBRARY, read_catalogue
from portal.remedies.models import Attempt
from portal.troubleshooter import flows
from portal.troubleshooter.models import Run, RunAnswer
from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient
from tests.web.running_flows import SOURCE, publish_flow
from tests.web.troubleshooter.conftest import address, begin, outcome, reply, so_far

PERSON = "Jetzt hilft Ihnen ein Mensch"


@dataclass
class Catalogue:
    """The catalogue that the portal reads, without what was taken out of it."""

    monkeypatch: pytest.MonkeyPatch

    def loses(self, *remedies: str) -> None:
        kept = {id_: r for id_, r in read_catalogue(LIBRARY).items() if id_ not in remedies}
        self.monkeypatch.setattr(flows, "catalogue", lambda: kept)
        flows.parsed.cache_clear()


@pytest.fixture
def catalogue(monkeypatch):
    yield Catalogue(monkeypatch)
    flows.parsed.cache_clear()


@pytest.fixture
def reviewer(app):
    return PageClient(as_role(app, Role.REVIEWER))


def recorded(app):
    with app.app_context():
        rows = db.session.query(Attempt).order_by(Attempt.id)
        return [(row.remedy, row.outcome) for row in rows if row.superseded_at is None]


def test_a_remedy_taken_out_of_the_catalogue_stands_in_the_pinned_text(pages, catalogue, begun):
    catalogue.loses("mail.reenter_password")

    page = reply(pages, begun, "yes")

    assert page.h1 == "Tragen Sie das Passwort neu ein"
    assert "Konto › Passwort" in page.text
    after = outcome(pages, page, "no_change")
    assert after.h1 == "Welches Programm benutzen Sie?"
    assert so_far(after)[1].startswith("Passwort neu eintragen. ohne Wirkung")


def test_one_that_nobody_can_describe_any_more_is_passed_by(app, pages, catalogue, begun):
    catalogue.loses("router.restart")

    page = reply(pages, begun, "no")

    assert page.h1 == PERSON
    assert len(so_far(page)) == 1
    assert recorded(app) == []
    assert pages.get(f"{address(page)}/router", status=303).location.endswith("/person")


def test_who_stands_there_meanwhile_loses_nothing(app, pages, catalogue, begun):
    stale = reply(pages, begun, "no")
    assert stale.h1 == "Starten Sie den Router neu"
    catalogue.loses("router.restart")

    assert outcome(pages, stale, "solved").h1 == "Schön, dass es wieder geht"
    assert recorded(app) == [("router.restart", "solved")]


def test_what_was_tried_before_keeps_its_name_and_can_be_changed(app, pages, catalogue, begun):
    tried = outcome(pages, reply(pages, begun, "no"), "no_change")
    title = so_far(tried)[1].partition(" ohne Wirkung")[0]
    assert title == "Router neu starten"
    catalogue.loses("router.restart")

    page = pages.get(tried.url)

    assert so_far(page)[1].startswith("Router neu starten ohne Wirkung")
    again = pages.get(f"{address(page)}/router")
    assert outcome(pages, again, "solved").h1 == "Schön, dass es wieder geht"
    with app.app_context():
        assert {row.title for row in db.session.query(Attempt)} == {"Router neu starten"}


def test_agents_still_see_a_flow_that_lost_a_remedy(pages, reviewer, catalogue, begun):
    catalogue.loses("router.restart", "mail.reenter_password")

    page = reviewer.get("/agent/flows/cannot-send")

    assert 'data-step="router"' in page.body
    assert reviewer.get("/agent/flows").links()["Senden klappt nicht"]


def test_withdrawn_in_the_middle_a_run_goes_on_to_its_end_and_keeps_everything(
    app, pages, reviewer, remedy
):
    reviewer.post("/agent/flows/cannot-send/withdrawals")

    asked = outcome(pages, remedy, "no_change", note="gestern")
    page = pages.press(pages.press(asked, "Weiß ich nicht"), "Das möchte ich lieber nicht")

    assert page.h1 == PERSON
    assert len(so_far(page)) == 4
    assert pages.get(address(page), follow=True).h1 == PERSON
    handed_over = pages.get("/de/contact").text
    assert "Passwort im Mailprogramm neu eintragen" in handed_over
    assert "gestern" in handed_over


def test_withdrawn_it_can_still_be_changed_but_not_begun(app, pages, reviewer, remedy):
    reviewer.post("/agent/flows/cannot-send/withdrawals")

    assert reply(pages, pages.get(f"{address(remedy)}/receiving"), "no").h1.startswith("Starten")
    refused = pages.post("/de/flows/cannot-send", status=404)
    assert "gibt es gerade nicht" in refused.text
    assert "Mit einem Menschen sprechen" in refused.body
    with app.app_context():
        assert db.session.query(Run).count() == 1


def test_what_is_said_at_a_step_that_the_new_version_has_not_any_more_is_kept(
    app, pages, changing, clock, remedy
):
    gone, after = SOURCE.index("  password:\n    do"), SOURCE.index("  router:\n    do")
    newer = (SOURCE[:gone] + SOURCE[after:]).replace("next: password", "next: router")
    with changing() as session:
        publish_flow(session, now=clock(), source=newer)

    page = outcome(pages, remedy, "no_change")

    assert page.h1 == "Starten Sie den Router neu"
    assert "Diese Schritte wurden überarbeitet" in page.text
    assert recorded(app) == [("mail.reenter_password", "no_change")]
    with app.app_context():
        assert [row.step for row in db.session.query(RunAnswer)] == ["receiving"]


def test_pressing_start_after_a_new_version_goes_on_with_the_run_that_has_not_ended(
    pages, changing, clock, remedy
):
    with changing() as session:
        publish_flow(session, now=clock(), source=SOURCE.replace("Kommen Mails an?", "Anders?"))

    assert begin(pages).h1 == remedy.h1
    ended = outcome(pages, remedy, "worse")
    assert ended.h1 == PERSON
    fresh = begin(pages)
    assert fresh.h1 == "Anders?", "the next run has the new version"
    assert address(fresh) != address(ended)
    assert pages.get(ended.url).h1 == PERSON


def test_what_was_tried_in_the_old_version_is_known_in_the_new_one(pages, changing, clock, remedy):
    outcome(pages, remedy, "worse")
    pages.get(f"{address(remedy)}/password")
    newer = SOURCE.replace("Ja, sie kommen an", "Ja, alles kommt an")
    with changing() as session:
        publish_flow(session, now=clock(), source=newer)

    again = reply(pages, begin(pages), "yes")

    assert again.h1 == PERSON, "worse ends at a person, in each version"
    assert "schon versucht" in so_far(again)[1]


def test_withdrawn_and_published_again_it_is_the_same_flow(app, pages, reviewer, remedy):
    reviewer.post("/agent/flows/cannot-send/withdrawals")
    reviewer.post("/agent/flows/cannot-send/publications")

    assert begin(pages).h1 == remedy.h1
    with app.app_context():
        assert db.session.query(Run).count() == 1

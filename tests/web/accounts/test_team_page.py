"""Who is there: by absences, calendars and hours of one's own."""

from portal.accounts.queues import sync_queues
from portal.web.access import Role
from tests.web.content import colleague, signed_in_as
from tests.web.page_client import PageClient

PAGE = "/agent/team"


def test_nobody_is_there_on_a_sunday_and_who_works_later_comes_later(app, changing, clock):
    with changing() as session:
        sync_queues(session, app.extensions["lotse.organisation"].teams)
        lead = colleague(session, "Lena Braun", role=Role.LEAD, queues=("mail",), locale="en")
        tom = colleague(session, "Tom Behrens", queues=("mail",))
        tom.hours = [[0, 600, 960], [1, 600, 960]]  # Mondays and Tuesdays from 10:00
        lead_id = lead.id
    page = PageClient(signed_in_as(app, lead_id))
    day = clock().astimezone(app.extensions["lotse.organisation"].time_zone)
    assert (day.weekday(), 8 <= day.hour < 10) == (0, True)
    shown = page.get(PAGE).text
    assert "Lena Braun E-mail yes" in shown
    assert "Tom Behrens E-mail not at this time, again Mon, 23 November, 10:00" in shown

    clock.advance(days=6)
    lead_browser = PageClient(signed_in_as(app, lead_id))
    shown = lead_browser.get(PAGE).text
    assert "yes" not in shown
    assert "again Mon, 30 November, 8:00" in shown
    assert "again Mon, 30 November, 10:00" in shown

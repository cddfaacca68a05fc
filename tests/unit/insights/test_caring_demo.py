"""The demo's weeks: something to see on the page of caring figures."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from portal.accounts.queues import queues
from portal.insights.caring_demo import add_demo_weeks
from portal.insights.caring_queries import figures_by_week
from portal.insights.caring_rules import Measure, last_weeks
from tests.unit.escalations.conftest import NOW

BERLIN = ZoneInfo("Europe/Berlin")


def test_each_week_but_the_running_one_has_figures_that_fit_each_other(session, people):
    add_demo_weeks(session, BERLIN, now=NOW)
    weeks = figures_by_week(
        session, [queue.id for queue in queues(session)], last_weeks(NOW, BERLIN)
    )
    assert not list(weeks.values())[-1].numbers
    for figures in list(weeks.values())[:-1]:
        answered = figures[Measure.ANSWERED]
        assert figures.waits.total() == answered == figures[Measure.CASES]
        assert figures.explained_once.whole == answered
        assert max(figures[Measure.ASKED], figures[Measure.RETRIED]) <= figures[Measure.AGAIN]
        assert 0.6 < (figures.kept.value or 0) < 1
    assert min(weeks) == max(weeks) - timedelta(weeks=11)

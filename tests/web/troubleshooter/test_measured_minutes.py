"""Minutes and what to have ready: from the rest of the way, and from what others took."""

from sqlalchemy import select

from portal.core.db import db
from portal.core.jobs import Job
from portal.journeys.operations import begin_journey, new_token
from portal.remedies.models import Outcome
from portal.troubleshooter.models import RemedyTime
from portal.troubleshooter.operations import answer, report, start_run
from portal.troubleshooter.queries import run_by_token, standing
from portal.troubleshooter.timing_job import schedule_measuring
from tests.web.page_invariants import words
from tests.web.running_flows import publish_flow
from tests.web.troubleshooter.conftest import address, outcome, reply

SECRET = "only for tests"


def many_runs(session, clock, number: int, minutes: float) -> None:
    """So many customers who take so long for the first remedy."""
    version = publish_flow(session, now=clock())
    for _ in range(number):
        journey = begin_journey(session, new_token(), locale="de", now=clock())
        token = start_run(session, journey, version, locale="de", secret_key=SECRET, now=clock())
        run = run_by_token(session, token)
        place = standing(session, run, now=clock()).way.here
        answer(session, run, place.key, place.question, ["yes"], note="", locale="de", now=clock())
        remedy = standing(session, run, now=clock()).way.here.remedy
        clock.advance(minutes=minutes)
        report(
            session,
            run,
            remedy,
            Outcome.NO_CHANGE,
            before=False,
            note="",
            locale="de",
            now=clock(),
        )


def measure(changing, clock, worker) -> None:
    with changing() as session:
        schedule_measuring(session, now=clock())
    worker.run_all()
    with changing() as session:
        mine = (Job.kind == "measure_remedies", Job.done_at.is_(None))
        [waiting] = session.scalars(select(Job).where(*mine))
        assert waiting.run_at > clock(), "what is done does not run again"


def test_medians_of_enough_runs_take_the_place_of_the_authors_minutes(
    pages, changing, clock, worker
):
    with changing() as session:
        many_runs(session, clock, 20, 9)
    measure(changing, clock, worker)

    page = pages.get("/de/flows/cannot-send")

    assert "etwa 15 Minuten" in page.text  # 9 measured, 5 of the other remedy, two questions
    begun = pages.press(page, "Jetzt beginnen")
    assert "noch höchstens etwa 15 Minuten" in begun.text


def test_a_few_runs_say_nothing_yet(app, pages, changing, clock, worker):
    with changing() as session:
        many_runs(session, clock, 19, 9)
    measure(changing, clock, worker)

    assert "etwa 6 Minuten" in pages.get("/de/flows/cannot-send").text
    with app.app_context():
        assert [row.timed for row in db.session.scalars(select(RemedyTime))] == [19]


def test_it_is_measured_again_in_the_night(app, changing, clock, worker):
    measure(changing, clock, worker)

    with app.app_context():
        open_jobs = select(Job).where(Job.kind == "measure_remedies", Job.done_at.is_(None))
        [job] = db.session.scalars(open_jobs)
        assert (job.run_at - clock()).total_seconds() > 0
        assert job.run_at.hour == 3


def test_what_to_have_ready_is_made_from_the_whole_way(pages, flow):
    text = pages.get("/de/flows/cannot-send").text
    assert "Kundennummer (freiwillig)" in text
    assert "Programm oder App (freiwillig)" in text


def test_what_is_known_is_ticked(pages, changing, clock, remedy):
    asked = outcome(pages, remedy, "no_change")
    page = pages.post(
        f"{address(asked)}/answers", {"step": "program", "text": "Outlook"}, follow=True, status=200
    )
    assert "Outlook bekannt" in pages.get("/de/flows/cannot-send").text
    assert "Programm oder App" not in words(page.one("ul", class_="ready-list"))


def test_a_step_says_what_the_rest_may_ask_for(pages, begun):
    assert "Programm oder App" in words(begun.one("ul", class_="ready-list"))

    page = reply(pages, begun, "no")

    assert words(page.one("ul", class_="ready-list")) == "Kundennummer (freiwillig)"

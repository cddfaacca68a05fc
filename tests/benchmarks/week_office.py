"""The office of the simulated week: two teams, their calendars, three people."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.accounts.absences import add_absence
from portal.accounts.models import Person, Queue
from portal.accounts.operations import add_person
from portal.accounts.queues import queue_by_key, set_queues, sync_queues
from portal.accounts.work_operations import change_work
from portal.accounts.working_hours import Windows, read_windows, spans_of
from portal.escalations.office import Office
from portal.service_hours.operations import Draft, add_calendar, set_team_service, sync_service
from portal.service_hours.plans import Plan
from portal.service_hours.queries import targets_of
from portal.service_hours.rules import Calendar, Span
from portal.web.access import Role

BERLIN = ZoneInfo("Europe/Berlin")
WORKING_WEEKS = (
    ("Lena Braun", Role.LEAD, ("de", "en"), range(5), "8:00–12:00, 12:30–16:30"),
    ("Tom Behrens", Role.AGENT, ("de", "en"), range(5), "9:00–13:00, 13:45–18:00"),
    ("Aylin Kaya", Role.AGENT, ("en", "de"), range(1, 6), "9:00–13:00, 13:30–17:00"),
)
AWAY, DEPUTY = "Aylin Kaya", "Tom Behrens"
AWAY_DAYS = (4, 6)
"""From the fifth day of the week, a Wednesday, until before the seventh."""
TEAMS = ("support", "mail")


@dataclass(slots=True)
class Agent:
    """Somebody who answers, one case after the other; `own` are their hours."""

    person: Person
    own: Calendar
    case_id: int | None = None


def set_up(session: Session, office: Office, first_day: date, *, now: datetime) -> list[Agent]:
    """Two teams with calendars of their own, three people who work on the cases of both, and the
    absence of one of them."""
    sync_queues(session, office.organisation.teams)
    sync_service(session, office.organisation, now=now)
    agents = []
    for name, role, languages, weekdays, hours in WORKING_WEEKS:
        email = f"{name.partition(' ')[0].lower()}@nordhafen.example"
        person = add_person(
            session,
            email=email,
            name=name,
            role=role,
            locale="de",
            password=None,
            actor_id=None,
            now=now,
        )
        set_queues(session, person, TEAMS, actor_id=None, now=now)
        week = {day: _saturday(hours) if day == 5 else read_windows(hours) for day in weekdays}
        who = {"actor_id": person.id, "now": now}
        change_work(session, person, languages=languages, skills=(), week=week, **who)
        spans = tuple(Span(*span) for span in spans_of(person))
        agents.append(Agent(person, Calendar(BERLIN, spans)))
    by_name = {agent.person.name: agent.person for agent in agents}
    starts, ends = (
        datetime.combine(first_day + timedelta(days=days), time(0), BERLIN).astimezone(UTC)
        for days in AWAY_DAYS
    )
    gone, deputy = by_name[AWAY], by_name[DEPUTY]
    add_absence(session, gone, starts, ends, deputy, actor_id=gone.id, now=now)
    _give_calendar(session, office, queue_by_key(session, "mail"), agents[0].person.id, now)
    return agents


def _saturday(hours: str) -> Windows:
    return read_windows(hours)[:1]


def _give_calendar(
    session: Session, office: Office, queue: Queue, actor_id: int, now: datetime
) -> None:
    """Hours of its own for a team: with a break, and longer on Thursdays."""
    windows = dict.fromkeys(range(5), "8:00–12:30, 13:00–18:00") | {5: "9:00–13:00"}
    windows[3] = "8:00–12:30, 13:00–20:00"
    spans = tuple(
        Span(day, *(time(minute // 60, minute % 60) for minute in window))
        for day, text in windows.items()
        for window in read_windows(text)
    )
    draft = Draft("Post", Plan(BERLIN, "DE", "SH", spans))
    row = add_calendar(session, draft, most_minutes=150, actor_id=actor_id, now=now)
    targets = targets_of(session, office.organisation, queue)
    who = {"revision": 0, "actor_id": actor_id, "now": now}
    set_team_service(session, office.organisation, queue, row, targets, **who)

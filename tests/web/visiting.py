"""What tests of journeys do and ask for: a visitor's search, their cookie, what was recorded."""

from sqlalchemy import func, select

from portal.journeys.models import Journey, JourneyEvent
from portal.journeys.operations import TOKEN_LENGTH
from portal.web.access import JOURNEY_COOKIE

ARTICLE = "/de/articles/senden-klappt-nicht"
STEPS = "/de/journey"
TOKEN = "b" * TOKEN_LENGTH


def happened(changing):
    """Kind and text of every event."""
    with changing() as session:
        rows = session.scalars(select(JourneyEvent).order_by(JourneyEvent.id))
        return [(row.kind, row.text) for row in rows]


def journeys(changing):
    """How many journeys there are."""
    with changing() as session:
        return session.scalar(select(func.count(Journey.id)))


def search(pages, query="Postausgang", **headers):
    """Search as a browser does."""
    return pages.get(f"/de/search?q={query}", **({"Sec_Fetch_Mode": "navigate"} | headers))


def cookies(page):
    """The cookies of a journey that a page sets."""
    return [c for c in page.headers.getlist("Set-Cookie") if c.startswith(JOURNEY_COOKIE)]

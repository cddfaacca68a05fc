"""When we can call somebody: two hours at a time, within service hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from portal.service_hours.queries import Service, first_answer_due
from portal.service_hours.rules import slots_from
from portal.web.formatting import NO_BREAK, clock, moment
from portal.web.locale import current_locale, current_time_zone

SLOT_MINUTES = 120
SHORTEST = timedelta(minutes=30)
MOST_SLOTS = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """A time to choose. `value` is what the form sends."""

    start: datetime
    end: datetime

    @property
    def value(self) -> str:
        """The beginning, as ISO 8601 in UTC."""
        return self.start.isoformat()

    def label(self, now: datetime) -> str:
        """heute, 14:00–16:00 Uhr · Tue, 24 November, 8:00–10:00, in the reader's language."""
        zone, locale = current_time_zone(), current_locale()
        until = clock(self.end)
        if self.start.astimezone(zone).date() == now.astimezone(zone).date():
            start = clock(self.start).removesuffix(f"{NO_BREAK}Uhr")
            return _("today, %(start)s–%(end)s", start=start, end=until)
        return self.words(locale, zone)

    def words(self, locale: str, zone: ZoneInfo) -> str:
        """Mon, 23 November, 14:00–16:00: what is kept of it reads right on every day."""
        start = moment(self.start, locale, zone).removesuffix(f"{NO_BREAK}Uhr")
        return f"{start}–{clock(self.end, locale, zone)}"


def offered(service: Service, now: datetime) -> list[Slot]:
    """What the form offers `now`: not before the first answer is due."""
    return _slots(service, first_answer_due(service, now))


def taken(service: Service, now: datetime) -> list[Slot]:
    """What is taken from a form: also what was offered when the page was opened, as long as it
    has not begun."""
    return _slots(service, now, more=SLOT_MINUTES)


def _slots(service: Service, start: datetime, more: int = 0) -> list[Slot]:
    found = (
        Slot(begin, end)
        for begin, end in slots_from(service.calendar, start, SLOT_MINUTES)
        if end - begin >= SHORTEST
    )
    return list(islice(found, MOST_SLOTS + more))

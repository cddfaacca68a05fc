"""When somebody works, in which languages, on which topics; and when they are away."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.accounts.absences import LONGEST
from portal.accounts.forms import LANGUAGES
from portal.accounts.models import Absence, Person
from portal.accounts.working_hours import Windows, read_windows, week_of, written
from portal.core.errors import Invalid
from portal.web.locale import current_locale

DAYS = range(7)
NOBODY = ""
_MIDNIGHT = time(0)
_DAY = timedelta(days=1)


class DayField(DateField):
    """A day that has to be there, and says how it is written when it cannot be read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the form `2026-11-23`."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            self.data = None
            raise ValueError(_("Give the day as year, month and day: 2026-11-23.")) from error


class AbsenceForm(Form):
    """From the first day to the last one, both included."""

    first_day = DayField(_("First day"))
    last_day = DayField(_("Last day"))
    deputy = SelectField(_("Who stands in"))

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        colleagues: Sequence[Person],
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self.deputy.choices = [
            (NOBODY, gettext("whoever in the team has the least to do")),
            *((person.public_id, person.name) for person in colleagues),
        ]

    def validate_last_day(self, field: DateField) -> None:
        """Not before the first, and not for years."""
        first, last = self.first_day.data, field.data
        if first is None or last is None:
            raise ValidationError(gettext("Give the first and the last day."))
        if last < first:
            raise ValidationError(gettext("The last day lies before the first one."))
        if last - first > LONGEST:
            raise ValidationError(gettext("Give at most one year at a time."))

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last one; of a valid form."""
        first, last = self.first_day.data, self.last_day.data
        if first is None or last is None:
            raise ValueError("this form is not valid")
        return (
            datetime.combine(first, _MIDNIGHT, zone),
            datetime.combine(last + _DAY, _MIDNIGHT, zone),
        )


class WorkForm(Form):
    """`topics` are keys and names of the topics that there are."""

    languages = SelectMultipleField(
        _("Languages of the answers"), choices=LANGUAGES, option_widget=CheckboxInput()
    )
    skills = SelectMultipleField(_("Topics"), option_widget=CheckboxInput())

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        topics: Sequence[tuple[str, str]],
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self.skills.choices = list(topics)
        self.typed_hours = ["" for _day in DAYS]
        if typed is not None:
            self.typed_hours = [typed.get(f"hours-{day}", "").strip() for day in DAYS]
        elif data is not None:
            self.typed_hours = [written(data["week"].get(day, ())) for day in DAYS]
        self.week: dict[int, Windows] = {}
        self.hours_errors: dict[int, str] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Languages and topics that there are, and times that can be read."""
        for day in DAYS:
            try:
                windows = read_windows(self.typed_hours[day][:200])
            except Invalid as error:
                self.hours_errors[day] = gettext(error.message)
                continue
            if windows:
                self.week[day] = windows
        return super().validate(extra_validators) and not self.hours_errors

    @property
    def days(self) -> list[tuple[int, str, str, str]]:
        """Number, name, text and problem of each weekday."""
        names = get_day_names("wide", "stand-alone", current_locale())
        return [
            (day, names[day], self.typed_hours[day], self.hours_errors.get(day, "")) for day in DAYS
        ]


def work_fields(person: Person) -> dict[str, Any]:
    """The values of WorkForm's fields for a person."""
    return {
        "languages": person.languages or [person.locale],
        "skills": person.skills,
        "week": week_of(person),
    }


def absence_fields(absence: Absence, zone: ZoneInfo) -> dict[str, Any]:
    """The values of AbsenceForm's fields for an absence."""
    return {
        "first_day": absence.starts_at.astimezone(zone).date(),
        "last_day": last_day(absence, zone),
        "deputy": absence.deputy.public_id if absence.deputy else NOBODY,
    }


def last_day(absence: Absence, zone: ZoneInfo) -> date:
    """The last day on which somebody is away."""
    return (absence.ends_at - timedelta(seconds=1)).astimezone(zone).date()

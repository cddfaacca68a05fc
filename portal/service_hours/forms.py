"""What admins type about calendars and targets; what they typed is never thrown away."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_day_names
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import ValidationError

from portal.core.errors import Invalid
from portal.service_hours.models import ServiceCalendar
from portal.service_hours.operations import Draft
from portal.service_hours.plans import COUNTRIES, Plan, SpecialDays, are_known, subdivisions
from portal.service_hours.queries import plan_of
from portal.service_hours.rules import DayWindow, Span
from portal.service_hours.writing import read_windows, written
from portal.web.inputs import one_line
from portal.web.locale import current_locale

WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
FREE_ROWS = 2
MOST_ROWS = 60
LONGEST_NAME, LONGEST_HOURS = 80, 200
LONGEST_CLOSING_DAYS = 366
Typed = MultiDict[str, str] | None


def _line(longest: int) -> list[Any]:
    return [lambda value: one_line(value or "", longest)]


class SpecialDaysForm(Form):
    """Days with hours of their own; a row without anything is none."""

    first = StringField(_("From"), filters=_line(10))
    last = StringField(_("Until"), filters=_line(10))
    yearly = BooleanField(_("every year"))
    hours = StringField(_("Hours"), filters=_line(LONGEST_HOURS))
    label = StringField(_("Name"), filters=_line(LONGEST_NAME))

    @property
    def is_empty(self) -> bool:
        """Nothing was typed."""
        return not (self.first.data or self.last.data or self.hours.data or self.label.data)

    def validate_first(self, field: Field) -> None:
        """A day, unless the row is empty."""
        if not self.is_empty:
            _day(field.data)

    def validate_last(self, field: Field) -> None:
        """Not before the first one, and not years behind it; without one it is a single day."""
        if self.is_empty or not field.data:
            return
        try:
            first = _day(self.first.data)
        except ValidationError:
            return
        last = _day(field.data)
        if last < first:
            raise ValidationError(_("This day lies before the first one."))
        if (last - first).days > LONGEST_CLOSING_DAYS:
            raise ValidationError(_("This is more than a year."))

    def validate_hours(self, field: Field) -> None:
        """Windows, or nothing for closed."""
        _windows(field)

    def read(self) -> SpecialDays:
        """What a row says that was validated."""
        first = _day(self.first.data)
        return SpecialDays(
            first,
            _day(self.last.data) if self.last.data else first,
            self.label.data or "",
            read_windows(self.hours.data or ""),
            bool(self.yearly.data),
        )


class CalendarForm(Form):
    """A calendar: name, zone, holidays, a line for each weekday, special days."""

    revision = HiddenField()
    name = StringField(_("Name"), filters=_line(LONGEST_NAME))
    time_zone = StringField(_("Time zone"), filters=_line(60))
    holidays = StringField(_("Public holidays"), filters=_line(24))
    monday = StringField(filters=_line(LONGEST_HOURS))
    tuesday = StringField(filters=_line(LONGEST_HOURS))
    wednesday = StringField(filters=_line(LONGEST_HOURS))
    thursday = StringField(filters=_line(LONGEST_HOURS))
    friday = StringField(filters=_line(LONGEST_HOURS))
    saturday = StringField(filters=_line(LONGEST_HOURS))
    sunday = StringField(filters=_line(LONGEST_HOURS))
    special = FieldList(FormField(SpecialDaysForm), max_entries=MOST_ROWS)

    def __init__(self, typed: Typed = None, **kwargs: Any) -> None:
        super().__init__(typed, meta={"locales": [current_locale()]}, **kwargs)
        names = get_day_names("wide", "stand-alone", current_locale())
        for number, day in enumerate(WEEKDAYS):
            self[day].label.text = names[number].capitalize()
        filled = [entry for entry in self.special if not entry.form.is_empty]
        while len(self.special) < min(len(filled) + FREE_ROWS, MOST_ROWS):
            self.special.append_entry()

    @property
    def based_on(self) -> int:
        """The revision that the form was filled in on."""
        return number_in(self.revision.data)

    @property
    def days(self) -> list[Field]:
        """The fields of the weekdays, Monday first."""
        return [self[day] for day in WEEKDAYS]

    def validate_name(self, field: Field) -> None:
        """People choose it by its name."""
        if not field.data:
            raise ValidationError(_("Give the calendar a name."))

    def validate_time_zone(self, field: Field) -> None:
        """One that the system knows."""
        if field.data not in available_timezones():
            raise ValidationError(_("Choose a time zone such as Europe/Berlin."))

    def validate_holidays(self, field: Field) -> None:
        """One of the choices, or another country that the library knows."""
        country, _dash, subdivision = (field.data or "").partition("-")
        if not are_known(country, subdivision):
            raise ValidationError(_("Choose whose public holidays you keep."))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Every field, the weekdays among them."""
        valid = super().validate(extra_validators)
        for field in self.days:
            try:
                _windows(field)
            except ValidationError as error:
                field.errors = [*field.errors, str(error)]
                valid = False
        return valid

    def read(self) -> Draft:
        """The calendar of a form that was validated."""
        country, _dash, subdivision = (self.holidays.data or "").partition("-")
        spans = tuple(
            Span(number, start, end)
            for number, field in enumerate(self.days)
            for start, end in read_windows(field.data or "")
        )
        special = tuple(entry.form.read() for entry in self.special if not entry.form.is_empty)
        plan = Plan(ZoneInfo(self.time_zone.data or ""), country, subdivision, spans, special)
        return Draft(self.name.data or "", plan)

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """What is wrong, with the id of the field, for the summary."""
        for field in self:
            if field is not self.special:
                yield from ((field.id, str(error)) for error in field.errors)
        for entry in self.special:
            for field in entry.form:
                yield from ((field.id, str(error)) for error in field.errors)


def number_in(text: str | None) -> int:
    """The number in a hidden field; 0 for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def filled(row: ServiceCalendar) -> CalendarForm:
    """The form of a calendar as it is kept."""
    plan = plan_of(row)
    by_day: dict[str, list[DayWindow]] = {day: [] for day in WEEKDAYS}
    for span in plan.spans:
        by_day[WEEKDAYS[span.weekday]].append((span.start, span.end))
    data = {day: written(sorted(windows)) for day, windows in by_day.items()}
    special = [
        {
            "first": days.first.isoformat(),
            "last": days.last.isoformat() if days.last != days.first else "",
            "yearly": days.yearly,
            "hours": written(days.windows),
            "label": days.label,
        }
        for days in plan.special
    ]
    kept = {"name": row.name, "time_zone": row.time_zone, "revision": row.revision}
    holidays = "-".join(filter(None, (row.country, row.subdivision)))
    return CalendarForm(data={**data, **kept, "holidays": holidays, "special": special})


def holiday_choices(present: str = "") -> list[tuple[str, str]]:
    """Whose public holidays there are to choose, with `present`."""
    names = {"DE": _("Germany"), "AT": _("Austria"), "CH": _("Switzerland")}
    choices = [("", _("none: they are working days"))]
    for country in COUNTRIES:
        choices.append((country, _("%(country)s, nationwide only", country=names[country])))
        for code, name in subdivisions(country).items():
            choices.append((f"{country}-{code}", f"{names[country]}, {name}"))
    if present and present not in dict(choices):
        choices.append((present, present))
    return choices


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as error:
        raise ValidationError(_("Give the day as year, month and day: 2026-12-24.")) from error


def _windows(field: Field) -> tuple[DayWindow, ...]:
    try:
        return read_windows(field.data or "")
    except Invalid as error:
        raise ValidationError(_(error.message, **error.parameters)) from error

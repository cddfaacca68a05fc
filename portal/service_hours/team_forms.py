"""What admins type about a team: its calendar and its targets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from wtforms import Field, Form, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from portal.service_hours.forms import Typed, number_in
from portal.service_hours.models import ServiceCalendar
from portal.service_hours.queries import Targets
from portal.service_hours.rules import Priority
from portal.web.locale import current_locale

LONGEST_MINUTES = 10_000
PRIORITY_NAMES: Mapping[Priority, LazyString] = {
    Priority.LOW: _("low"),
    Priority.NORMAL: _("normal"),
    Priority.HIGH: _("high"),
    Priority.URGENT: _("urgent"),
}


class MinutesField(IntegerField):
    """Working minutes."""

    def pre_validate(self, form: BaseForm) -> None:
        """At least one, and no more than anybody waits."""
        if self.process_errors:
            raise StopValidation  # it has been said already
        if self.data is None or not 1 <= self.data <= LONGEST_MINUTES:
            raise StopValidation(_("Give a number of minutes from 1 to 10,000."))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Also “1 200” and “1.200”."""
        plain = [value.replace(" ", "").replace(".", "").replace(",", "") for value in valuelist]
        try:
            super().process_formdata(plain)
        except ValueError as error:
            self.data = None
            raise ValueError(_("Give a number of minutes from 1 to 10,000.")) from error


class TeamForm(Form):
    """A calendar and, for each priority, minutes to the first answer and to the next news."""

    revision = HiddenField()
    calendar = SelectField(_("Calendar"))
    first_low = MinutesField()
    first_normal = MinutesField()
    first_high = MinutesField()
    first_urgent = MinutesField()
    next_low = MinutesField()
    next_normal = MinutesField()
    next_high = MinutesField()
    next_urgent = MinutesField()

    def __init__(
        self, typed: Typed = None, *, calendars: Sequence[ServiceCalendar], **kwargs: Any
    ) -> None:
        super().__init__(typed, meta={"locales": [current_locale()]}, **kwargs)
        self.calendar.choices = [SelectChoice(row.key, row.name) for row in calendars]
        for priority in Priority:
            first, following = self.pair(priority)
            name = PRIORITY_NAMES[priority]
            first.label.text = _("First answer, priority %(name)s", name=name)
            following.label.text = _("Next news, priority %(name)s", name=name)

    @property
    def based_on(self) -> int:
        """The revision that the form was filled in on."""
        return number_in(self.revision.data)

    def pair(self, priority: Priority) -> tuple[Field, Field]:
        """The two fields of a priority."""
        return self[f"first_{priority.value}"], self[f"next_{priority.value}"]

    def rows(self) -> list[tuple[LazyString, Field, Field]]:
        """Name and fields of each priority, the most urgent first."""
        return [(PRIORITY_NAMES[priority], *self.pair(priority)) for priority in reversed(Priority)]

    def targets(self) -> dict[Priority, Targets]:
        """What a form says that was validated."""
        return {
            priority: Targets(*(field.data or 0 for field in self.pair(priority)))
            for priority in Priority
        }

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """What is wrong, with the id of the field."""
        for field in self:
            yield from ((field.id, str(error)) for error in field.errors)


def target_fields(targets: Mapping[Priority, Targets]) -> dict[str, int]:
    """The values of TeamForm's fields."""
    return {
        f"{kind}_{priority.value}": minutes
        for priority, one in targets.items()
        for kind, minutes in (("first", one.first_answer), ("next", one.next_update))
    }

"""What agents type about a promise: another time with a reason, and how much a case presses."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.validators import Optional, ValidationError

from portal.escalations.desk.forms import CaseForm, DayField, Typed, chosen_due
from portal.escalations.lengths import at_most, typed_line
from portal.service_hours.rules import Calendar, Priority
from portal.service_hours.team_forms import PRIORITY_NAMES

LONGEST_REASON = 300


class MoveForm(CaseForm):
    """Another time for the promise in force, and a sentence to the customer."""

    due = StringField(_("New time"), id="move-due")
    due_on = DayField(_("Day"), id="move-due_on")
    due_time = TimeField(_("Time"), validators=[Optional()], id="move-due_time")
    reason = StringField(
        _("Why? The customer reads it"),
        filters=[typed_line],
        validators=[at_most(LONGEST_REASON)],
        id="move-reason",
    )

    def __init__(
        self, typed: Typed = None, *, calendar: Calendar, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(typed, **kwargs)
        self._calendar, self._now = calendar, now
        self.due_at: datetime | None = None

    def validate_due(self, field: StringField) -> None:
        """A time at which somebody is here."""
        self.due_at = chosen_due(
            field.data or "", self.due_on.data, self.due_time.data, self._calendar, self._now
        )

    def validate_reason(self, field: StringField) -> None:
        """The customer is told why."""
        if not field.data:
            raise ValidationError(_("Say why in a sentence: the customer reads it."))


class PriorityForm(CaseForm):
    """How much a case presses."""

    priority = SelectField(
        _("Priority"),
        choices=[
            SelectChoice(priority.value, PRIORITY_NAMES[priority])
            for priority in reversed(Priority)
        ],
    )

"""What agents type about a promise: another time with a reason, and how much a case presses."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.validators import Optional, ValidationError

from portal.core.errors import Invalid
from portal.escalations.cases_forms import OTHER, CaseForm, DayField, Typed, local_time
from portal.escalations.inbox_rules import check_due
from portal.service_hours.rules import Calendar, Priority
from portal.service_hours.team_forms import PRIORITY_NAMES
from portal.web.inputs import one_line

LONGEST_REASON = 300


class MoveForm(CaseForm):
    """Another time for the promise in force, and a sentence to the customer."""

    due = StringField(_("New time"), id="move-due")
    due_on = DayField(_("Day"), id="move-due_on")
    due_time = TimeField(_("Time"), validators=[Optional()], id="move-due_time")
    reason = StringField(
        _("Why? The customer reads it"),
        filters=[lambda value: one_line(value or "", LONGEST_REASON)],
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
        due_at = self._chosen(field.data or "")
        if due_at is None:
            raise ValidationError(_("Say by when: choose a time, or a day and a time."))
        try:
            check_due(self._calendar, due_at, self._now)
        except Invalid as error:
            raise ValidationError(_(error.message)) from error
        self.due_at = due_at

    def validate_reason(self, field: StringField) -> None:
        """The customer is told why."""
        if not field.data:
            raise ValidationError(_("Say why in a sentence: the customer reads it."))

    def _chosen(self, value: str) -> datetime | None:
        if value and value != OTHER:
            try:
                chosen = datetime.fromisoformat(value)
            except ValueError:
                return None
            return chosen if chosen.tzinfo else None
        day, at = self.due_on.data, self.due_time.data
        return local_time(day, at) if day and at else None


class PriorityForm(CaseForm):
    """How much a case presses."""

    priority = SelectField(
        _("Priority"),
        choices=[
            SelectChoice(priority.value, PRIORITY_NAMES[priority])
            for priority in reversed(Priority)
        ],
    )

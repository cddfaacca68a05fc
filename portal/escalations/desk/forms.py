"""What agents type on the page of a case."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.validators import Optional, ValidationError

from portal.accounts.models import Person, Queue
from portal.core.errors import Invalid
from portal.core.types import public_id
from portal.escalations.composer.operations import Then
from portal.escalations.contact_persons.handover_operations import Because
from portal.escalations.contact_persons.words import Reason
from portal.escalations.lengths import LONGEST_TEXT, at_most, typed_line, typed_text
from portal.escalations.promises.rules import check_due, reminder
from portal.service_hours.rules import Calendar
from portal.web.locale import current_locale, current_time_zone

LONGEST_PROMISE = 200
LONGEST_REASON = 300
TEAM, OWN_WORDS = "team:", "own"
OTHER = "other"
_KEY = re.compile(r"[2-9bcdfghjkmnpqrstvwxyz]{12}")
Typed = MultiDict[str, str] | None


class DayField(DateField):
    """A date that may be missing, and says how it is written when it cannot be read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the form `2026-11-23`."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Give the day as year, month and day: 2026-11-23.")) from error


class CaseForm(Form):
    """What every form of the page carries: the revision it was filled in on, the last event that
    the page showed, the key of its text, and the list from which its reader came (desk.lists)."""

    revision = HiddenField()
    seen = HiddenField()
    key = HiddenField()
    came_from = HiddenField(name="list")

    def __init__(self, typed: Typed = None, **kwargs: Any) -> None:
        super().__init__(typed, meta={"locales": [current_locale()]}, **kwargs)
        if not _KEY.fullmatch(self.key.data or ""):
            self.key.data = public_id()

    @property
    def based_on(self) -> int:
        """The revision of the case that the form was filled in on."""
        return self.number(self.revision)

    def number(self, field: HiddenField) -> int:
        """The number in a hidden field; 0 for anything else."""
        text = field.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


class WrittenForm(CaseForm):
    """A text in Markdown with files. `refused_files` says what is wrong with files that came with
    it, `preview` shows the text as its reader will see it."""

    files = StringField(_("Files"))

    def __init__(self, typed: Typed = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.refused_files: Sequence[str] = ()
        self.preview: Markup | None = None

    def validate_files(self, field: StringField) -> None:
        """Nothing leaves without a file that was meant to go with it."""
        if self.refused_files:
            raise ValidationError(" ".join(self.refused_files))


class NoteForm(WrittenForm):
    """For the team alone."""

    files = StringField(_("Files"), id="note-files")
    body = TextAreaField(
        _("Internal note"),
        filters=[typed_text],
        validators=[at_most(LONGEST_TEXT)],
        id="note-body",
    )

    def validate_body(self, field: TextAreaField) -> None:
        """There has to be something to keep."""
        if not field.data:
            raise ValidationError(_("Write the note first."))


class ReplyForm(WrittenForm):
    """To the customer, with what happens next. `dismissed` and `shown` are ids of findings
    (composer.findings) that were called wrong, and that stood beside the text."""

    dismissed = HiddenField()
    shown = HiddenField()
    files = StringField(_("Files"), id="reply-files")
    body = TextAreaField(_("Reply"), filters=[typed_text], validators=[at_most(LONGEST_TEXT)])
    then = RadioField(
        _("Afterwards"),
        choices=[
            SelectChoice(Then.GO_ON.value, _("I go on")),
            SelectChoice(Then.WAIT.value, _("Wait for the customer")),
            SelectChoice(Then.SOLVED.value, _("Solved")),
        ],
        default=Then.GO_ON.value,
    )
    promise = StringField(_("Next"), filters=[typed_line], validators=[at_most(LONGEST_PROMISE)])
    due = StringField(_("by"))
    due_on = DayField(_("Day"))
    due_time = TimeField(_("Time"), validators=[Optional()])
    remind_on = DayField(_("Remind the customer on"))

    def __init__(
        self, typed: Typed = None, *, calendar: Calendar, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(typed, **kwargs)
        self._calendar, self._now = calendar, now
        self.due_at: datetime | None = None

    def validate_body(self, field: TextAreaField) -> None:
        """There has to be something to send."""
        if not field.data:
            raise ValidationError(_("Write the reply first."))

    def validate_promise(self, field: StringField) -> None:
        """Whoever goes on says what with."""
        if self.then.data == Then.GO_ON.value and not field.data:
            raise ValidationError(_("Say what you do next: the customer reads it."))

    def validate_due(self, field: StringField) -> None:
        """Whoever goes on says by when, at a time when somebody is here."""
        if self.then.data != Then.GO_ON.value:
            return
        self.due_at = chosen_due(
            field.data or "", self.due_on.data, self.due_time.data, self._calendar, self._now
        )

    def validate_remind_on(self, field: DateField) -> None:
        """Whoever waits says when the customer is reminded."""
        if self.then.data == Then.WAIT.value:
            self.due_at = _reminder(field, self._calendar, self._now)


def chosen_due(
    value: str, day: date | None, at: time | None, calendar: Calendar, now: datetime
) -> datetime:
    """The time that was chosen for a promise: the instant `value` of a proposal, else `day` and
    `at` on the reader's clock. Raises ValidationError unless somebody is here then."""
    due_at = _proposed(value) if value and value != OTHER else None
    if due_at is None and value in ("", OTHER) and day and at:
        due_at = local_time(day, at)
    if due_at is None:
        raise ValidationError(_("Say by when: choose a time, or a day and a time."))
    try:
        check_due(calendar, due_at, now)
    except Invalid as error:
        raise ValidationError(_(error.message)) from error
    return due_at


def _proposed(value: str) -> datetime | None:
    try:
        chosen = datetime.fromisoformat(value)
    except ValueError:
        return None
    return chosen if chosen.tzinfo else None


class HandOverForm(CaseForm):
    """To a colleague or to another team, with where the case stands for them, and why for the
    customer."""

    person = SelectField(_("To whom"))
    summary = TextAreaField(
        _("Where it stands"), filters=[typed_text], validators=[at_most(LONGEST_TEXT)]
    )
    why = RadioField(
        _("Why? The customer reads it"),
        choices=[
            SelectChoice(Reason.KNOWS.value, _("knows this topic better")),
            SelectChoice(Reason.SOONER.value, _("can see to it sooner")),
            SelectChoice(Reason.AWAY.value, _("I am not here for the next days")),
            SelectChoice(OWN_WORDS, _("in my own words:")),
        ],
        default=Reason.KNOWS.value,
    )
    reason = StringField(
        _("Why, in your own words"),
        filters=[typed_line],
        validators=[at_most(LONGEST_REASON)],
    )

    def __init__(
        self,
        typed: Typed = None,
        *,
        people: Sequence[Person],
        teams: Sequence[Queue] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(typed, **kwargs)
        locale = current_locale()
        self.person.choices = [
            *((person.public_id, person.name) for person in people),
            *(
                (f"{TEAM}{queue.key}", gettext("Team %(team)s", team=queue.names[locale]))
                for queue in teams
            ),
        ]

    @property
    def because(self) -> Because:
        """What the customer is told."""
        if self.why.data == OWN_WORDS:
            return Because(words=self.reason.data or "")
        return Because(Reason(self.why.data))

    def validate_reason(self, field: StringField) -> None:
        """One's own words have to be written."""
        if self.why.data == OWN_WORDS and not field.data:
            raise ValidationError(_("Write a sentence for the customer, or choose one."))

    def validate_summary(self, field: TextAreaField) -> None:
        """Nobody starts from nothing."""
        if not field.data:
            raise ValidationError(_("Write in a sentence or two where the case stands."))


class WaitingForm(CaseForm):
    """Without a message: it was said on the phone."""

    remind_on = DayField(_("Remind the customer on"), id="waiting-remind-on")

    def __init__(
        self, typed: Typed = None, *, calendar: Calendar, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(typed, **kwargs)
        self._calendar, self._now = calendar, now
        self.due_at: datetime | None = None

    def validate_remind_on(self, field: DateField) -> None:
        """A day on which somebody is here."""
        self.due_at = _reminder(field, self._calendar, self._now)


class SolutionForm(CaseForm):
    """Words to the customer; without any a standard sentence is sent."""

    body = TextAreaField(
        _("Words to the customer"),
        filters=[typed_text],
        validators=[at_most(LONGEST_TEXT)],
        id="solution-body",
    )


def _reminder(field: DateField, calendar: Calendar, now: datetime) -> datetime:
    if field.data is None:
        raise ValidationError(_("Say on which day we remind the customer."))
    try:
        return reminder(calendar, field.data, now)
    except Invalid as error:
        raise ValidationError(_(error.message)) from error


def local_time(day: date, at: time) -> datetime:
    """The instant that somebody means by a day and a time."""
    return datetime.combine(day, at, current_time_zone())

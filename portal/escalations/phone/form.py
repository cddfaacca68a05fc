"""What an agent types while somebody is on the phone."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    EmailField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.validators import Optional, ValidationError

from portal.accounts.forms import LANGUAGES
from portal.accounts.models import Queue
from portal.accounts.rules import checked_address, checked_name
from portal.core.errors import Invalid
from portal.core.types import public_id
from portal.escalations.desk.forms import LONGEST_PROMISE, DayField, Typed, chosen_due
from portal.escalations.handing_over.forms import CALLBACK, MAIL, PHONE
from portal.escalations.lengths import LONGEST_WORDS, at_most, typed_line, typed_text
from portal.service_hours.rules import Calendar
from portal.web.inputs import one_line
from portal.web.locale import current_locale

_KEY = re.compile(r"[2-9bcdfghjkmnpqrstvwxyz]{12}")
ME, SOMEBODY = "me", "somebody"


class PhoneForm(Form):
    """Only opening the case checks it; everything else just keeps what it holds."""

    key = HiddenField()
    run = HiddenField()
    q = StringField(_("Known customer?"), filters=[lambda value: one_line(value or "", 200)])
    name = StringField(_("Name"), filters=[lambda value: one_line(value or "", 120)])
    email = EmailField(_("Mail address"), filters=[lambda value: one_line(value or "", 254)])
    phone = TelField(_("Phone number"), filters=[lambda value: one_line(value or "", 40)])
    language = RadioField(_("Language"), choices=LANGUAGES)
    words = TextAreaField(
        _("What the caller says"), filters=[typed_text], validators=[at_most(LONGEST_WORDS)]
    )
    remedy = StringField(
        _("What else was tried?"), filters=[lambda value: one_line(value or "", 80)]
    )
    team = SelectField(_("Team"))
    keeper = RadioField(
        _("Who takes care of it?"),
        choices=[
            SelectChoice(ME, _("I do")),
            SelectChoice(SOMEBODY, _("whoever of the team it fits")),
        ],
        default=ME,
    )
    channel = RadioField(
        _("How do we answer?"),
        choices=[SelectChoice(MAIL, _("by mail")), SelectChoice(CALLBACK, _("by phone"))],
        default=MAIL,
    )
    promise = StringField(_("Next"), filters=[typed_line], validators=[at_most(LONGEST_PROMISE)])
    due = StringField(_("by"))
    due_on = DayField(_("Day"))
    due_time = TimeField(_("Time"), validators=[Optional()])

    def __init__(
        self,
        typed: Typed = None,
        *,
        teams: Sequence[Queue],
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        locale = current_locale()
        self.team.choices = [(queue.key, queue.names[locale]) for queue in teams]
        self.calendar: Calendar | None = None
        self.now: datetime | None = None
        self.due_at: datetime | None = None
        if not _KEY.fullmatch(self.key.data or ""):
            self.key.data = public_id()
        if self.language.data not in {choice.value for choice in LANGUAGES}:
            self.language.data = locale

    @property
    def heard(self) -> str:
        """The words that are read: as many as a case may have."""
        return (self.words.data or "")[:LONGEST_WORDS]

    def check(self, calendar: Calendar, now: datetime) -> bool:
        """Can the case be opened, with a promise for a time at which somebody is here?"""
        self.calendar, self.now = calendar, now
        return self.validate()

    def validate_name(self, field: StringField) -> None:
        """A name that can stand in a mail."""
        try:
            field.data = checked_name(field.data or "")
        except Invalid as error:
            raise ValidationError(
                gettext("Enter the caller’s name, without special signs.")
            ) from error

    def validate_email(self, field: EmailField) -> None:
        """An address, or a number on which we call back."""
        if not field.data:
            if not self.phone.data:
                raise ValidationError(gettext("Enter a mail address or a phone number."))
            return
        local, at, domain = field.data.rpartition("@")
        try:
            field.data = checked_address(f"{local}{at}{domain.encode('idna').decode()}")
            field.data.encode("ascii")
        except (Invalid, UnicodeError) as error:
            message = gettext("Enter a mail address such as name@example.org.")
            raise ValidationError(message) from error

    def validate_phone(self, field: TelField) -> None:
        """Needed where we answer by phone."""
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(gettext("Enter a phone number such as 0431 555 0190."))
        if self.channel.data == CALLBACK and not field.data:
            raise ValidationError(gettext("Enter the number on which we call back."))

    def validate_channel(self, field: RadioField) -> None:
        """Who gave no address gets no mail."""
        if field.data == MAIL and not self.email.data and self.phone.data:
            raise ValidationError(gettext("Without a mail address we can only answer by phone."))

    def validate_words(self, field: TextAreaField) -> None:
        """What it is about."""
        if not field.data:
            raise ValidationError(gettext("Write what the caller says. One sentence is enough."))

    def validate_promise(self, field: StringField) -> None:
        """The caller hears it before they hang up."""
        if not field.data:
            raise ValidationError(gettext("Say what happens next: the caller hears and reads it."))

    def validate_due(self, field: StringField) -> None:
        """By when, at a time at which somebody is here."""
        if self.calendar is None or self.now is None:
            raise ValidationError(gettext("Say by when: choose a time, or a day and a time."))
        self.due_at = chosen_due(
            field.data or "", self.due_on.data, self.due_time.data, self.calendar, self.now
        )

"""What customers type: the request, and what they add to it later."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    EmailField,
    Form,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, ValidationError

from portal.accounts.rules import checked_address, checked_name
from portal.core.errors import Invalid
from portal.escalations.lengths import LONGEST_WORDS, at_most, typed_text
from portal.web.inputs import one_line
from portal.web.locale import current_locale

MAIL, CALLBACK = "mail", "callback"
PHONE = re.compile(r"\+?[\d\s()/.-]{5,40}")


def _line(longest: int) -> list[Callable[[str | None], str]]:
    return [lambda value: one_line(value or "", longest)]


class RequestForm(Form):
    """The review page. Only sending checks it; everything else just keeps what it holds."""

    words = TextAreaField(
        _("What happened, and what have you already tried?"),
        filters=[typed_text],
        validators=[DataRequired(_("Write what does not work.")), at_most(LONGEST_WORDS)],
    )
    name = StringField(_("Name"), filters=_line(120))
    email = EmailField(_("Mail address"), filters=_line(254))
    channel = RadioField(_("How shall we answer?"), default=MAIL)
    phone = TelField(_("Phone number"), filters=_line(40))
    callback_at = SelectField(_("When shall we call?"), filters=_line(60))
    files = MultipleFileField(_("Pictures and files"))

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        slots: Sequence[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self.channel.choices = [(MAIL, _("By mail")), (CALLBACK, _("Call me back"))]
        self.times = {value for value, _label in slots}
        self.callback_at.choices = list(slots)
        self.callback_at.validate_choice = False

    @property
    def wants_call(self) -> bool:
        """Has the customer chosen to be called?"""
        return bool(self.channel.data == CALLBACK)

    def validate_name(self, field: StringField) -> None:
        """A name that can stand in a mail."""
        try:
            field.data = checked_name(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext("Enter your name, without special signs.")) from error

    def validate_email(self, field: EmailField) -> None:
        """An address that a mail can go to; a domain with umlauts is taken as IDNA writes it."""
        local, at, domain = (field.data or "").rpartition("@")
        try:
            field.data = checked_address(f"{local}{at}{domain.encode('idna').decode()}")
            field.data.encode("ascii")
        except (Invalid, UnicodeError) as error:
            message = gettext("Enter a mail address such as name@example.org.")
            raise ValidationError(message) from error

    def validate_phone(self, field: TelField) -> None:
        """Needed for a call only."""
        if self.wants_call:
            _check_phone(field)

    def validate_callback_at(self, field: SelectField) -> None:
        """One of the times that we offer now."""
        if self.wants_call:
            _check_time(field, self.times)


class CallbackForm(Form):
    """A call for a request that was sent. `slots` are offered; `times` are taken, those among them
    that were offered when the page was opened."""

    phone = TelField(_("Phone number"), filters=_line(40))
    callback_at = SelectField(_("When shall we call?"), filters=_line(60))

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        slots: Sequence[tuple[str, str]],
        times: Collection[str] = (),
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data, meta={"locales": [current_locale()]})
        self.times = times
        self.callback_at.choices = list(slots)
        self.callback_at.validate_choice = False

    def validate_phone(self, field: TelField) -> None:
        """A number to dial."""
        _check_phone(field)

    def validate_callback_at(self, field: SelectField) -> None:
        """One of the times that we offer now."""
        _check_time(field, self.times)


class MessageForm(Form):
    """Something more for a request that was sent."""

    body = TextAreaField(
        filters=[typed_text],
        validators=[DataRequired(_("Write your message.")), at_most(LONGEST_WORDS)],
    )
    files = MultipleFileField(_("Pictures and files"))


def _check_phone(field: TelField) -> None:
    if not PHONE.fullmatch(field.data or ""):
        raise ValidationError(gettext("Enter the number on which we reach you."))


def _check_time(field: SelectField, times: Collection[str]) -> None:
    if field.data not in times:
        raise ValidationError(gettext("Choose a time at which we are there."))

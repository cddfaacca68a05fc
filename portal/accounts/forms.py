"""What people type on the pages of this feature. Rules of content stand in rules.py."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.validators import DataRequired, EqualTo, InputRequired
from wtforms.widgets import CheckboxInput

from portal.accounts.models import Person, Queue
from portal.accounts.roles import ROLE_TASKS
from portal.web.locale import current_locale

LANGUAGE_NAMES = {"de": "Deutsch", "en": "English"}
LANGUAGES = [SelectChoice(locale, name) for locale, name in LANGUAGE_NAMES.items()]
ROLES = [SelectChoice(role.value, task) for role, task in ROLE_TASKS.items()]


class SignInForm(Form):
    """Address and password."""

    email = EmailField(_("Mail address"), [DataRequired(_("Enter your mail address."))])
    password = PasswordField(_("Password"), [InputRequired(_("Enter your password."))])


class LinkForm(Form):
    """Where the link goes."""

    email = EmailField(_("Mail address"), [DataRequired(_("Enter your mail address."))])


class NewPasswordForm(Form):
    """A password, twice. The word `password` in a field's name keeps it from being shown again."""

    new_password = PasswordField(_("New password"), [InputRequired(_("Choose a password."))])
    new_password_again = PasswordField(
        _("New password again"), [EqualTo("new_password", _("The two passwords differ."))]
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, and the present one."""

    present_password = PasswordField(
        _("Present password"), [InputRequired(_("Enter your present password."))]
    )


class ProfileForm(Form):
    """What a person may change about themselves."""

    name = StringField(_("Name"), [DataRequired(_("Enter the name."))])
    locale = SelectField(_("Language of these pages"), choices=LANGUAGES)


class QueuesForm(Form):
    """On which teams' cases a person works; `queues` are those that there are."""

    queues = SelectMultipleField(_("Teams"), option_widget=CheckboxInput())

    def __init__(
        self,
        typed: MultiDict[str, str] | None = None,
        *,
        queues: Sequence[Queue],
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, data=data)
        locale = current_locale()
        self.queues.choices = [(queue.key, queue.names[locale]) for queue in queues]


class NewPersonForm(QueuesForm):
    """Somebody new."""

    name = StringField(_("Name"), [DataRequired(_("Enter the name."))])
    email = EmailField(_("Mail address"), [DataRequired(_("Enter the mail address."))])
    role = SelectField(_("Role"), choices=ROLES)
    locale = SelectField(_("Language"), choices=LANGUAGES)


class PersonForm(QueuesForm):
    """What an admin may change about another person."""

    role = SelectField(_("Role"), choices=ROLES)
    locale = SelectField(_("Language"), choices=LANGUAGES)
    active = BooleanField(_("May sign in"))


def fields_of(person: Person) -> dict[str, Any]:
    """The values of PersonForm's fields for a person."""
    return {
        "role": person.role,
        "locale": person.locale,
        "active": person.active,
        "queues": [queue.key for queue in person.queues],
    }

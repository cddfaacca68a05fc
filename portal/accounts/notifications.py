"""The words of the mails to people of the team, in each person's language."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.accounts.models import Person


@dataclass(frozen=True, slots=True)
class PasswordMail:
    """Subject and plain text."""

    subject: str
    text: str


def reset_mail(person: Person, address: str) -> PasswordMail:
    """Somebody, probably this person, asked for a new password."""
    with force_locale(person.locale):
        return PasswordMail(
            subject=_("Set a new password"),
            text="\n\n".join(
                (
                    _("Hello %(name)s,", name=person.name),
                    _("you can set a new password here. The link works once, for 30 minutes:"),
                    address,
                    _("If you did not ask for it, you need not do anything: nothing changes."),
                )
            ),
        )


def invitation_mail(person: Person, address: str) -> PasswordMail:
    """An admin let this person in, and they have no password yet."""
    with force_locale(person.locale):
        return PasswordMail(
            subject=_("Your access to the support desk"),
            text="\n\n".join(
                (
                    _("Hello %(name)s,", name=person.name),
                    _("you can set your password here. The link works once, for three days:"),
                    address,
                    _("After that you sign in with this mail address."),
                )
            ),
        )

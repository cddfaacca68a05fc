"""The mails to people of the team, in each person's language."""

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.core.mail_content import Letter, Link, MailContent
from portal.core.mail_previews import Preview, SampleOffice

RESET = "account.reset"
INVITATION = "account.invitation"


def reset_letter(person: Person, address: str) -> Letter:
    """Somebody, probably this person, asked for a new password."""
    with force_locale(person.locale):
        return Letter(
            kind=RESET,
            subject=_("Set a new password"),
            content=MailContent(
                locale=person.locale,
                greeting=_("Hello %(name)s,", name=person.name),
                paragraphs=(
                    _("you can set a new password here. The link works once, for 30 minutes."),
                ),
                link=Link(_("Set a new password"), address),
                closing=(
                    _("If you did not ask for it, you need not do anything: nothing changes."),
                ),
            ),
            automatic=True,
        )


def invitation_letter(person: Person, address: str) -> Letter:
    """An admin let this person in, and they have no password yet."""
    with force_locale(person.locale):
        return Letter(
            kind=INVITATION,
            subject=_("Your access to the support desk"),
            content=MailContent(
                locale=person.locale,
                greeting=_("Hello %(name)s,", name=person.name),
                paragraphs=(
                    _("you can set your password here. The link works once, for three days."),
                ),
                link=Link(_("Set a password"), address),
                closing=(_("After that you sign in with this mail address."),),
            ),
            automatic=True,
        )


def _sample(office: SampleOffice) -> tuple[Person, str]:
    person = Person(name="Lena Braun", locale=office.locale)
    return person, f"{office.base_url}/agent/password/new?token=…"


PREVIEWS = (
    Preview(
        RESET,
        name=lambda: _("New password"),
        occasion=lambda: _("Somebody of the team asked for it on the sign-in page."),
        make=lambda office: reset_letter(*_sample(office)),
    ),
    Preview(
        INVITATION,
        name=lambda: _("Invitation to the team"),
        occasion=lambda: _("An admin added somebody, or sends them a new link."),
        make=lambda office: invitation_letter(*_sample(office)),
    ),
)

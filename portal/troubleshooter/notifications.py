"""The mails about runs. Nobody has confirmed the addresses they go to, so they hold nothing that
whoever typed them could choose: no name, no title, no text (M1)."""

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.core.mail_content import Letter, Link, MailContent
from portal.core.mail_previews import Preview, SampleOffice
from portal.core.organisation import Organisation

REMINDER = "run.reminder"
NOTES = "run.notes"


def reminder_letter(organisation: Organisation, locale: str, address: str) -> Letter:
    """A waiting customer asked to be told when they can go on."""
    with force_locale(locale):
        return Letter(
            kind=REMINDER,
            subject=_("Your reminder from %(organisation)s", organisation=organisation.short_name),
            content=MailContent(
                locale=locale,
                greeting=_("Hello,"),
                paragraphs=(
                    _(
                        "you asked us to remind you that you can go on today with what you began "
                        "with us."
                    ),
                ),
                link=Link(_("Go on with the next step"), address),
                closing=(
                    _(
                        "If it was not you who asked, you need not do anything: there will be no "
                        "second mail."
                    ),
                ),
                sender=_sender(organisation),
            ),
            automatic=True,
        )


def notes_letter(organisation: Organisation, locale: str, address: str) -> Letter:
    """Somebody sends on the notes of what was done."""
    with force_locale(locale):
        return Letter(
            kind=NOTES,
            subject=_("Notes from %(organisation)s", organisation=organisation.short_name),
            content=MailContent(
                locale=locale,
                greeting=_("Hello,"),
                paragraphs=(_("here are notes of steps that were gone through with our help."),),
                link=Link(_("Read the notes"), address),
                closing=(_("If you do not know what this is about, you need not do anything."),),
                sender=_sender(organisation),
            ),
            automatic=True,
        )


def _sender(organisation: Organisation) -> tuple[str, ...]:
    return tuple(line for line in (organisation.name, organisation.phone) if line)


def _sample(office: SampleOffice, page: str) -> tuple[Organisation, str, str]:
    return office.organisation, office.locale, f"{office.base_url}/{office.locale}/{page}/…"


PREVIEWS = (
    Preview(
        REMINDER,
        name=lambda: _("Reminder of a step that had to wait"),
        occasion=lambda: _("A customer asked for it while something has to take its time."),
        make=lambda office: reminder_letter(*_sample(office, "runs")),
    ),
    Preview(
        NOTES,
        name=lambda: _("Notes of what was done together"),
        occasion=lambda: _("A customer or somebody of the team sends them on."),
        make=lambda office: notes_letter(*_sample(office, "together")),
    ),
)

"""The mail that alarms a lead: a customer is being sent round. It names the case's number, nothing
that a customer wrote."""

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.core.mail_content import Letter, Link, MailContent
from portal.core.mail_previews import Preview, SampleOffice

ALARMED = "team.runaround"


def alarm_letter(person: Person, number: str, count: int, url: str) -> Letter:
    """In the person's language."""
    with force_locale(person.locale):
        return Letter(
            kind=ALARMED,
            subject=_("Case %(number)s is being passed around", number=number),
            content=MailContent(
                locale=person.locale,
                greeting=_("Hello %(name)s,", name=person.name),
                paragraphs=(
                    ngettext(
                        "the customer of case %(number)s was passed on, or asked for something "
                        "that we knew, once.",
                        "the customer of case %(number)s was passed on, or asked for something "
                        "that we knew, %(num)s times.",
                        count,
                        number=number,
                    ),
                    _("Please see to it that one person stays with them."),
                ),
                link=Link(_("Open case %(number)s", number=number), url),
            ),
            automatic=True,
        )


def _sample(office: SampleOffice) -> Letter:
    person = Person(name="Lena Braun", locale=office.locale)
    return alarm_letter(person, "10 482", 2, f"{office.base_url}/agent/cases/…")


PREVIEWS = (
    Preview(
        ALARMED,
        name=lambda: _("A customer is being passed around"),
        occasion=lambda: _(
            "To those who lead the team, once, when a case was handed over or its customer asked "
            "again for the second time; in working time."
        ),
        make=_sample,
    ),
)

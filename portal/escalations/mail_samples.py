"""The mails about a case as their admins see them beforehand: of sample data, by the functions
that make the real ones."""

from datetime import UTC, datetime

from flask_babel import gettext as _

from articles.messages import render_message
from portal.core.mail_previews import Preview, SampleOffice
from portal.escalations import case_letters
from portal.escalations.case_letters import About
from portal.web.formatting import moment

NUMBER = 10_482
DUE = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def sample_about(office: SampleOffice) -> About:
    """The case that every sample is about."""
    address = f"{office.base_url}/{office.locale}/requests/…"
    return About(NUMBER, office.locale, address, office.organisation)


def sample_promise(office: SampleOffice) -> tuple[str, ...]:
    """What is promised in every sample."""
    due = moment(DUE, office.locale, office.organisation.time_zone)
    what = _("Lena Braun looks into the log of the outgoing server")
    return case_letters.promise_lines("Lena Braun", due, what, office.locale)


def sample_due(office: SampleOffice) -> str:
    """A time that a mail names."""
    return moment(DUE, office.locale, office.organisation.time_zone)


def _words() -> str:
    return _("I can receive mail but not send any. Since Friday Outlook shows an error.")


def _lines() -> tuple[tuple[str, str], ...]:
    return (
        ("", _("Outgoing server checked: no change")),
        (_("Device"), _("Laptop with Windows 11")),
        (_("Error message"), "0x80042109"),
    )


def _reply() -> str:
    return _(
        "Good morning, Ms Berger,\n\nthank you for the screenshot. You have checked the server "
        "already, so I look at our side now.\n\nKind regards"
    )


PREVIEWS = (
    Preview(
        case_letters.NEUTRAL,
        name=lambda: _("Request received, address not confirmed"),
        occasion=lambda: _(
            "Somebody sent a request with an address that nobody has confirmed. Says nothing of "
            "the request; at most once in 24 hours for an address."
        ),
        make=lambda office: case_letters.neutral_letter(sample_about(office)),
    ),
    Preview(
        case_letters.CONFIRMED,
        name=lambda: _("Address confirmed, request in full"),
        occasion=lambda: _("The customer has confirmed the address with the link in the mail."),
        make=lambda office: case_letters.confirmed_letter(
            sample_about(office),
            _words(),
            _("1 attempt, 2 facts"),
            _lines(),
            sample_promise(office),
        ),
    ),
    Preview(
        case_letters.ARRIVED,
        name=lambda: _("Request received"),
        occasion=lambda: _("Somebody sent a request with an address that was confirmed before."),
        make=lambda office: case_letters.arrived_letter(
            sample_about(office), sample_promise(office)
        ),
    ),
    Preview(
        case_letters.REPLY,
        name=lambda: _("Answer to a request"),
        occasion=lambda: _("Somebody of the team has answered."),
        make=lambda office: case_letters.reply_letter(
            sample_about(office),
            render_message(_reply(), language=sample_about(office).locale),
            "Lena Braun",
            sample_promise(office),
        ),
    ),
    Preview(
        case_letters.NEWS_NEUTRAL,
        name=lambda: _("News of a request, address not confirmed"),
        occasion=lambda: _("Instead of an answer or news, until the address is confirmed."),
        make=lambda office: case_letters.neutral_news_letter(sample_about(office)),
    ),
    Preview(
        case_letters.REMINDER,
        name=lambda: _("Reminder that we wait for an answer"),
        occasion=lambda: _("On the morning of the day that was named to the customer."),
        make=lambda office: case_letters.reminder_letter(sample_about(office), sample_due(office)),
    ),
)

"""What a case has for the fields of a saved reply, in its customer's language."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import force_locale, pgettext
from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.escalations.links import Purpose, token_for
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.rules import spoken
from portal.escalations.saved_replies.rules import as_words
from portal.web.formatting import moment

LINK = "https://example.org/de/requests/abc"


def field_values(
    case: Escalation, writer: Person, office: Office, due_at: datetime | None
) -> dict[str, str]:
    """By field, "" for what nobody knows. What people typed is put so that it is words and nothing
    else in a text in Markdown; `due_at` is by when the reply promises something, if it does."""
    locale, name = case.locale, as_words(case.name)
    token = token_for(case.public_id, Purpose.CASE, office.settings.secret_key)
    address = office.settings.base_url + url_for("escalations.status", token=token, lang=locale)
    return {
        "greeting": greeting(name, locale),
        "customer_name": name,
        "case_number": spoken(case.number),
        "subject": as_words(case.subject),
        "contact_name": as_words((case.contact or writer).name),
        "my_name": as_words(writer.name),
        "team": as_words(str(case.queue.names.get(locale, ""))),
        "due": moment(due_at, locale, ZoneInfo(case.time_zone)) if due_at else "",
        "status_link": status_link(address, locale),
    }


def sample_values(locale: str, now: datetime, writer: str) -> dict[str, str]:
    """What a preview shows in their place."""
    name = {"de": "Sabine Berger", "en": "Sarah Miller"}[locale]
    with force_locale(locale):
        subject = _("I receive mail, but cannot send any")
        return {
            "greeting": greeting(name, locale),
            "customer_name": name,
            "case_number": spoken(48217),
            "subject": subject,
            "contact_name": as_words(writer),
            "my_name": as_words(writer),
            "team": _("Mail"),
            "due": moment(now, locale),
            "status_link": status_link(LINK, locale),
        }


def greeting(name: str, locale: str) -> str:
    """A line that speaks to somebody, by name where there is one."""
    with force_locale(locale):
        if not name.strip():
            return _("Hello,")
        return pgettext("reply", "Hello %(name)s,", name=name)


def status_link(address: str, locale: str) -> str:
    """The page of the request, in Markdown."""
    with force_locale(locale):
        return "[{}]({})".format(_("page of your request"), address)


def field_labels(locale: str) -> Mapping[str, str]:
    """What each field stands for, in a language: in a gap, and in the list of fields."""
    with force_locale(locale):
        return {
            "greeting": _("greeting"),
            "customer_name": _("name of the customer"),
            "case_number": _("number of the case"),
            "subject": _("what it is about"),
            "contact_name": _("name of the contact person"),
            "my_name": _("your own name"),
            "team": _("name of the team"),
            "due": _("by when you have promised something"),
            "status_link": _("link to the page of the request"),
        }

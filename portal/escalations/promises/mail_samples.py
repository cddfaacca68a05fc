"""The mails about promises, of sample data (see `mail_samples`)."""

from datetime import UTC, datetime

from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.core.mail_content import Letter
from portal.core.mail_previews import Preview, SampleOffice
from portal.escalations.case_letters import news_letter
from portal.escalations.mail_samples import sample_about, sample_promise
from portal.escalations.promises.moved_words import LETTER, longer_reason, moved_sentence
from portal.escalations.watching.digest_letters import (
    DIGEST,
    THANKS,
    Line,
    digest_letter,
    thanks_letter,
)
from portal.escalations.watching.models import Stage

DUE = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def _moved(office: SampleOffice) -> Letter:
    locale, zone = office.locale, office.organisation.time_zone
    said = moved_sentence(DUE, locale, zone, late=False, longer=True)
    paragraphs = (said, longer_reason(locale))
    return news_letter(sample_about(office), LETTER, paragraphs, sample_promise(office))


def _digest(office: SampleOffice) -> Letter:
    person = Person(name="Tom Behrens", locale=office.locale)
    promise, url = _("Lena Braun looks into the log of the outgoing server"), office.base_url
    lines = [Line("10 482", stage, DUE, promise, f"{url}/agent/cases/…") for stage in Stage]
    return digest_letter(person, lines, f"{url}/agent/cases", office.organisation)


PROMISE_PREVIEWS = (
    Preview(
        LETTER,
        name=lambda: _("A promise gets another time"),
        occasion=lambda: _(
            "Somebody promised another time, the priority has changed, or the portal itself asks "
            "for patience before a promise breaks."
        ),
        make=_moved,
    ),
    Preview(
        DIGEST,
        name=lambda: _("Promises that need somebody"),
        occasion=lambda: _(
            "To the contact person when half and most of the time is gone, to the deputy when the "
            "customer was asked for patience or a promise broke; in working time, several in one."
        ),
        make=_digest,
    ),
    Preview(
        THANKS,
        name=lambda: _("Thanks"),
        occasion=lambda: _(
            "To those who helped when a customer has thanked them, once a day, while they work. "
            "With promises that need them it stands in that mail instead."
        ),
        make=lambda office: thanks_letter(
            Person(name="Tom Behrens", locale=office.locale), 1, f"{office.base_url}/agent/cases"
        ),
    ),
)

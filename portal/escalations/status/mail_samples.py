"""The mails that follow from a customer's word or silence, of sample data (see `mail_samples`)."""

from datetime import UTC, datetime

from flask_babel import gettext as _

from portal.core.mail_content import Letter
from portal.core.mail_previews import Preview, SampleOffice
from portal.escalations import case_letters
from portal.escalations.handing_over.callback import Slot
from portal.escalations.mail_samples import sample_about, sample_promise
from portal.escalations.notifications import REOPENING, SOLUTION
from portal.escalations.status.calling import LETTER as CALLBACK
from portal.escalations.status.calling import call_paragraphs

SLOT = Slot(
    datetime(2026, 11, 23, 13, tzinfo=UTC),
    datetime(2026, 11, 23, 15, tzinfo=UTC),
)


def _call(office: SampleOffice) -> Letter:
    locale, zone = office.locale, office.organisation.time_zone
    words = call_paragraphs(locale, SLOT.words(locale, zone), "+49 431 555 0170")
    return case_letters.news_letter(sample_about(office), CALLBACK, words, sample_promise(office))


LAST_WORD_PREVIEWS = (
    Preview(
        CALLBACK,
        name=lambda: _("A call was arranged"),
        occasion=lambda: _("A customer with a confirmed address has chosen a time to be called."),
        make=_call,
    ),
    Preview(
        case_letters.CLOSED,
        name=lambda: _("Request closed for now"),
        occasion=lambda: _("Nothing was heard until the day that our reminder had named."),
        make=lambda office: case_letters.closed_letter(
            sample_about(office), "Lena Braun", f"{sample_about(office).address}/{REOPENING}"
        ),
    ),
    Preview(
        case_letters.QUESTION,
        name=lambda: _("Question whether it is solved"),
        occasion=lambda: _(
            "Two days after somebody of the team called a request solved and its customer has not "
            "said so; once."
        ),
        make=lambda office: case_letters.question_letter(
            sample_about(office), f"{sample_about(office).address}/{SOLUTION}"
        ),
    ),
)

"""The mails with which a request ends, of sample data (see `mail_samples`)."""

from flask_babel import gettext as _

from portal.core.mail_previews import Preview
from portal.escalations import case_letters
from portal.escalations.mail_samples import sample_about
from portal.escalations.notifications import REOPENING, SOLUTION

LAST_WORD_PREVIEWS = (
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

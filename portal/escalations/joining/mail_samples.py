"""The mails about cases that were merged or split, of sample data (see `mail_samples`)."""

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.core.mail_content import Letter
from portal.core.mail_previews import Preview, SampleOffice
from portal.escalations.case_letters import news_letter
from portal.escalations.joining.merging import LETTER as MERGED
from portal.escalations.joining.merging import told_of_merge
from portal.escalations.joining.splitting import LETTER as SPLIT
from portal.escalations.joining.splitting import told_of_split
from portal.escalations.mail_samples import NUMBER, sample_about, sample_promise
from portal.escalations.rules import spoken


def _merged(office: SampleOffice) -> Letter:
    with force_locale(office.locale):
        words = told_of_merge(spoken(NUMBER + 7), spoken(NUMBER))
    return news_letter(sample_about(office), MERGED, [words], sample_promise(office))


def _split(office: SampleOffice) -> Letter:
    with force_locale(office.locale):
        words = told_of_split(spoken(NUMBER - 7), spoken(NUMBER))
    return news_letter(sample_about(office), SPLIT, [words], sample_promise(office))


JOINING_PREVIEWS = (
    Preview(
        MERGED,
        name=lambda: _("Two requests put together"),
        occasion=lambda: _("Somebody of the team has merged two requests of one customer."),
        make=_merged,
    ),
    Preview(
        SPLIT,
        name=lambda: _("A part of a request has a number of its own"),
        occasion=lambda: _("Somebody of the team has split a request in two."),
        make=_split,
    ),
)

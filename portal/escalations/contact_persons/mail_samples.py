"""The mails about contact persons, of sample data (see `mail_samples`)."""

from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.core.mail_content import Letter
from portal.core.mail_previews import Preview, SampleOffice
from portal.escalations.case_letters import news_letter
from portal.escalations.contact_persons.alarm_letters import PREVIEWS as ALARMS
from portal.escalations.contact_persons.deputies import LETTER as DEPUTY
from portal.escalations.contact_persons.handover_operations import LETTER as HANDED_OVER
from portal.escalations.contact_persons.standing_in import PREVIEWS as STANDING_IN
from portal.escalations.contact_persons.words import (
    Reason,
    away_sentence,
    handed_over_words,
    reason_words,
)
from portal.escalations.mail_samples import sample_about, sample_promise

_LAST_DAY = date(2026, 11, 30)


def _deputy(office: SampleOffice) -> Letter:
    with force_locale(office.locale):
        words = away_sentence("Lena Braun", "Tom Behrens", _LAST_DAY, office.locale)
    return news_letter(sample_about(office), DEPUTY, [words], sample_promise(office))


def _handed_over(office: SampleOffice) -> Letter:
    with force_locale(office.locale):
        reason = reason_words(Reason.KNOWS, "Lena Braun", "Tom Behrens")
        words = handed_over_words("Lena Braun", reason)
    return news_letter(sample_about(office), HANDED_OVER, words, sample_promise(office))


CONTACT_PREVIEWS = (
    Preview(
        DEPUTY,
        name=lambda: _("Somebody stands in"),
        occasion=lambda: _("The contact person is away; once for each absence."),
        make=_deputy,
    ),
    Preview(
        HANDED_OVER,
        name=lambda: _("Request handed over"),
        occasion=lambda: _("Somebody else of the team, or another team, has the case now."),
        make=_handed_over,
    ),
    *ALARMS,
    *STANDING_IN,
)

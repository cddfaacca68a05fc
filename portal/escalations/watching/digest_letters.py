"""The mail that tells somebody of the team which promises need them. It names numbers and what we
said ourselves, nothing that a customer wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from portal.accounts.models import Person
from portal.core.mail_content import Letter, Link, MailContent
from portal.core.organisation import Organisation
from portal.escalations.watching.models import Stage
from portal.web.formatting import moment

DIGEST = "team.promises"


@dataclass(frozen=True, slots=True)
class Line:
    """One promise that needs somebody."""

    number: str
    stage: Stage
    due_at: datetime
    promise: str
    url: str


def digest_letter(
    person: Person, lines: Sequence[Line], inbox: str, organisation: Organisation
) -> Letter:
    """In the person's language; times are the organisation's."""
    locale, zone = person.locale, organisation.time_zone
    with force_locale(locale):
        return Letter(
            kind=DIGEST,
            subject=ngettext("One promise needs you", "%(num)s promises need you", len(lines)),
            content=MailContent(
                locale=locale,
                greeting=_("Hello %(name)s,", name=person.name),
                paragraphs=(
                    ngettext(
                        "this promise to a customer needs you:",
                        "these promises to customers need you:",
                        len(lines),
                    ),
                ),
                facts=tuple(
                    (
                        _("Case %(number)s", number=line.number),
                        _(
                            "%(stage)s %(promise)s, by %(due)s. %(url)s",
                            stage=_stage(line.stage),
                            promise=line.promise.rstrip("."),
                            due=moment(line.due_at, locale, zone),
                            url=line.url,
                        ),
                    )
                    for line in lines
                ),
                link=Link(_("Open the inbox"), inbox),
                closing=(
                    _(
                        "If it cannot be kept, promise another time before it is due: the "
                        "customer then hears of it from you."
                    ),
                ),
            ),
            automatic=True,
        )


def _stage(stage: Stage) -> str:
    words = {
        Stage.HALF: _("Half of the time is gone:"),
        Stage.MOST: _("Due soon:"),
        Stage.EXTENDED: _("The customer has been asked for patience:"),
        Stage.BROKEN: _("Broken:"),
    }
    return words[stage]

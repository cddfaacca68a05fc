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
THANKS = "team.thanks"


@dataclass(frozen=True, slots=True)
class Line:
    """One promise that needs somebody."""

    number: str
    stage: Stage
    due_at: datetime
    promise: str
    url: str


def digest_letter(
    person: Person,
    lines: Sequence[Line],
    inbox: str,
    organisation: Organisation,
    *,
    thanks: int = 0,
) -> Letter:
    """In the person's language; times are the organisation's. `thanks` counts customers who have
    thanked them since the last one."""
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
                    *((_thanked(thanks, inbox),) if thanks else ()),
                ),
            ),
            automatic=True,
        )


def thanks_letter(person: Person, thanks: int, inbox: str) -> Letter:
    """For somebody whom nothing else waits for."""
    locale = person.locale
    with force_locale(locale):
        return Letter(
            kind=THANKS,
            subject=ngettext(
                "A customer has thanked you", "%(num)s customers have thanked you", thanks
            ),
            content=MailContent(
                locale=locale,
                greeting=_("Hello %(name)s,", name=person.name),
                paragraphs=(
                    ngettext(
                        "a customer wrote to you after the request was solved.",
                        "%(num)s customers wrote to you after their requests were solved.",
                        thanks,
                    ),
                ),
                link=Link(_("Read it"), thanks_address(inbox)),
            ),
            automatic=True,
        )


def thanks_address(inbox: str) -> str:
    """Where somebody reads what customers wrote to them."""
    return f"{inbox}/thanks"


def _thanked(thanks: int, inbox: str) -> str:
    return ngettext(
        "A customer has thanked you: %(url)s",
        "%(num)s customers have thanked you: %(url)s",
        thanks,
        url=thanks_address(inbox),
    )


def _stage(stage: Stage) -> str:
    words = {
        Stage.HALF: _("Half of the time is gone:"),
        Stage.MOST: _("Due soon:"),
        Stage.EXTENDED: _("The customer has been asked for patience:"),
        Stage.BROKEN: _("Broken:"),
    }
    return words[stage]

"""A call that the customer arranges on the page of their request: its time takes the place of what
was promised. None of these commits."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.escalations import notifications
from portal.escalations.contact_persons.deputies import look_after
from portal.escalations.handing_over.callback import Slot
from portal.escalations.models import OPEN_STATUSES, Basis, Escalation, Promise, Status
from portal.escalations.office import Office
from portal.escalations.operations import hold
from portal.escalations.promises.operations import Grounds, make_promise, open_promise
from portal.escalations.rules import Act, PromiseKind, status_after
from portal.escalations.wording import promised

ARRANGED = "case.callback"
LETTER = "case.callback"
"""The kind of the mail."""


def arrange_call(
    session: Session, case: Escalation, phone: str, slot: Slot, *, office: Office, now: datetime
) -> None:
    """Promise to call the customer of an open case within `slot`; what was theirs to do is ours
    again. Said twice, it is said once; with another `phone`, only that is new. Raises Conflict once
    the case has ended.

    The mail goes only to somebody who has shown that they read the mails of this very case:
    whoever only typed an address makes us write to nobody (M1).
    """
    session.refresh(case, with_for_update=True)
    if Status(case.status) not in OPEN_STATUSES:
        raise Conflict("This request has ended. Open it again, then choose a time.")
    promise = open_promise(session, case)
    stands = promise is not None and (promise.basis, promise.due_at) == (Basis.CALLBACK, slot.end)
    if stands and (case.channel, case.phone) == ("callback", phone):
        return
    hold(session, case, now=now)
    case.channel, case.phone = "callback", phone
    case.callback_wish = slot.words(case.locale, ZoneInfo(case.time_zone))
    if promise is None or not stands:
        case.status = status_after(Status(case.status), Act.WRITE).value
        look_after(session, case, now=now)
        promise = _promise_call(session, case, promise, slot, now)
    subject = f"case:{case.id}"
    record_event(session, ARRANGED, subject, actor_id=None, now=now, promise=promise.id)
    if case.confirmed_at is not None:
        words = call_paragraphs(case.locale, case.callback_wish, phone)
        notifications.announce(session, case, office, LETTER, words, now=now)


def call_paragraphs(locale: str, time: str, phone: str) -> tuple[str, ...]:
    """What the mail says; the promise stands below it."""
    with force_locale(locale):
        return (
            _("we call you: %(time)s, at %(phone)s.", time=time, phone=phone),
            _("If that does not suit you any more, choose another time on the request's page."),
        )


def _promise_call(
    session: Session, case: Escalation, before: Promise | None, slot: Slot, now: datetime
) -> Promise:
    ours = before is not None and before.kind != PromiseKind.YOUR_ANSWER
    with force_locale(case.locale):
        reason = _("The time that you chose: %(time)s", time=case.callback_wish)
    return make_promise(
        session,
        case,
        PromiseKind.CALL,
        promised(case, PromiseKind.CALL),
        slot.end,
        made_by=None,
        fulfils=False,
        now=now,
        grounds=Grounds(
            Basis.CALLBACK,
            moved_from=before.id if before is not None and ours else None,
            reason=reason,
        ),
    )

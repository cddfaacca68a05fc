"""Putting together what pages show of the outbox, and the form of a reply that came back."""

from datetime import datetime
from math import ceil

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.accounts.models import Person
from portal.escalations.desk.forms import OTHER, ReplyForm
from portal.escalations.handing_over.pages import FileView
from portal.escalations.line_views import file_views
from portal.escalations.models import Escalation
from portal.escalations.outbox.files import files_of, waiting_files
from portal.escalations.outbox.models import FilePurpose, ReplyFile, UnsentReply, Why
from portal.escalations.outbox.pages import OutboxView, ReturnedView, UnsentLine, WaitingView
from portal.escalations.outbox.queries import returned_replies, returned_to, waiting_reply
from portal.escalations.promises.rules import proposals
from portal.escalations.said import rendered
from portal.service_hours.rules import Calendar
from portal.web.access import Permission, Reader
from portal.web.formatting import clock
from portal.web.locale import current_time_zone


def outbox_view(session: Session, case: Escalation, person: Person, *, now: datetime) -> OutboxView:
    """What `person` sees of it on the page of a case."""
    waiting = waiting_reply(session, case)
    return OutboxView(
        waiting=_waiting(session, case, waiting, person, now) if waiting else None,
        returned=tuple(_returned(each, person) for each in returned_replies(session, case)),
        reply_files=composer_files(session, case, person.id, FilePurpose.REPLY),
        note_files=composer_files(session, case, person.id, FilePurpose.NOTE),
    )


def composer_files(
    session: Session, case: Escalation, person_id: int, purpose: FilePurpose
) -> tuple[FileView, ...]:
    """The files that wait in somebody's composer."""
    return _views(case, waiting_files(session, case, person_id, purpose))


def unsent_lines(session: Session, reader: Reader) -> tuple[UnsentLine, ...]:
    """What came back to its author, for their inbox."""
    return tuple(
        UnsentLine(
            url=url_for("cases.show", public_id=each.escalation.public_id),
            subject=each.escalation.subject,
            locale=each.escalation.locale,
            words=_because(Why(each.why)),
        )
        for each in returned_to(session, reader)
    )


def own_returned(session: Session, case: Escalation, person: Person) -> UnsentReply | None:
    """The newest reply of `person` that came back and stands in their composer."""
    mine = (each for each in returned_replies(session, case) if each.author_id == person.id)
    return next(mine, None)


def form_of(unsent: UnsentReply, calendar: Calendar, now: datetime, **stands: object) -> ReplyForm:
    """The form as it was when it was sent, on the case as it `stands` now."""
    typed: dict[str, str] = dict(unsent.form)
    due = unsent.due_at
    offered = {at.isoformat(timespec="minutes") for at in proposals(calendar, now)}
    if typed.get("due", OTHER) not in ("", OTHER) and typed["due"] not in offered and due:
        local = due.astimezone(current_time_zone())
        typed |= {"due": OTHER, "due_on": local.date().isoformat()}
        typed["due_time"] = local.strftime("%H:%M")
    typed |= {name: str(value) for name, value in stands.items()}
    typed["key"] = unsent.public_id
    return ReplyForm(MultiDict(typed), calendar=calendar, now=now)


def _waiting(
    session: Session, case: Escalation, unsent: UnsentReply, person: Person, now: datetime
) -> WaitingView:
    is_own = unsent.author_id == person.id
    return WaitingView(
        key=unsent.public_id,
        name=unsent.author.name,
        is_own=is_own,
        may_call_back=may_call_back(unsent, person),
        send_at=unsent.send_at,
        time=clock(unsent.send_at),
        seconds=max(ceil((unsent.send_at - now).total_seconds()), 0),
        said=rendered(session, unsent.form["body"], case.locale).html,
        files=_views(case, files_of(session, unsent)) if is_own else (),
    )


def may_call_back(unsent: UnsentReply, person: Person) -> bool:
    """Its author may, and whoever leads the team."""
    return unsent.author_id == person.id or person.as_reader().may(Permission.LEAD_TEAM)


def _returned(unsent: UnsentReply, person: Person) -> ReturnedView:
    is_own = unsent.author_id == person.id
    if is_own:
        words = _because(Why(unsent.why))
    else:
        words = _(
            "A reply of %(name)s was not sent and is with them again.", name=unsent.author.name
        )
    return ReturnedView(unsent.public_id, is_own, words)


def _because(why: Why) -> str:
    return {
        Why.NOT: "",
        Why.CALLED_BACK: _("Your reply was called back. Nobody has got it."),
        Why.NEWS: _("Your reply was not sent: something has happened to the case meanwhile."),
        Why.TOO_LATE: _("Your reply was not sent: the time that it promises had passed."),
    }[why]


def _views(case: Escalation, entries: list[ReplyFile]) -> tuple[FileView, ...]:
    """A file of the outbox has an address of its own: only who added it may open it."""
    return file_views(
        entries, lambda id_: url_for("cases.unsent_file", public_id=case.public_id, file=id_)
    )

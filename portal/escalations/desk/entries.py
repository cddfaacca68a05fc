"""The conversation of a case as its agents read it: messages, notes and acts in their order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from articles.sanitizing import seal
from portal.accounts.models import Person
from portal.accounts.portraits import picture_url
from portal.core.events import Event, events_of
from portal.escalations.contact_persons.words import given, signed
from portal.escalations.desk.pages import Entry
from portal.escalations.desk.undelivered import MAILED, mail_troubles
from portal.escalations.inbox.words import short_moment
from portal.escalations.line_views import file_views
from portal.escalations.messages import messages
from portal.escalations.models import CaseFile, Escalation, Message
from portal.escalations.outbox.models import State, UnsentReply
from portal.escalations.rules import spoken
from portal.escalations.said import message_html
from portal.escalations.status.thanking import THANKED, thanks_of

KEPT_KEYS = 20
_NEWEST = select(func.max(Event.id)).where(Event.subject == bindparam("subject"))
NOTHING = seal("")
_SAID = ("case.replied", "case.noted", "case.customer_wrote")
_ACTS = (
    "case.chosen",
    "case.unassigned",
    "case.deputy",
    "case.deputy_gone",
    "case.deputy_told",
    "case.assigned",
    "case.waiting",
    "case.prioritised",
    "case.promise_moved",
    "case.promise_extended",
    "case.callback",
    "case.solved",
    "case.reopened",
    "case.solution_confirmed",
    "case.asked_solved",
    "case.closed",
    "case.thanked",
    "case.confirmed",
    "case.reminded",
    "case.tried",
    "case.linked",
    "case.unlinked",
    "case.merged",
    "case.split",
)


def conversation(
    session: Session,
    case: Escalation,
    files: Sequence[CaseFile],
    address: Callable[[str], str],
    *,
    fresh_after: int | None,
    now: datetime,
) -> tuple[Entry, ...]:
    """Everything in its order, notes included; what came after `fresh_after` is marked."""
    events = events_of(session, _subject(case))
    names = _names(session, events)
    troubles = mail_troubles(session, events)
    later = {event.id for event in events if fresh_after is not None and event.id > fresh_after}
    fresh = {event.details.get("message") for event in events if event.id in later}
    said = [
        Entry(
            kind=message.kind,
            who=signed(message.author, message.in_place_of) or case.name,
            picture_url=picture_url(message.author) if message.author else None,
            at=message.created_at,
            time=short_moment(message.created_at, now),
            body=message_html(session, message, case.locale),
            files=file_views((file for file in files if file.message_id == message.id), address),
            fresh=message.id in fresh,
            mail_trouble=troubles.pop(message.mail_id or 0, ""),
        )
        for message in messages(session, case)
    ]
    acts = [
        _act(event, case, names, event.id in later, now)
        for event in events
        if event.name in _ACTS and event.name != THANKED
    ]
    acts += [
        _thanks(session, case, event, event.id in later, now)
        for event in events
        if event.name == THANKED
    ]
    acts += [
        _about_mail(event, troubles[event.details["mail"]], now)
        for event in events
        if event.name == MAILED and event.details["mail"] in troubles
    ]
    return tuple(sorted([*said, *acts], key=lambda entry: entry.at))


def news_since(session: Session, case: Escalation, seen: int, now: datetime) -> tuple[str, ...]:
    """What happened after the event `seen`, a sentence each."""
    events = [
        event
        for event in events_of(session, _subject(case))
        if event.id > seen and event.name in (*_SAID, *_ACTS)
    ]
    names = _names(session, events)
    return tuple(
        f"{_sentence(event, case, names)}, {short_moment(event.at, now)}" for event in events
    )


def last_event(session: Session, case: Escalation) -> int:
    """The newest event of the case: what a page made now has shown."""
    return session.scalar(_NEWEST, {"subject": _subject(case)}) or 0


def own_keys(session: Session, case: Escalation, person: Person) -> list[str]:
    """The keys of this person's last texts: a draft with one of them has been sent, or waits."""
    mine = (Message.escalation_id == case.id, Message.author_id == person.id)
    newest = select(Message.public_id).where(*mine).order_by(Message.id.desc())
    on_its_way = select(UnsentReply.public_id).where(
        UnsentReply.escalation_id == case.id,
        UnsentReply.author_id == person.id,
        UnsentReply.state == State.WAITING.value,
    )
    return [*session.scalars(newest.limit(KEPT_KEYS)), *session.scalars(on_its_way)]


def _act(
    event: Event, case: Escalation, names: Mapping[int, str], fresh: bool, now: datetime
) -> Entry:
    return Entry(
        kind="act",
        who=_sentence(event, case, names),
        picture_url=None,
        at=event.at,
        time=short_moment(event.at, now),
        body=NOTHING,
        files=(),
        fresh=fresh,
    )


def _thanks(session: Session, case: Escalation, event: Event, fresh: bool, now: datetime) -> Entry:
    """What the customer wrote to those who helped."""
    entry, thanks = _act(event, case, {}, fresh, now), thanks_of(session, case)
    words = thanks.words if thanks is not None else ""
    return replace(entry, who=_("%(who)s: “%(words)s”", who=entry.who, words=words))


def _about_mail(event: Event, trouble: str, now: datetime) -> Entry:
    """A mail that no message stands for, such as the first one to the customer."""
    return Entry(
        kind="act",
        who=_("A mail to the customer"),
        picture_url=None,
        at=event.at,
        time=short_moment(event.at, now),
        body=NOTHING,
        files=(),
        fresh=False,
        mail_trouble=trouble,
    )


def _sentence(event: Event, case: Escalation, names: Mapping[int, str]) -> str:
    """Who did what, in one sentence."""
    name = names.get(event.actor_id or 0) or case.name
    contact = event.details.get("contact")
    other = names.get(contact, "") if isinstance(contact, int) else ""
    if event.name == "case.chosen":
        return given(other, event.details.get("grounds", ()))
    if event.name == "case.assigned" and contact is None:
        return _("%(name)s moved the case to another team", name=name)
    if event.name == "case.assigned" and contact != event.actor_id and event.actor_id:
        return _("%(name)s gave the case to %(other)s", name=name, other=other)
    of = {"name": name, "number": spoken(event.details.get("number", 0))}
    sentences = {
        "case.deputy": _("%(name)s stands in", name=names.get(event.details.get("deputy", 0), "")),
        "case.deputy_gone": _("Nobody stands in any more"),
        "case.deputy_told": _("%(name)s was told who stands in", name=case.name),
        "case.unassigned": _("Nobody of the team was there to take the case"),
        "case.replied": _("%(name)s replied", name=name),
        "case.noted": _("%(name)s wrote a note", name=name),
        "case.customer_wrote": _("%(name)s wrote", name=name),
        "case.assigned": _("%(name)s took the case", name=other or name),
        "case.waiting": _("%(name)s waits for the customer", name=name),
        "case.prioritised": _("%(name)s changed the priority", name=name),
        "case.promise_moved": _("%(name)s promised another time", name=name),
        "case.promise_extended": _("The portal asked the customer for patience"),
        "case.callback": _("%(name)s asked to be called", name=name),
        "case.solved": _("%(name)s marked the case as solved", name=name),
        "case.reopened": _("%(name)s opened the case again", name=name),
        "case.solution_confirmed": _("%(name)s confirmed that it is solved", name=name),
        "case.asked_solved": _("%(name)s was asked whether it is solved", name=name),
        "case.closed": _("Nothing was heard: closed for now by the portal"),
        "case.thanked": _("%(name)s said thank you", name=name),
        "case.confirmed": _("%(name)s confirmed the mail address", name=name),
        "case.reminded": _("%(name)s was reminded by mail", name=name),
        "case.tried": _("%(name)s went through a step with the customer", name=name),
        "case.linked": _("%(name)s linked this case with another one", name=name),
        "case.unlinked": _("%(name)s took away the link with another case", name=name),
        "case.merged": _("%(name)s merged case %(number)s into this one", **of),
        "case.split": _("%(name)s made case %(number)s of a part", **of),
    }
    return sentences[event.name]


def _names(session: Session, events: Iterable[Event]) -> dict[int, str]:
    wanted = {
        number
        for event in events
        for number in (event.actor_id, *(event.details.get(who) for who in ("contact", "deputy")))
    }
    rows = select(Person.id, Person.name).where(Person.id.in_(wanted - {None}))
    return {row.id: row.name for row in session.execute(rows)}


def _subject(case: Escalation) -> str:
    return f"case:{case.id}"

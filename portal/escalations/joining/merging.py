"""Two cases become one: what was said, tried and promised in one goes on in the other.

None of these commits. What a customer was told stays true: their old link leads on, and the
promise that falls due first holds.
"""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.core.types import public_id
from portal.escalations import notifications
from portal.escalations.case_queries import context_lines
from portal.escalations.contact_persons.assignment_operations import set_contact
from portal.escalations.desk.operations import Outdated
from portal.escalations.joining.models import CaseLink
from portal.escalations.joining.operations import link_cases
from portal.escalations.joining.rules import Due, Side, check_merge, takes_over
from portal.escalations.models import (
    OPEN_STATUSES,
    Basis,
    CaseFile,
    ContextLine,
    Escalation,
    Message,
    MessageKind,
    Promise,
    Status,
)
from portal.escalations.office import Office
from portal.escalations.operations import hold
from portal.escalations.outbox.models import ReplyFile, State, UnsentReply, Why
from portal.escalations.promises.defaults import default_promise, is_answered
from portal.escalations.promises.operations import (
    Grounds,
    close_promise,
    make_promise,
    open_promise,
)
from portal.escalations.rules import PromiseKind, spoken
from portal.escalations.status.models import Correction
from portal.escalations.tags.models import CaseTag, copied_of
from portal.service_hours.rules import Priority

LETTER = "case.merged"
_WHAT_A_LINE_SAYS = (
    "section",
    "label",
    "text",
    "url",
    "from_message",
    "remedy",
    "outcome",
    "before",
    "note",
    "wrong",
)
_WHAT_STOOD = ("text", "outcome", "was_wrong", "at")


def merge_cases(
    session: Session,
    gone: Escalation,
    kept: Escalation,
    *,
    revisions: tuple[int, int],
    actor_id: int,
    office: Office,
    now: datetime,
) -> None:
    """Let `gone` go on in `kept`, and tell the customer; said twice, it is said once.

    `revisions` are those of `gone` and `kept` as their page showed them. Both are later than any
    page of either that is still open somewhere, so nothing typed there is kept unseen. The caller
    checks that the actor may see both (A3). Raises Outdated, and Invalid for cases that may not
    become one (`rules.check_merge`).
    """
    for case in sorted((gone, kept), key=lambda case: case.id):  # one order: no deadlock
        session.refresh(case, with_for_update=True)
    if gone.merged_into_id == kept.id:
        return
    if (gone.revision, kept.revision) != revisions:
        raise Outdated("Something has happened to one of these cases since you opened the page.")
    check_merge(side_of(gone), side_of(kept))
    for case in (gone, kept):
        hold(session, case, now=now)
    kept.revision = max(gone.revision, kept.revision)
    _move_texts(session, gone, kept)
    _copy_lines(session, gone, kept)
    _move_unsent(session, gone, kept)
    _move_links(session, gone, kept, actor_id, now)
    kept.priority = _higher(gone, kept)
    if kept.contact is None and gone.contact is not None:
        set_contact(session, kept, gone.contact, actor_id=actor_id, now=now)
    _join_promises(session, gone, kept, actor_id, office, now)
    _move_tags(session, gone, kept)
    gone.status, gone.solved_at = Status.CLOSED.value, None
    gone.merged_into_id = kept.id
    earlier = update(Escalation).where(Escalation.merged_into_id == gone.id)
    session.execute(earlier.values(merged_into_id=kept.id))
    for case, other in ((gone, kept), (kept, gone)):
        name = "case.merged_away" if case is gone else "case.merged"
        record_event(
            session,
            name,
            f"case:{case.id}",
            actor_id=actor_id,
            now=now,
            other=other.id,
            number=other.number,
        )
    session.flush()
    notifications.announce(session, kept, office, LETTER, merged_words(gone, kept), now=now)


def side_of(case: Escalation) -> Side:
    """What `rules.check_merge` asks of a case."""
    return Side(
        case=case.id,
        requester=case.requester_id,
        reachable=case.requester.email is not None,
        confirmed=case.confirmed_at is not None,
        is_open=Status(case.status) in OPEN_STATUSES,
    )


def merged_words(gone: Escalation, kept: Escalation) -> list[str]:
    """What the customer is told, in the language of the case that stays."""
    with force_locale(kept.locale):
        return [told_of_merge(spoken(gone.number), spoken(kept.number))]


def told_of_merge(gone: str, kept: str) -> str:
    """One sentence, in the locale in force."""
    return _(
        "your requests %(gone)s and %(kept)s are about the same thing, so we have put them "
        "together. Everything you wrote and tried stands in request %(kept)s now, and nothing of "
        "it is lost.",
        gone=gone,
        kept=kept,
    )


def _move_texts(session: Session, gone: Escalation, kept: Escalation) -> None:
    """The words that opened the case become a message beside the others."""
    words = Message(
        public_id=public_id(),
        escalation_id=kept.id,
        kind=MessageKind.CUSTOMER.value,
        body=gone.words,
        created_at=gone.created_at,
    )
    session.add(words)
    session.flush()
    files = update(CaseFile).where(CaseFile.escalation_id == gone.id)
    session.execute(
        files.where(CaseFile.message_id.is_(None)).values(
            escalation_id=kept.id, message_id=words.id
        )
    )
    session.execute(files.values(escalation_id=kept.id))
    said = update(Message).where(Message.escalation_id == gone.id)
    session.execute(said.values(escalation_id=kept.id))


def _move_unsent(session: Session, gone: Escalation, kept: Escalation) -> None:
    """What colleagues have not sent yet comes back to them, at the case that stays."""
    waiting = update(UnsentReply).where(UnsentReply.escalation_id == gone.id)
    back = {"state": State.RETURNED.value, "why": Why.NEWS.value}
    session.execute(waiting.where(UnsentReply.state == State.WAITING.value).values(**back))
    session.execute(waiting.values(escalation_id=kept.id))
    files = update(ReplyFile).where(ReplyFile.escalation_id == gone.id)
    session.execute(files.values(escalation_id=kept.id))


def _move_tags(session: Session, gone: Escalation, kept: Escalation) -> None:
    tags = {
        case.id: set(
            session.scalars(select(CaseTag.tag_id).where(CaseTag.escalation_id == case.id))
        )
        for case in (gone, kept)
    }
    session.execute(delete(CaseTag).where(CaseTag.escalation_id == gone.id))
    for tag_id in tags[gone.id] - tags[kept.id]:
        session.add(CaseTag(escalation_id=kept.id, tag_id=tag_id, **copied_of(kept)))


def _copy_lines(session: Session, gone: Escalation, kept: Escalation) -> None:
    """What was tried and stated is known in the case that stays, once, with what its customer had
    corrected. The other keeps its snapshot, too: it may be opened again by whoever has only its
    link."""
    known = {_said(line): line for line in context_lines(session, kept)}
    mine = select(func.max(ContextLine.position)).where(ContextLine.escalation_id == kept.id)
    position = session.scalar(mine) or 0
    for line in context_lines(session, gone):
        if _said(line) not in known:
            position += 1
            copied = {name: getattr(line, name) for name in _WHAT_A_LINE_SAYS}
            copy = ContextLine(escalation_id=kept.id, position=position, at=line.at, **copied)
            session.add(copy)
            session.flush()
            known[_said(line)] = copy
        _copy_corrections(session, line, known[_said(line)])
    session.flush()


def _copy_corrections(session: Session, line: ContextLine, copy: ContextLine) -> None:
    history = select(Correction).order_by(Correction.at, Correction.id)
    there = {_stood(one) for one in session.scalars(history.where(Correction.line_id == copy.id))}
    for one in session.scalars(history.where(Correction.line_id == line.id)).all():
        if _stood(one) not in there:
            stood = dict(zip(_WHAT_STOOD, _stood(one), strict=True))
            session.add(Correction(line_id=copy.id, **stood))


def _stood(correction: Correction) -> tuple[object, ...]:
    return tuple(getattr(correction, name) for name in _WHAT_STOOD)


def _said(line: ContextLine) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in _WHAT_A_LINE_SAYS)


def _move_links(
    session: Session, gone: Escalation, kept: Escalation, actor_id: int, now: datetime
) -> None:
    mine = or_(CaseLink.low_id == gone.id, CaseLink.high_id == gone.id)
    links = list(session.scalars(select(CaseLink).where(mine)))
    others = {link.low_id if link.high_id == gone.id else link.high_id for link in links}
    session.execute(delete(CaseLink).where(mine))
    for other_id in others - {kept.id}:
        other = session.get_one(Escalation, other_id)
        link_cases(session, kept, other, actor_id=actor_id, now=now)


def _higher(gone: Escalation, kept: Escalation) -> str:
    order = [priority.value for priority in Priority]
    return max(gone.priority, kept.priority, key=order.index)


def _join_promises(
    session: Session,
    gone: Escalation,
    kept: Escalation,
    actor_id: int,
    office: Office,
    now: datetime,
) -> None:
    """End the promise of the case that goes; what it promised sooner, the other one promises."""
    ours_to_answer = gone.status in (Status.NEW.value, Status.OPEN.value)
    waited = kept.status == Status.WAITING.value
    before = open_promise(session, gone)
    takes = takes_over(_due(before), _due(open_promise(session, kept)), now)
    close_promise(session, gone, fulfilled=False, ends=True, now=now, actor_id=actor_id)
    if not ours_to_answer:
        return
    if waited or gone.status == Status.OPEN.value:
        kept.status = Status.OPEN.value
    if gone.channel == "callback" and (takes or kept.channel != "callback"):
        kept.channel, kept.phone = gone.channel, gone.phone
        kept.callback_wish = gone.callback_wish
    if takes and before is not None:
        _promise_again(session, kept, before, actor_id, now)
    elif waited:
        kind = PromiseKind.NEXT_UPDATE
        default_promise(session, kept, kind, office, made_by=actor_id, fulfils=False, now=now)


def _promise_again(
    session: Session, kept: Escalation, before: Promise, actor_id: int, now: datetime
) -> None:
    """The same by the same time, on the same grounds."""
    stays = before.kind == PromiseKind.CALL or not is_answered(session, kept)
    make_promise(
        session,
        kept,
        PromiseKind(before.kind) if stays else PromiseKind.NEXT_UPDATE,
        before.text,
        before.due_at,
        made_by=before.made_by_id or actor_id,
        fulfils=False,
        now=now,
        grounds=Grounds(Basis(before.basis), before.counted_from),
    )


def _due(promise: Promise | None) -> Due | None:
    return Due(PromiseKind(promise.kind), promise.due_at) if promise is not None else None

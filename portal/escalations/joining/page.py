"""Putting the page for linking, merging and splitting together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.core.errors import Invalid
from portal.escalations.desk.lists import came_from, case_address
from portal.escalations.desk.page import file_address
from portal.escalations.desk.words import status_word
from portal.escalations.desk_queries import earlier_cases
from portal.escalations.handing_over.pages import FileView
from portal.escalations.inbox.words import short_moment
from portal.escalations.joining.forms import OTHER, THIS, MergeForm, SplitForm
from portal.escalations.joining.merging import side_of
from portal.escalations.joining.models import LinkKind
from portal.escalations.joining.pages import CaseView, JoiningPage, OtherCase, Said
from portal.escalations.joining.queries import Linked, linked_cases
from portal.escalations.joining.rules import check_merge
from portal.escalations.line_views import file_views
from portal.escalations.messages import case_files, messages
from portal.escalations.models import Escalation, Message, MessageKind, Status
from portal.escalations.promises.operations import open_promise
from portal.escalations.rules import spoken
from portal.web.access import Reader


@dataclass(frozen=True, slots=True)
class Typed:
    """What the page is about, and what of it was refused: the number that was typed, the case
    behind it, forms that come back, and why. `part` is the public id of the message whose words a
    new case begins with, or the case's own."""

    number: str = ""
    part: str = ""
    other: Escalation | None = None
    merge: MergeForm | None = None
    split: SplitForm | None = None
    problem: str = ""


def joining_page(
    session: Session,
    case: Escalation,
    reader: Reader,
    teams: Sequence[Queue],
    typed: Typed,
    *,
    now: datetime,
) -> JoiningPage:
    """The case, another one beside it if one was named, and what can be done with both."""
    other, linked = typed.other, linked_cases(session, case, reader)
    view = partial(case_view, session, now=now)
    files = files_of(session, case)
    said = messages(session, case, (MessageKind.CUSTOMER,))
    proposed = [
        OtherCase(str(each.number), view(each), _("of the same mail address"))
        for each in earlier_cases(session, case, reader)
    ]
    return JoiningPage(
        title=_("Link, merge or split"),
        case=case,
        came_from=came_from(),
        this=replace(view(case), url=case_address(case.public_id, came_from())),
        other=OtherCase(str(other.number), view(other), "") if other else None,
        is_linked=other is not None and any(each.case.id == other.id for each in linked),
        proposed=tuple(proposed),
        linked=tuple(
            OtherCase(str(each.case.number), view(each.case), _why(each)) for each in linked
        ),
        merge=typed.merge or merge_form(case, other),
        hindrance=_hindrance(case, other),
        typed=typed.number,
        unknown=_unknown(typed),
        problem=typed.problem,
        split=typed.split or split_form(case, teams, files, _chosen(case, said, typed.part)),
        said=tuple(
            Said(short_moment(each.created_at, now), each.body, _part_url(case, each.public_id))
            for each in said
        ),
        files=files,
    )


def joining_address(case: Escalation, part: str | None = None, anchor: str | None = None) -> str:
    """The page, for somebody who came to the case from a list; `part` is as in Typed."""
    listed = came_from() or None
    return url_for(
        "cases.joining", public_id=case.public_id, part=part, list=listed, _anchor=anchor
    )


def merge_form(case: Escalation, other: Escalation | None) -> MergeForm:
    """An empty form; the older case stays, or the one that may."""
    form = MergeForm(data={"revision": case.revision, "came_from": came_from()})
    if other is not None:
        first, second = (THIS, OTHER) if case.id < other.id else (OTHER, THIS)
        form.number_of.data = str(other.number)
        form.other_revision.data = str(other.revision)
        form.stays.data = first if _allowed(case, other, first) else second
    return form


def split_form(
    case: Escalation, teams: Sequence[Queue], files: Sequence[FileView], words: str
) -> SplitForm:
    """An empty form, or one with the words of a message."""
    start = {"revision": case.revision, "came_from": came_from()}
    data = start | {"team": case.queue.key, "words": words}
    return SplitForm(teams=teams, case_files=files, data=data)


def files_of(session: Session, case: Escalation) -> tuple[FileView, ...]:
    """The files that the new case may get."""
    return file_views(case_files(session, case), partial(file_address, case))


def case_view(session: Session, case: Escalation, *, now: datetime) -> CaseView:
    """A case in a few lines."""
    promise = open_promise(session, case)
    return CaseView(
        number=spoken(case.number),
        url=url_for("cases.show", public_id=case.public_id),
        subject=case.subject,
        locale=case.locale,
        customer=case.name,
        address=case.requester.email or case.phone,
        status=status_word(Status(case.status)),
        contact=case.contact.name if case.contact else "",
        next=f"{promise.text}, {short_moment(promise.due_at, now)}" if promise else "",
        opened=case.created_at,
    )


def _hindrance(case: Escalation, other: Escalation | None) -> str:
    """Why the two can't become one, whichever stays."""
    if other is None or any(_allowed(case, other, stays) for stays in (THIS, OTHER)):
        return ""
    older_stays = (other, case) if case.id < other.id else (case, other)
    return _refusal(*older_stays)


def _allowed(case: Escalation, other: Escalation, stays: str) -> bool:
    gone, kept = (other, case) if stays == THIS else (case, other)
    return not _refusal(gone, kept)


def _refusal(gone: Escalation, kept: Escalation) -> str:
    try:
        check_merge(side_of(gone), side_of(kept))
    except Invalid as error:
        return _(error.message)
    return ""


def _unknown(typed: Typed) -> str:
    if typed.number and typed.other is None:
        return _("No case of your teams has this number. Look it up in the inbox.")
    return ""


def _why(linked: Linked) -> str:
    if linked.kind is LinkKind.RELATED:
        return ""
    return _("this one was a part of it") if linked.first else _("was a part of this one")


def _chosen(case: Escalation, said: Sequence[Message], part: str) -> str:
    """The words that a link of the page fills in."""
    if part == case.public_id:
        return case.words
    return next((each.body for each in said if each.public_id == part), "")


def _part_url(case: Escalation, part: str) -> str:
    return joining_address(case, part, "split")

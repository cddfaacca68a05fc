"""The search of the agents' bar: what was found, or the one case that was meant."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.desk.lists import case_address
from portal.escalations.desk.words import status_kind, status_word
from portal.escalations.desk_queries import own_queues, readable
from portal.escalations.finding.beside import FIELD, found_text
from portal.escalations.finding.pages import FoundGroup, FoundLine, FoundPage
from portal.escalations.finding.passages import CasePassage, Source, best_passages
from portal.escalations.finding.searching import NO_WORDS, FoundCases, case_meant, find_cases
from portal.escalations.inbox.listing import LONGEST, list_text
from portal.escalations.inbox.words import short_day
from portal.escalations.models import OPEN_STATUSES, Escalation, Status
from portal.escalations.rules import spoken
from portal.web.access import Reader
from portal.web.furniture import furnish
from portal.web.inputs import one_line
from portal.web.locale import current_locale
from portal.web.pages import render

LONGEST_QUERY = 1_000
"""Characters: enough for an error message that somebody pastes."""
PAGE_SIZE = 25
OPEN, DONE = "open", "done"


def query_typed() -> str:
    """What was typed into the search of cases."""
    return one_line(request.args.get("q", ""), LONGEST_QUERY)


def found_cases(query: str, reader: Reader) -> AnyResponse:
    """What fits the query, 25 cases at a time; straight to the case that was named."""
    public_id = case_meant(db.session, query, reader)
    if public_id is not None:
        return redirect(url_for("cases.show", public_id=public_id))
    engine = current_app.extensions["lotse.case_search"]()
    found = find_cases(db.session, engine, query, reader, locale=current_locale())
    furnish(query=query)
    return render(_page(db.session, found, query, reader, now()))


def _page(
    session: Session, found: FoundCases, query: str, reader: Reader, moment: datetime
) -> FoundPage:
    state = request.args.get("state", "")
    state = state if state in {OPEN, DONE} else ""
    wanted = _of_state(session, [*found.exact, *found.like], reader, state)
    exact = [id_ for id_ in found.exact if id_ in wanted]
    ids = [*exact, *(id_ for id_ in found.like if id_ in wanted)]
    start = min(_number(request.args.get("start", "")), 2 * PAGE_SIZE * PAGE_SIZE)
    shown = ids[start : start + PAGE_SIZE]

    def address(state: str = state, start: int = 0) -> str:
        return url_for("cases.inbox", q=query, state=state or None, start=start or None)

    lines = _lines(session, shown, query, reader, moment)
    words = [lines[id_] for id_ in shown if id_ in set(exact)]
    like = [lines[id_] for id_ in shown if id_ not in set(exact)]
    groups = (
        FoundGroup(_("With these words"), "", tuple(words)),
        FoundGroup(_("About something similar"), "", tuple(like)),
    )
    further = start + PAGE_SIZE < len(ids)
    states = ((_("All"), ""), (pgettext("cases", "Open"), OPEN), (_("Solved"), DONE))
    return FoundPage(
        title=_("Cases with “%(words)s”", words=_short(query)),
        query=query,
        count=_count(len(exact), more=found.more),
        trouble=_trouble(found.missing),
        empty=_empty(session, reader),
        groups=tuple(group for group in groups if group.lines),
        states=tuple((word, address(value), value == state) for word, value in states),
        following_url=address(start=start + PAGE_SIZE) if further else None,
        first_url=address() if start else None,
    )


def _of_state(session: Session, ids: Sequence[int], reader: Reader, state: str) -> set[int]:
    """Those of the cases that are in the state asked for, and that the reader may see."""
    query = select(Escalation.id).where(Escalation.id.in_(ids), readable(reader))
    of_open = Escalation.status.in_([status.value for status in OPEN_STATUSES])
    if state:
        query = query.where(of_open if state == OPEN else ~of_open)
    return set(session.scalars(query)) if ids else set()


def _lines(
    session: Session, ids: Sequence[int], query: str, reader: Reader, moment: datetime
) -> dict[int, FoundLine]:
    if not ids:
        return {}
    listed = list_text(request.args.to_dict() | {FIELD: found_text(ids)})
    if len(listed) > LONGEST:
        listed = list_text(request.args.to_dict())
    rows = select(Escalation).where(Escalation.id.in_(ids), readable(reader))
    cases = list(session.scalars(rows.options(joinedload(Escalation.queue))))
    passages = best_passages(session, cases, query)
    many_teams = len(own_queues(session, reader)) > 1
    return {
        case.id: _line(case, listed, passages[case.id], moment, with_team=many_teams)
        for case in cases
    }


def _line(
    case: Escalation, listed: str, passage: CasePassage, moment: datetime, *, with_team: bool
) -> FoundLine:
    status = Status(case.status)
    return FoundLine(
        url=case_address(case.public_id, listed),
        number=spoken(case.number),
        name=case.name,
        subject=case.subject,
        locale=case.locale,
        status=status_word(status),
        status_kind=status_kind(status),
        team=case.queue.names[current_locale()] if with_team else "",
        day=short_day(case.solved_at or case.created_at, moment),
        passage=passage.segments,
        by=_by(passage, moment),
    )


def _by(passage: CasePassage, moment: datetime) -> str:
    of = {"name": passage.who, "day": short_day(passage.at, moment)}
    match passage.source:
        case Source.WORDS:
            return _("From the request, %(day)s", **of)
        case Source.CONTEXT:
            return _("From the hand-over, %(day)s", **of)
        case Source.CUSTOMER:
            return _("Customer, %(day)s", **of)
        case Source.REPLY:
            return _("Answer by %(name)s, %(day)s", **of)
        case _:
            return _("Note by %(name)s, %(day)s", **of)


def _count(count: int, *, more: bool) -> str:
    if more:
        return _("More than %(num)s cases have these words, the newest are looked at.", num=count)
    if not count:
        return _("No case has all of these words.")
    return ngettext("One case has these words.", "%(num)s cases have these words.", count)


def _trouble(missing: str) -> str:
    if not missing:
        return ""
    if missing == NO_WORDS:
        return _("The index of cases is being built. Only names and subjects are searched so far.")
    return _("Searched by words alone: the search by meaning is not ready.")


def _empty(session: Session, reader: Reader) -> str:
    if not own_queues(session, reader):
        return _("You are in no team yet, so no cases are shown to you. Ask an administrator.")
    return _("No case of your teams fits. Try other words, a number or a mail address.")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _short(query: str) -> str:
    return query if len(query) <= 80 else f"{query[:79].rstrip()}…"

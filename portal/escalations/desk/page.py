"""Putting the page of a case together."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from flask import current_app, url_for
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.portraits import picture_url
from portal.core.organisation import Organisation
from portal.escalations.case_queries import context_lines
from portal.escalations.composer.later import later_words
from portal.escalations.contact_persons.assignment_queries import colleagues, other_teams
from portal.escalations.context import Section
from portal.escalations.desk.assisting import runs_of_case
from portal.escalations.desk.entries import conversation, last_event, news_since, own_keys
from portal.escalations.desk.forms import (
    HandOverForm,
    NoteForm,
    ReplyForm,
    SolutionForm,
    WaitingForm,
)
from portal.escalations.desk.lists import came_from, list_view
from portal.escalations.desk.pages import (
    CasePage,
    DueView,
    EarlierCase,
    Forms,
    Proposal,
    ReadLine,
    Story,
)
from portal.escalations.desk.text import said_html
from portal.escalations.desk.words import basis_words, status_kind, status_word
from portal.escalations.desk_queries import due_of, earlier_cases
from portal.escalations.inbox.words import bare_time, distance, short_day, short_moment
from portal.escalations.joining.queries import linked_cases, merged_numbers
from portal.escalations.line_views import by_section, file_views, kept_line, line_view, short_time
from portal.escalations.live.case_line import live_of
from portal.escalations.messages import case_files
from portal.escalations.models import OPEN_STATUSES, ContextLine, Escalation, Promise, Status
from portal.escalations.outbox.page import outbox_view
from portal.escalations.phone.codes import current_code, spoken_code
from portal.escalations.promises.forms import MoveForm, PriorityForm
from portal.escalations.promises.operations import open_promise
from portal.escalations.promises.rules import proposals
from portal.escalations.rules import PromiseKind, spoken
from portal.escalations.status.corrected_lines import corrected_views
from portal.escalations.tags.beside import case_tags
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Calendar
from portal.troubleshooter.flows import published_flows
from portal.web.access import Reader
from portal.web.locale import current_locale
from portal.web.security import safe_next

ABOUT = timedelta(minutes=30)
"""As near to each other promises are due “at that time”."""


def case_page(
    session: Session,
    case: Escalation,
    person: Person,
    *,
    forms: Forms,
    conflict_since: int | None = None,
    fresh_after: int | None = None,
    now: datetime,
) -> CasePage:
    """The case as `person` sees it; `conflict_since` is the last event that they had seen when
    their form was refused because of a newer one. What came after it, or after the event
    `fresh_after`, is marked."""
    reader = person.as_reader()
    files = case_files(session, case)
    address = partial(file_address, case)
    code = current_code(session, case, now)
    promise = open_promise(session, case)
    news = news_since(session, case, conflict_since, now) if conflict_since is not None else ()
    return CasePage(
        title=case.subject,
        case=case,
        number=spoken(case.number),
        status=status_word(Status(case.status)),
        status_kind=status_kind(Status(case.status)),
        team=case.queue.names[current_locale()],
        is_open=Status(case.status) in OPEN_STATUSES,
        is_mine=case.contact_id == person.id,
        story=_story(session, case, now),
        entries=conversation(
            session,
            case,
            files,
            address,
            fresh_after=fresh_after if conflict_since is None else conflict_since,
            now=now,
        ),
        due=_due(promise, now) if promise else None,
        contact=case.contact.name if case.contact else "",
        contact_picture_url=picture_url(case.contact) if case.contact else None,
        reached_by=_reached_by(case),
        confirmed=case.confirmed_at is not None,
        mailed_in_full=case.requester.confirmed_at is not None,
        files=file_views(files, address),
        earlier=_others(earlier_cases(session, case, reader)),
        linked=_others(each.case for each in linked_cases(session, case, reader)),
        merged_numbers=", ".join(spoken(each) for each in merged_numbers(session, case)),
        proposals=_proposals(session, case, person, reader, now),
        forms=forms,
        tags=case_tags(session, case, reader),
        runs=tuple(runs_of_case(session, case, _secret_key(), current_locale())),
        flows=tuple((flow.id, flow.title[current_locale()]) for flow in published_flows(session)),
        news=news,
        conflict=conflict_since is not None,
        list=list_view(session, case, reader, now=now),
        live=live_of(session, case, person, now=now),
        outbox=outbox_view(session, case, person, now=now),
        done_keys=" ".join(own_keys(session, case, person)),
        deputy=case.deputy.name if case.deputy else "",
        code=spoken_code(case, code, _secret_key()) if code else "",
        code_until=code.expires_at if code else None,
        code_address=_code_address(case),
    )


def fresh_forms(session: Session, case: Escalation, person: Person, *, now: datetime) -> Forms:
    """All forms of the page, empty, on the case as it stands now."""
    reader = person.as_reader()
    stands = {
        "revision": case.revision,
        "seen": last_event(session, case),
        "came_from": came_from(),
    }
    calendar = calendar_of(session, case, now)
    people = colleagues(session, case, reader, now=now)
    teams = other_teams(session, case, reader)
    return Forms(
        reply=ReplyForm(calendar=calendar, now=now, data=stands),
        later=ReplyForm(calendar=calendar, now=now, data=stands | later_words(case, person)),
        note=NoteForm(data=stands),
        hand_over=HandOverForm(people=people, teams=teams, data=stands),
        waiting=WaitingForm(calendar=calendar, now=now, data=stands),
        solution=SolutionForm(data=stands),
        move=MoveForm(calendar=calendar, now=now, data=stands),
        priority=PriorityForm(data=stands | {"priority": case.priority}),
    )


def calendar_of(session: Session, case: Escalation, now: datetime) -> Calendar:
    """The service hours of the case's team."""
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    return service_of(session, organisation, case.queue, now).calendar


def file_address(case: Escalation, file: str) -> str:
    """Where an agent finds a file of a case."""
    return url_for("cases.case_file", public_id=case.public_id, file=file)


def _story(session: Session, case: Escalation, now: datetime) -> Story:
    lines = context_lines(session, case)
    read = (Section.SEARCHED.value, Section.OPENED.value)
    views = corrected_views(session, case, [line for line in lines if line.section not in read])
    attempts, facts, _read = by_section(views)
    return Story(
        words=said_html(case.words),
        sent=short_moment(case.created_at, now),
        facts=facts,
        attempts=attempts,
        read=tuple(_read_line(line) for line in lines if line.section in read),
    )


def _read_line(line: ContextLine) -> ReadLine:
    shown = line_view(kept_line(line))
    return ReadLine(
        time=short_time(line.at) if line.at else "",
        label=line.label,
        text=shown.text,
        url=safe_next(line.url) or "",
    )


def _code_address(case: Escalation) -> str:
    """From the settings, never from the Host header (S5)."""
    base_url: str = current_app.extensions["lotse.settings"].base_url
    return base_url + url_for("escalations.code", lang=case.locale)


def _secret_key() -> str:
    key: str = current_app.extensions["lotse.settings"].secret_key
    return key


def _due(promise: Promise, now: datetime) -> DueView:
    ours = promise.kind != PromiseKind.YOUR_ANSWER
    return DueView(
        time=bare_time(promise.due_at),
        day=short_day(promise.due_at, now),
        distance=distance(promise.due_at, now),
        text=promise.text,
        late=ours and promise.due_at < now,
        ours=ours,
        basis=basis_words(promise, now),
    )


def _reached_by(case: Escalation) -> tuple[str, ...]:
    wanted = (case.phone, case.callback_wish) if case.channel == "callback" else ()
    return tuple(part for part in (case.requester.email, *wanted) if part)


def _others(cases: Iterable[Escalation]) -> tuple[EarlierCase, ...]:
    return tuple(
        EarlierCase(
            url=url_for("cases.show", public_id=other.public_id),
            subject=other.subject,
            status=status_word(Status(other.status)),
            day=other.created_at,
        )
        for other in cases
    )


def _proposals(
    session: Session, case: Escalation, person: Person, reader: Reader, now: datetime
) -> tuple[Proposal, ...]:
    """Times to promise, with how much whoever keeps it has promised for about then."""
    times = proposals(calendar_of(session, case, now), now)
    if not times:
        return ()
    keeper = case.contact_id or person.id
    due = due_of(session, keeper, reader, times[-1] + ABOUT)
    return tuple(
        Proposal(
            value=moment.isoformat(timespec="minutes"),
            label=short_moment(moment, now),
            load=sum(abs(one - moment) <= ABOUT for one in due),
        )
        for moment in times
    )

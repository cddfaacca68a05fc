"""The inbox: what is due, by when, and who has it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.models import Queue
from portal.core.clock import now
from portal.core.db import db
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.desk_queries import own_queues
from portal.escalations.finding.views import found_cases, query_typed
from portal.escalations.inbox.count_queries import (
    COUNTED,
    MOST_COUNTED,
    count_mine,
    count_views,
)
from portal.escalations.inbox.filter_bar import filter_address, filter_bar
from portal.escalations.inbox.filters import narrows, wanted_of
from portal.escalations.inbox.listing import list_text, read_list
from portal.escalations.inbox.narrowing import Narrowing, narrowed
from portal.escalations.inbox.pages import InboxGroup, InboxLine, InboxPage, ViewGroup, ViewLink
from portal.escalations.inbox.places import EPOCH, place_text, read_place
from portal.escalations.inbox.queries import (
    CaseList,
    InboxRow,
    Place,
    View,
    list_cases,
)
from portal.escalations.inbox.saved_links import saved_group
from portal.escalations.inbox.walking import filtered_cases
from portal.escalations.inbox.words import (
    DueGroup,
    due_group,
    full_time,
    group_title,
    next_words,
    time_words,
)
from portal.escalations.live.pages import Live
from portal.escalations.models import Status
from portal.escalations.outbox.page import unsent_lines
from portal.escalations.presence.queries import others_at
from portal.escalations.presence.words import mark_words
from portal.service_hours.rules import Priority
from portal.service_hours.team_forms import PRIORITY_NAMES
from portal.web.access import Permission, Reader, current_reader, requires
from portal.web.locale import current_locale, current_time_zone
from portal.web.pages import render

VIEW_KEYS = {
    View.MINE: "g m",
    View.DEPUTY: "g d",
    View.UNASSIGNED: "g n",
    View.OVERDUE: "g o",
    View.WAITING: "g w",
    View.ALL: "g a",
    View.SOLVED: "g s",
}
"""Which keys lead to a view, one after the other."""


@blueprint.get("")
@requires(Permission.HANDLE_CASES)
def inbox() -> AnyResponse:
    """The cases of a view, fifty at a time; with `q` those that fit, of any view."""
    reader, moment = current_reader(), now()
    if typed := query_typed():
        return found_cases(typed, reader)
    queues = own_queues(db.session, reader)
    view, queue = _wanted(queues)
    after = read_place(request.args.get("after", ""))
    wanted = wanted_of(request.args)
    narrowing = _narrowing(wanted, queue, reader, moment)
    if narrowing is not None:
        view = narrowing.view
        found = filtered_cases(db.session, narrowing, reader, after=after, now=moment)
    else:
        found = list_cases(db.session, view, reader, queue=queue, after=after, now=moment)

    def address(place: Place | None = None) -> str:
        if narrowing is not None:
            return filter_address(wanted | ({"after": place_text(place)} if place else {}))
        return url_for(
            "cases.inbox",
            view=view if view is not View.MINE else None,
            team=queue.key if queue else None,
            after=place_text(place) if place else None,
        )

    listed = address().partition("?")[2]
    page = InboxPage(
        title=_title(view, queue),
        groups=_groups(found, view, moment, listed, whole=after is None),
        views=_views(queues, reader, view, queue, moment, searching=narrowing is not None),
        time_heading=_("Solved") if view is View.SOLVED else _("Promised by"),
        empty=_empty(queues) if narrowing is None else _nothing_fits(found),
        following_url=address(found.following) if found.following else None,
        first_url=address() if after else None,
        live=_live(listed, after),
        presence=_presence(found, reader, moment),
        unsent=unsent_lines(db.session, reader),
        listed=listed,
        filter_bar=filter_bar(
            db.session, wanted, reader, queues, narrowing.missing if narrowing else ()
        ),
    )
    return render(page)


def inbox_count(reader: Reader) -> str:
    """How many cases wait for this reader, for the bar."""
    return _count(count_mine(db.session, reader, now=now()))


def _live(listed: str, after: Place | None) -> Live:
    """Where the page asks what has changed of just these rows."""
    here = list_text(read_list(listed), place_text(after) if after else "")
    question = f"?{here}" if here else ""
    return Live(
        url=url_for("cases.inbox_news") + question, show_url=url_for("cases.inbox") + question
    )


def _presence(found: CaseList, reader: Reader, moment: datetime) -> dict[int, str]:
    ids = [row.case_id for row in found.rows]
    others = others_at(db.session, ids, reader.user_id or 0, now=moment)
    return {case_id: mark_words(people) for case_id, people in others.items()}


def _wanted(queues: Sequence[Queue]) -> tuple[View, Queue | None]:
    """What the address asks for; an unknown view or team does not narrow the list."""
    key = request.args.get("team", "")
    queue = next((queue for queue in queues if queue.key == key), None)
    asked = request.args.get("view", "")
    if asked in set(View):
        return View(asked), queue
    return (View.ALL if queue else View.MINE), queue


def _narrowing(
    wanted: Mapping[str, str], queue: Queue | None, reader: Reader, moment: datetime
) -> Narrowing | None:
    """What a filter asks for; None for a mere view, also of one team."""
    if not narrows(wanted) and ("team" in wanted) == (queue is not None):
        return None
    return narrowed(db.session, wanted, reader, now=moment, zone=current_time_zone())


def _groups(
    found: CaseList, view: View, moment: datetime, listed: str, *, whole: bool
) -> tuple[InboxGroup, ...]:
    if view is View.SOLVED:
        lines = tuple(_line(row, moment, listed) for row in found.rows)
        return (InboxGroup("", late=False, count=None, lines=lines),) if lines else ()
    whole = whole and found.following is None
    groups = []
    for group, rows in groupby(found.rows, key=lambda row: due_group(_at(row), moment)):
        lines = tuple(_line(row, moment, listed) for row in rows)
        late = group is DueGroup.OVERDUE and view is not View.WAITING
        title = group_title(group, moment)
        if group is DueGroup.OVERDUE and view is View.WAITING:
            title = _("Reminded, no answer yet")
        groups.append(InboxGroup(title, late, len(lines) if whole else None, lines))
    return tuple(groups)


def _line(row: InboxRow, moment: datetime, listed: str) -> InboxLine:
    place = place_text(Place(_at(row), row.case_id))
    here = f"{listed}&after={place}".removeprefix("&")
    waiting = row.status is Status.WAITING
    late = row.due_at is not None and row.due_at < moment and not waiting
    time, away = time_words(row, _at(row), moment, is_late=late)
    return InboxLine(
        url=url_for("cases.show", public_id=row.public_id, list=here),
        time=time,
        distance=away,
        when=full_time(row, _at(row), moment),
        late=late,
        name=row.name,
        subject=row.subject,
        locale=row.locale,
        unread=row.unread and row.solved_at is None,
        next=next_words(row),
        promise=row.promise or "",
        attempts=row.attempts,
        contact=row.contact,
        passed_around=row.passed_around,
        undelivered=row.undelivered,
        case_id=row.case_id,
        public_id=row.public_id,
        version=row.version,
        priority="" if row.priority is Priority.NORMAL else str(PRIORITY_NAMES[row.priority]),
        tags=row.tags,
    )


def _at(row: InboxRow) -> datetime:
    """The time by which a row is sorted; a case has one of the two."""
    return row.due_at or row.solved_at or EPOCH


def _views(
    queues: Sequence[Queue],
    reader: Reader,
    view: View,
    queue: Queue | None,
    moment: datetime,
    *,
    searching: bool,
) -> tuple[ViewGroup, ...]:
    counts = count_views(db.session, reader, now=moment)

    def link(label: str, of: View, team: Queue | None = None) -> ViewLink:
        key = team.id if team else of
        return ViewLink(
            label=label,
            url=url_for(
                "cases.inbox",
                view=of if of is not View.MINE and not team else None,
                team=team.key if team else None,
            ),
            count=_count(counts[key]) if team or of in COUNTED else "",
            current=not searching and of is view and team is queue,
            late=of in {View.OVERDUE, View.PASSED_AROUND} and counts[of] > 0,
            keys="" if team else VIEW_KEYS.get(of, ""),
        )

    leads = reader.may(Permission.LEAD_TEAM)
    names = {
        View.MINE: _("For me"),
        View.DEPUTY: _("Standing in"),
        View.UNASSIGNED: _("Without a contact person"),
        View.OVERDUE: _("Overdue"),
        View.WAITING: _("Waiting for the customer"),
        View.ALL: _("All of my teams"),
        **({View.PASSED_AROUND: _("Passed around twice")} if leads else {}),
        View.SOLVED: _("Solved"),
    }
    own = ViewGroup(_("Views"), tuple(link(name, of) for of, name in names.items()))
    locale = current_locale()
    teams = tuple(link(team.names[locale], View.ALL, team) for team in queues)
    saved = saved_group(db.session, reader, wanted_of(request.args), now=moment)
    groups = [own, ViewGroup(_("Team"), teams), saved, _of_leads() if leads else None]
    return tuple(group for group in groups if group and group.links)


def _of_leads() -> ViewGroup:
    """What belongs to the inbox and is for leads alone."""
    pages = {
        _("How well we take care"): url_for("caring.weeks"),
        _("Who is there"): url_for("accounts.team"),
        _("Tags"): url_for("cases.tag_list"),
    }
    links = (ViewLink(name, url, "", current=False) for name, url in pages.items())
    return ViewGroup(_("Leading the team"), tuple(links))


def _title(view: View, queue: Queue | None) -> str:
    if queue is not None:
        return str(queue.names[current_locale()])
    titles = {
        View.MINE: _("My cases, and those of my teams that nobody has"),
        View.DEPUTY: _("Cases in which I stand in"),
        View.UNASSIGNED: _("Cases without a contact person"),
        View.OVERDUE: _("Overdue cases"),
        View.WAITING: _("Waiting for the customer"),
        View.ALL: _("All cases of my teams"),
        View.PASSED_AROUND: _("Customers who were passed around twice"),
        View.SOLVED: _("Solved cases"),
    }
    return titles[view]


def _empty(queues: Sequence[Queue]) -> str:
    if not queues:
        return _("You are in no team yet, so no cases are shown to you. Ask an administrator.")
    return _("Nothing is waiting here.")


def _nothing_fits(found: CaseList) -> str:
    if found.following is not None:
        return _("Nothing fits among the cases looked at so far. The next page looks on.")
    return _("No case fits this filter.")


def _count(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)

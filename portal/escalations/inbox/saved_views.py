"""Filters kept under names: a page to keep one, a page to tidy them."""

from collections.abc import Mapping
from itertools import groupby

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.models import Queue
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound, PortalError
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.desk_queries import own_queues
from portal.escalations.inbox.filter_bar import filter_address, in_words
from portal.escalations.inbox.filter_pages import (
    SavedFiltersPage,
    SavedGroup,
    SavedLine,
    SaveFilterPage,
)
from portal.escalations.inbox.filters import wanted_of
from portal.escalations.inbox.models import SavedFilter
from portal.escalations.inbox.saved_forms import SavedForm
from portal.escalations.inbox.saved_operations import (
    change_filter,
    delete_filter,
    move_filter,
    save_filter,
)
from portal.escalations.inbox.saved_queries import filter_for, may_change, usable_filters
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import current_locale
from portal.web.pages import render

FILTERS = "/filters"


@blueprint.get(f"{FILTERS}/new")
@requires(Permission.HANDLE_CASES)
def new_filter() -> AnyResponse:
    """A name for the filter of this address."""
    return _save_page(wanted_of(request.args), SavedForm(teams=_led_teams()))


@blueprint.post(FILTERS)
@requires(Permission.HANDLE_CASES)
def keep_filter() -> AnyResponse:
    """Keep it; a name that cannot be is shown again."""
    wanted, form = wanted_of(request.form), SavedForm(request.form, teams=_led_teams())
    try:
        with transaction(db.session) as session:
            save_filter(
                session,
                form["name"].data or "",
                wanted,
                queue=form.queue,
                owner_id=signed_in_person().id,
                now=now(),
            )
    except PortalError as error:
        return _save_page(wanted, form, error)
    return redirect(filter_address(wanted), 303)


@blueprint.get(FILTERS)
@requires(Permission.HANDLE_CASES)
def filter_list() -> AnyResponse:
    """All filters that one can use."""
    return _list_page()


@blueprint.post(f"{FILTERS}/<public_id>")
@requires(Permission.HANDLE_CASES)
def alter_filter(public_id: str) -> AnyResponse:
    """Rename it, or give it to a team or back."""
    saved = _find(public_id)
    form = SavedForm(request.form, teams=_led_teams(), prefix=f"{public_id}-")
    try:
        with transaction(db.session) as session:
            change_filter(
                session,
                saved,
                form["name"].data or "",
                queue=form.queue,
                actor_id=signed_in_person().id,
                now=now(),
            )
    except PortalError as error:
        return _list_page(public_id, form, error)
    return redirect(url_for("cases.filter_list", notice="changed"), 303)


@blueprint.post(f"{FILTERS}/<public_id>/moves")
@requires(Permission.HANDLE_CASES)
def shift_filter(public_id: str) -> AnyResponse:
    """One place up or down."""
    saved = _find(public_id)
    with transaction(db.session) as session:
        move_filter(session, saved, up=request.form.get("to") == "up")
    return redirect(url_for("cases.filter_list", _anchor=f"filter-{public_id}"), 303)


@blueprint.post(f"{FILTERS}/<public_id>/deletions")
@requires(Permission.HANDLE_CASES)
def drop_filter(public_id: str) -> AnyResponse:
    """Forget it."""
    saved = _find(public_id)
    with transaction(db.session) as session:
        delete_filter(session, saved, actor_id=signed_in_person().id, now=now())
    return redirect(url_for("cases.filter_list", notice="deleted"), 303)


def _find(public_id: str) -> SavedFilter:
    saved = filter_for(db.session, public_id, current_reader())
    if saved is None:
        raise NotFound("This filter is not here any more, or it is not yours to change.")
    return saved


def _led_teams() -> list[Queue]:
    """With whom the reader may share a filter."""
    reader = current_reader()
    return own_queues(db.session, reader) if reader.may(Permission.LEAD_TEAM) else []


def _save_page(
    wanted: Mapping[str, str], form: SavedForm, error: PortalError | None = None
) -> AnyResponse:
    reader = current_reader()
    page = SaveFilterPage(
        title=_("Save this filter"),
        form=form,
        says=in_words(db.session, wanted, reader, own_queues(db.session, reader)),
        wanted=tuple(wanted.items()),
        back_url=filter_address(wanted),
        problem=_(error.message, **error.parameters) if error else "",
    )
    return render(page, error.status if error else 200)


def _list_page(
    refused: str = "", form: SavedForm | None = None, error: PortalError | None = None
) -> AnyResponse:
    reader = current_reader()
    filters = usable_filters(db.session, reader)
    forms = {refused: form} if form is not None else {}
    groups = [
        _group(list(of_group), forms)
        for _queue_id, of_group in groupby(filters, key=lambda saved: saved.queue_id)
    ]
    page = SavedFiltersPage(
        title=_("Saved filters"),
        groups=tuple(groups),
        notice=request.args.get("notice", ""),
        refused=refused,
        problem=_(error.message, **error.parameters) if error else "",
    )
    return render(page, error.status if error else 200)


def _group(filters: list[SavedFilter], forms: Mapping[str, SavedForm]) -> SavedGroup:
    reader, teams = current_reader(), _led_teams()
    queues = own_queues(db.session, reader)
    queue = filters[0].queue
    lines = tuple(
        SavedLine(
            public_id=saved.public_id,
            name=saved.name,
            url=filter_address(wanted_of(saved.wanted)),
            says=in_words(db.session, wanted_of(saved.wanted), reader, queues),
            first=number == 0,
            last=number == len(filters) - 1,
            form=_form(saved, forms, teams) if may_change(saved, reader) else None,
        )
        for number, saved in enumerate(filters)
    )
    title = _("My own") if queue is None else _("Team %(team)s", team=queue.names[current_locale()])
    return SavedGroup(title, lines)


def _form(saved: SavedFilter, forms: Mapping[str, SavedForm], teams: list[Queue]) -> SavedForm:
    fresh = SavedForm(
        teams=teams,
        prefix=f"{saved.public_id}-",
        name=saved.name,
        shared=saved.queue.key if saved.queue else "",
    )
    return forms.get(saved.public_id, fresh)

"""Tags of a case, and the pages on which leads tidy them."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, NotFound, PortalError
from portal.escalations.desk.lists import came_from, case_address
from portal.escalations.desk.views import ADDRESS, find_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.tags.forms import MergeForm, TagForm
from portal.escalations.tags.models import Tag
from portal.escalations.tags.operations import (
    add_tag,
    delete_tag,
    merge_tags,
    remove_tag,
    rename_tag,
)
from portal.escalations.tags.pages import (
    RefusedTagPage,
    TagLine,
    TagPage,
    TagsPage,
)
from portal.escalations.tags.queries import (
    MOST_COUNTED,
    TagUse,
    may_change,
    tag_by_public_id,
    tag_uses,
)
from portal.web.access import Permission, current_reader, requires
from portal.web.pages import render

TAGS = "/tags"


@blueprint.post(f"{ADDRESS}/tags")
@requires(Permission.HANDLE_CASES)
def tag_case(public_id: str) -> AnyResponse:
    """Put a tag on the case; what cannot be one is shown again on a page of its own."""
    case, form = find_case(public_id), TagForm(request.form)
    try:
        with transaction(db.session) as session:
            actor_id = signed_in_person().id
            add_tag(session, case, form.name.data or "", actor_id=actor_id, now=now())
    except PortalError as error:
        page = RefusedTagPage(
            title=_("Tag"),
            case=public_id,
            came_from=came_from(),
            form=form,
            problem=_(error.message, **error.parameters),
        )
        return render(page, error.status)
    return redirect(case_address(public_id, came_from(), "tags"), 303)


@blueprint.post(f"{ADDRESS}/tags/removals")
@requires(Permission.HANDLE_CASES)
def untag_case(public_id: str) -> AnyResponse:
    """Take a tag off the case."""
    case = find_case(public_id)
    with transaction(db.session) as session:
        tag = tag_by_public_id(session, request.form.get("tag", ""))
        if tag is not None:
            remove_tag(session, case, tag, actor_id=signed_in_person().id, now=now())
    return redirect(case_address(public_id, came_from(), "tags"), 303)


@blueprint.get(TAGS)
@requires(Permission.LEAD_TEAM)
def tag_list() -> AnyResponse:
    """The tags of one's teams."""
    reader = current_reader()
    lines = tuple(
        TagLine(
            name=use.tag.name,
            cases=cases_words(use),
            url=url_for("cases.inbox", tags=use.tag.name),
            change_url=url_for("cases.tag_page", tag=use.tag.public_id)
            if may_change(db.session, use.tag, reader)
            else "",
        )
        for use in tag_uses(db.session, reader)
    )
    page = TagsPage(title=_("Tags"), lines=lines, notice=request.args.get("notice", ""))
    return render(page)


@blueprint.get(f"{TAGS}/<tag>")
@requires(Permission.LEAD_TEAM)
def tag_page(tag: str) -> AnyResponse:
    """One tag to change."""
    found = _find(tag)
    return _page(found, TagForm(data={"name": found.name}))


@blueprint.post(f"{TAGS}/<tag>")
@requires(Permission.LEAD_TEAM)
def change_tag(tag: str) -> AnyResponse:
    """Write it otherwise."""
    form, found = TagForm(request.form), _find(tag)
    try:
        with transaction(db.session) as session:
            actor_id = signed_in_person().id
            rename_tag(session, found, form.name.data or "", actor_id=actor_id, now=now())
    except PortalError as error:
        return _page(_find(tag), form, error)
    return redirect(url_for("cases.tag_list", notice="renamed"), 303)


@blueprint.post(f"{TAGS}/<tag>/merges")
@requires(Permission.LEAD_TEAM)
def join_tags(tag: str) -> AnyResponse:
    """Make one of two; both have to be the reader's to change."""
    found = _find(tag)
    try:
        into = _find(request.form.get("into", ""))
        with transaction(db.session) as session:
            merge_tags(session, found, into, actor_id=signed_in_person().id, now=now())
    except PortalError as error:
        found = _find(tag)
        return _page(found, TagForm(data={"name": found.name}), error)
    return redirect(url_for("cases.tag_list", notice="merged"), 303)


@blueprint.post(f"{TAGS}/<tag>/deletions")
@requires(Permission.LEAD_TEAM)
def drop_tag(tag: str) -> AnyResponse:
    """Take it off all cases."""
    found = _find(tag)
    with transaction(db.session) as session:
        delete_tag(session, found, actor_id=signed_in_person().id, now=now())
    return redirect(url_for("cases.tag_list", notice="deleted"), 303)


def cases_words(use: TagUse) -> str:
    """How many cases, as far as they are counted."""
    return f"{MOST_COUNTED}+" if use.cases > MOST_COUNTED else str(use.cases)


def _find(public_id: str) -> Tag:
    """A tag that the reader may change (A3); one that only other teams use is not known here."""
    reader = current_reader()
    uses = {use.tag.public_id: use.tag for use in tag_uses(db.session, reader)}
    found = uses.get(public_id)
    if found is None:
        raise NotFound("This tag is not here any more.")
    if not may_change(db.session, found, reader):
        raise Forbidden("Other teams use this tag, too. Ask an administrator to change it.")
    return found


def _page(found: Tag, form: TagForm, error: PortalError | None = None) -> AnyResponse:
    reader = current_reader()
    uses = tag_uses(db.session, reader)
    (use,) = [use for use in uses if use.tag.id == found.id]
    merging = MergeForm()
    merging.into.choices = [
        (other.tag.public_id, other.tag.name)
        for other in uses
        if other.tag.id != found.id and may_change(db.session, other.tag, reader)
    ]
    page = TagPage(
        title=_("Tag “%(name)s”", name=found.name),
        public_id=found.public_id,
        name=found.name,
        cases=cases_words(use),
        url=url_for("cases.inbox", tags=found.name),
        form=form,
        merging=merging,
        problem=_(error.message, **error.parameters) if error else "",
    )
    return render(page, error.status if error else 200)

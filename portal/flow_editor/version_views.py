"""Which texts of a flow there were, and what differs between them."""

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from articles.diffing import difference
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.flow_editor.blueprint import blueprint
from portal.flow_editor.operations import rebase, save_draft
from portal.flow_editor.pages import FlowDifferencePage, FlowVersionsPage, VersionLine
from portal.flow_editor.queries import draft_of, record_of, version_of, versions_of
from portal.flow_editor.rules import CONTEXT_LINES
from portal.web.access import Permission, current_reader, requires
from portal.web.pages import render


@blueprint.get("/<key>/versions")
@requires(Permission.SEE_FLOWS)
def versions(key: str) -> AnyResponse:
    """All versions, the newest first."""
    record = record_of(db.session, key)
    rows = tuple(
        VersionLine(
            number=version.number,
            author=author,
            created_at=version.created_at,
            current=version.id == record.current_id,
            url=None
            if version.id == record.current_id
            else url_for(".version", key=key, number=version.number),
        )
        for version, author in versions_of(db.session, record)
    )
    return render(FlowVersionsPage(title=_("Versions of “%(key)s”", key=key), key=key, rows=rows))


@blueprint.get("/<key>/versions/<int:number>")
@requires(Permission.SEE_FLOWS)
def version(key: str, number: int) -> AnyResponse:
    """What differs between a version and the one that customers begin now."""
    record = record_of(db.session, key)
    other, current = version_of(db.session, record, number), record.current
    if current is None or other.id == current.id:
        return redirect(url_for(".versions", key=key), 303)
    may_take = current_reader().may(Permission.WRITE_FLOWS)
    page = FlowDifferencePage(
        title=_("Version %(number)s of “%(key)s”", number=number, key=key),
        key=key,
        before=_("version %(number)s", number=number),
        after=_("version %(number)s, which customers see", number=current.number),
        rows=difference(other.source, current.source, context=CONTEXT_LINES),
        draft=False,
        rebase_url=None,
        take_url=url_for(".take", key=key, number=number) if may_take else None,
    )
    return render(page)


@blueprint.post("/<key>/versions/<int:number>/drafts")
@requires(Permission.WRITE_FLOWS)
def take(key: str, number: int) -> AnyResponse:
    """Make the text of a version the draft; a draft that is there already stays as it is."""
    with transaction(db.session) as session:
        record = record_of(session, key)
        text = version_of(session, record, number).source
        if draft_of(session, record) is None:
            actor_id = current_reader().user_id
            save_draft(session, record, text, base=0, actor_id=actor_id, now=now())
    return redirect(url_for(".edit", key=key), 303)


@blueprint.get("/<key>/draft/difference")
@requires(Permission.SEE_FLOWS)
def draft_difference(key: str) -> AnyResponse:
    """What the draft changes."""
    record = record_of(db.session, key)
    draft, current = draft_of(db.session, record), record.current
    if draft is None:
        raise NotFound("There is no draft of this flow.")
    overtaken = draft.base_id != record.current_id
    page = FlowDifferencePage(
        title=_("What the draft of “%(key)s” changes", key=key),
        key=key,
        before=_("version %(number)s, which customers see", number=current.number)
        if current is not None
        else _("no version yet"),
        after=_("the draft"),
        rows=difference(
            current.source if current is not None else "", draft.source, context=CONTEXT_LINES
        ),
        draft=True,
        rebase_url=url_for(".rebase_draft", key=key) if overtaken else None,
        take_url=None,
    )
    return render(page)


@blueprint.post("/<key>/draft/bases")
@requires(Permission.WRITE_FLOWS)
def rebase_draft(key: str) -> AnyResponse:
    """The author has compared the draft with the version published since: it follows that one."""
    with transaction(db.session) as session:
        record = record_of(session, key)
        draft = draft_of(session, record)
        if draft is None:
            raise NotFound("There is no draft of this flow.")
        rebase(session, draft, actor_id=current_reader().user_id, now=now())
    return redirect(url_for(".edit", key=key), 303)

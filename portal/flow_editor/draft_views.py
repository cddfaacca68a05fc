"""Writing a flow. What is refused is shown again with all that was typed."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from articles.diffing import difference
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound, PortalError
from portal.flow_editor.blueprint import blueprint
from portal.flow_editor.operations import (
    DraftConflict,
    NotSound,
    discard,
    hand_in,
    publish_draft,
    save_draft,
    send_back,
)
from portal.flow_editor.pages import DiscardFlowPage, EditFlowPage, FlowConflictPage
from portal.flow_editor.queries import author_name, draft_of, record_of
from portal.flow_editor.rules import CONTEXT_LINES, MOST_CHARACTERS, cleaned
from portal.flow_editor.showing import findings, lines_of, picture
from portal.troubleshooter.models import FlowDraft, FlowRecord
from portal.web.access import Permission, current_reader, requires
from portal.web.formatting import moment as moment_words
from portal.web.inputs import one_line
from portal.web.pages import render

LONGEST_REMARK = 300
Act = Callable[[Session, FlowDraft, datetime], None]


@blueprint.get("/<key>/draft")
@requires(Permission.WRITE_FLOWS)
def edit(key: str) -> AnyResponse:
    """The draft, or the published text as the beginning of one."""
    return render(_edit_page(record_of(db.session, key)))


@blueprint.post("/<key>/draft")
@requires(Permission.WRITE_FLOWS)
def save(key: str) -> AnyResponse:
    """Keep what was typed, broken or not."""
    return _save_then(key)


@blueprint.post("/<key>/draft/checks")
@requires(Permission.WRITE_FLOWS)
def check(key: str) -> AnyResponse:
    """The findings and the picture of what stands in the field; nothing is kept."""
    record, source = record_of(db.session, key), _typed()
    lines = [
        {
            "line": entry.line,
            "level": entry.level,
            "message": f"{entry.message} {entry.fix}".rstrip(),
        }
        for entry in findings(record, source)
    ]
    html = render_template("flow_editor/picture.html", picture=picture(record, source))
    return jsonify(html=html, findings=lines)


@blueprint.post("/<key>/draft/reviews")
@requires(Permission.WRITE_FLOWS)
def submit(key: str) -> AnyResponse:
    """Save, and ask the reviewers to read it."""

    def act(session: Session, draft: FlowDraft, moment: datetime) -> None:
        hand_in(session, draft, actor_id=current_reader().user_id, now=moment)

    return _save_then(key, act)


@blueprint.post("/<key>/draft/returns")
@requires(Permission.PUBLISH_FLOWS)
def return_to_author(key: str) -> AnyResponse:
    """Give the draft back, with what is missing."""

    def act(session: Session, draft: FlowDraft, moment: datetime) -> None:
        remark = one_line(request.form.get("remark", ""), LONGEST_REMARK)
        send_back(session, draft, remark, actor_id=current_reader().user_id, now=moment)

    return _save_then(key, act)


@blueprint.post("/<key>/draft/publications")
@requires(Permission.PUBLISH_FLOWS)
def publish(key: str) -> AnyResponse:
    """Save, and let customers begin this text from now on, if it has no errors."""

    def act(session: Session, draft: FlowDraft, moment: datetime) -> None:
        publish_draft(
            session,
            draft,
            organisation=current_app.extensions["lotse.organisation"],
            today=moment.date(),
            actor_id=current_reader().user_id,
            now=moment,
        )

    return _save_then(key, act, then=url_for("flows.flow", key=key))


@blueprint.get("/<key>/draft/discards")
@requires(Permission.WRITE_FLOWS)
def ask_to_discard(key: str) -> AnyResponse:
    """Says what is lost, before it is."""
    record = record_of(db.session, key)
    draft = draft_of(db.session, record)
    if draft is None:
        return redirect(url_for("flows.flow", key=key), 303)
    page = DiscardFlowPage(
        title=_("Discard the draft of “%(key)s”", key=key),
        key=key,
        published=record.current_id is not None,
        changed=_changed(draft),
    )
    return render(page)


@blueprint.post("/<key>/draft/discards")
@requires(Permission.WRITE_FLOWS)
def discard_draft(key: str) -> AnyResponse:
    """Throw the draft away; sent twice, it is gone once."""
    with transaction(db.session) as session:
        record = record_of(session, key)
        published = record.current_id is not None
        draft = draft_of(session, record)
        if draft is not None:
            discard(session, draft, actor_id=current_reader().user_id, now=now())
    return redirect(url_for("flows.flow", key=key) if published else url_for("flows.flows"), 303)


def _save_then(key: str, act: Act | None = None, then: str | None = None) -> AnyResponse:
    """Save what the form holds, let `act` follow in the same transaction, go to `then` or back."""
    try:
        with transaction(db.session) as session:
            draft = _save(session, record_of(session, key))
            if act is not None:
                act(session, draft, now())
    except DraftConflict as conflict:
        return render(_conflict_page(conflict, key), 409)
    except NotFound:
        raise
    except PortalError as error:
        record = record_of(db.session, key)
        return render(_edit_page(record, _typed(), error), error.status)
    return redirect(then or url_for(".edit", key=key), 303)


def _save(session: Session, record: FlowRecord) -> FlowDraft:
    base = request.form.get("base", "")
    return save_draft(
        session,
        record,
        _typed(),
        base=int(base) if base.isascii() and base.isdecimal() else 0,
        actor_id=current_reader().user_id,
        now=now(),
    )


def _typed() -> str:
    """What stands in the field; one character more than may be kept says that it is too long."""
    return cleaned(request.form.get("source", "")[: MOST_CHARACTERS + 1])


def _edit_page(
    record: FlowRecord, typed: str | None = None, error: PortalError | None = None
) -> EditFlowPage:
    draft = draft_of(db.session, record)
    current = record.current
    begun = draft.source if draft is not None else current.source if current is not None else ""
    source = begun if typed is None else typed
    found = lines_of(error.problems) if isinstance(error, NotSound) else findings(record, source)
    return EditFlowPage(
        title=record.key,
        key=record.key,
        source=source,
        base=draft.revision if draft is not None else 0,
        state=draft.state if draft is not None else record.state,
        published_number=current.number if current is not None else None,
        overtaken=draft is not None and draft.base_id != record.current_id,
        remark=draft.remark if draft is not None else "",
        changed=_changed(draft) if draft is not None else "",
        findings=found,
        picture=picture(record, source),
        unsaved=source != begun,
        problem=_(error.message, **error.parameters) if error is not None else "",
        may_publish=current_reader().may(Permission.PUBLISH_FLOWS),
    )


def _conflict_page(conflict: DraftConflict, key: str) -> FlowConflictPage:
    newest = conflict.newest
    return FlowConflictPage(
        title=_("Somebody else has saved this flow"),
        key=key,
        author=author_name(db.session, newest.author_id),
        saved_at=newest.changed_at,
        base=newest.revision,
        source=_typed(),
        rows=difference(newest.source, _typed(), context=CONTEXT_LINES),
    )


def _changed(draft: FlowDraft) -> str:
    name = author_name(db.session, draft.author_id)
    when = moment_words(draft.changed_at)
    return _("%(name)s, %(moment)s", name=name, moment=when) if name else when

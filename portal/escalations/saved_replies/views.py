"""`/agent/saved-replies`: listed, written, tried, deleted."""

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.queues import queues
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, NotFound
from portal.escalations.saved_replies.forms import SavedReplyForm
from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.escalations.saved_replies.operations import (
    Changed,
    add_saved_reply,
    change_saved_reply,
    remove_saved_reply,
)
from portal.escalations.saved_replies.pages import (
    RemovalPage,
    ReplyLine,
    SavedRepliesPage,
    SavedReplyPage,
)
from portal.escalations.saved_replies.previews import language_name, previews
from portal.escalations.saved_replies.queries import (
    best_fitting,
    language_of,
    leads_team,
    may_change,
    saved_replies,
    saved_reply,
)
from portal.escalations.saved_replies.values import field_labels
from portal.web.access import Permission, current_reader, requires
from portal.web.inputs import one_line
from portal.web.locale import LOCALES, current_locale
from portal.web.pages import render

blueprint = Blueprint("saved_replies", __name__, url_prefix="/agent/saved-replies")
LONGEST_QUERY = 100
SHOWN = 200


@blueprint.get("")
@requires(Permission.HANDLE_CASES)
def replies() -> AnyResponse:
    """Those that the reader may insert, narrowed by words and by who shares them."""
    text = one_line(request.args.get("q", ""), LONGEST_QUERY)
    scope = request.args.get("of", "")
    scope = scope if scope in set(Shared) else ""
    found = saved_replies(db.session, current_reader())
    of_scope = [reply for reply in found if scope in ("", reply.shared)]
    names = [("", _("All")), *((one.value, _scope_name(one)) for one in Shared)]
    page = SavedRepliesPage(
        title=_("Saved replies"),
        rows=tuple(_line(one) for one in best_fitting(of_scope, text, current_locale(), SHOWN)),
        scopes=tuple(
            (name, url_for(".replies", of=value or None, q=text or None), value == scope)
            for value, name in names
        ),
        scope=scope,
        text=text,
        notice=request.args.get("notice", ""),
    )
    return render(page)


@blueprint.get("/new")
@requires(Permission.HANDLE_CASES)
def new() -> AnyResponse:
    """The empty form."""
    return _form_page(_form(), None)


@blueprint.post("")
@requires(Permission.HANDLE_CASES)
def add() -> AnyResponse:
    """Keep a new one."""
    form = _form(typed=True)
    if not form.validate():
        return _form_page(form, None, status=422)
    with transaction(db.session) as session:
        add_saved_reply(session, form.content, reader=current_reader(), now=now())
    return redirect(url_for(".replies", notice="saved"), 303)


@blueprint.post("/previews")
@requires(Permission.HANDLE_CASES)
def preview() -> AnyResponse:
    """The form again, with both languages as a customer would read them. Keeps nothing."""
    reply = _find(request.form["id"]) if request.form.get("id") else None
    form = _form(typed=True)
    return _form_page(form, reply, status=200 if form.validate() else 422)


@blueprint.get("/<public_id>")
@requires(Permission.HANDLE_CASES)
def show(public_id: str) -> AnyResponse:
    """One to change, or only to read."""
    reply = _find(public_id)
    return _form_page(_form(reply), reply)


@blueprint.post("/<public_id>")
@requires(Permission.HANDLE_CASES)
def change(public_id: str) -> AnyResponse:
    """Keep the changed texts; if somebody else was quicker, the page shows both."""
    reply, form = _changeable(public_id), _form(typed=True)
    if not form.validate():
        return _form_page(form, reply, status=422)

    def act(session: Session) -> None:
        revision, reader = form.based_on, current_reader()
        change_saved_reply(
            session, reply, form.content, revision=revision, reader=reader, now=now()
        )

    return _act_on(public_id, form, act, notice="saved")


@blueprint.get("/<public_id>/removals")
@requires(Permission.HANDLE_CASES)
def ask_to_remove(public_id: str) -> AnyResponse:
    """Asks first."""
    return _removal_page(_changeable(public_id))


@blueprint.post("/<public_id>/removals")
@requires(Permission.HANDLE_CASES)
def remove(public_id: str) -> AnyResponse:
    """Delete it; if somebody changed it meanwhile, ask again."""
    reply, revision = _changeable(public_id), request.form.get("revision", 0, type=int)
    try:
        with transaction(db.session) as session:
            remove_saved_reply(
                session, reply, revision=revision, reader=current_reader(), now=now()
            )
    except Changed:
        return _removal_page(_changeable(public_id), status=409)
    return redirect(url_for(".replies", notice="removed"), 303)


def _act_on(
    public_id: str, form: SavedReplyForm, act: Callable[[Session], None], *, notice: str
) -> AnyResponse:
    try:
        with transaction(db.session) as session:
            act(session)
    except Changed:
        reply = _find(public_id)
        form.revision.data = str(reply.revision)
        return _form_page(form, reply, status=409, conflict=True)
    return redirect(url_for(".replies", notice=notice), 303)


def _find(public_id: str) -> SavedReply:
    """The saved reply, for who may insert it (A1, A4)."""
    reply = saved_reply(db.session, public_id, current_reader()) if public_id.isalnum() else None
    if reply is None:
        raise NotFound("This saved reply is not here, or it belongs to others.")
    return reply


def _changeable(public_id: str) -> SavedReply:
    """One that the reader may change; raises Forbidden for one that they only insert."""
    reply = _find(public_id)
    if not may_change(reply, current_reader()):
        raise Forbidden("This saved reply belongs to others. Ask a team lead to change it.")
    return reply


def _form(reply: SavedReply | None = None, *, typed: bool = False) -> SavedReplyForm:
    reader = current_reader()
    return SavedReplyForm(
        request.form if typed else None,
        teams=[queue for queue in queues(db.session) if leads_team(queue.id, reader)],
        with_all=reader.may(Permission.LEAD_TEAM),
        reply=reply,
    )


def _form_page(
    form: SavedReplyForm, reply: SavedReply | None, *, status: int = 200, conflict: bool = False
) -> AnyResponse:
    person, moment = signed_in_person(), now()
    titles = {locale: form[f"title_{locale}"].data or "" for locale in LOCALES}
    bodies = {locale: form[f"body_{locale}"].data or "" for locale in LOCALES}
    held = (reply.titles, reply.bodies) if conflict and reply is not None else ({}, {})
    changes = reply is None or may_change(reply, current_reader())
    labels = field_labels(current_locale())
    page = SavedReplyPage(
        title=_title(reply, changes),
        form=form,
        id=reply.public_id if reply is not None else "",
        may_change=changes,
        previews=previews(db.session, titles, bodies, writer=person.name, now=moment),
        fields=tuple((f"{{{name}}}", said) for name, said in labels.items()),
        shared=_shared(reply) if reply is not None else "",
        uses=reply.uses if reply is not None else 0,
        conflict=previews(db.session, *held, writer=person.name, now=moment),
    )
    return render(page, status)


def _removal_page(reply: SavedReply, status: int = 200) -> AnyResponse:
    name = signed_in_person().name
    page = RemovalPage(
        title=_("Delete this saved reply?"),
        id=reply.public_id,
        revision=reply.revision,
        uses=reply.uses,
        previews=previews(db.session, reply.titles, reply.bodies, writer=name, now=now()),
    )
    return render(page, status)


def _title(reply: SavedReply | None, changes: bool) -> str:
    if reply is None:
        return _("New saved reply")
    return _("Change the saved reply") if changes else _("Saved reply")


def _line(reply: SavedReply) -> ReplyLine:
    language = language_of(reply, current_locale())
    missing = [locale for locale in LOCALES if locale not in reply.bodies]
    return ReplyLine(
        title=reply.titles.get(language, ""),
        language=language,
        url=url_for(".show", public_id=reply.public_id),
        shared=_shared(reply),
        missing=", ".join(language_name(locale) for locale in missing),
        uses=reply.uses,
        changed_at=reply.changed_at,
    )


def _shared(reply: SavedReply) -> str:
    if reply.queue is not None:
        return _("Team %(team)s", team=reply.queue.names[current_locale()])
    return _("only me") if reply.shared == Shared.OWN else _("everybody who answers")


def _scope_name(shared: Shared) -> str:
    names = {Shared.OWN: _("Mine"), Shared.TEAM: _("Of my teams"), Shared.ALL: _("For everybody")}
    return names[shared]

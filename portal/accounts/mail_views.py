"""Outgoing mails, for admins: what went out, what waits, what nobody got."""

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.blueprint import blueprint
from portal.accounts.mail_pages import MailPage, MailsPage
from portal.accounts.mail_words import problem_words, server_says
from portal.accounts.mails import (
    MailStanding,
    acts_on,
    count_dead,
    count_mails,
    drop,
    held_up,
    mail_by_public_id,
    newest_mails,
    send_again,
    send_all_again,
)
from portal.accounts.preview_views import mail_html, with_frame
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.core.settings import Settings
from portal.web.access import Permission, requires
from portal.web.formatting import number
from portal.web.pages import render

PAGE = 50


@blueprint.get("/mails")
@requires(Permission.SEE_MAILS)
def list_mails() -> Response:
    """Newest first, fifty on a page; all, or those that somebody has to see to."""
    undelivered = request.args.get("view") == "undelivered"
    again = request.args.get("again", 0, type=int)
    total = count_mails(db.session, undelivered=undelivered)
    last = max(1, -(-total // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    settings: Settings = current_app.extensions["lotse.settings"]

    def address(number: int) -> str:
        view = "undelivered" if undelivered else None
        return url_for("accounts.list_mails", page=number, view=view)

    rows = newest_mails(db.session, undelivered=undelivered, limit=PAGE, offset=(page - 1) * PAGE)
    return render(
        MailsPage(
            title=_("Outgoing mails"),
            rows=tuple(rows),
            total=total,
            only_undelivered=undelivered,
            views=_views(undelivered),
            held_up=_held_up(),
            dead=count_dead(db.session) if undelivered else 0,
            notice=ngettext(
                "%(num)s mail waits to be sent again.",
                "%(num)s mails wait to be sent again.",
                again,
            )
            if again
            else "",
            newer_url=address(page - 1) if page > 1 else None,
            older_url=address(page + 1) if page < last else None,
            folder="" if settings.smtp_url else str(settings.mail_dir),
        )
    )


@blueprint.get("/mails/<public_id>")
@requires(Permission.SEE_MAILS)
def mail(public_id: str) -> Response:
    """One mail with both of its parts."""
    standing = _find(public_id)
    page = MailPage(
        title=standing.mail.subject,
        standing=standing,
        problem=problem_words(standing.mail),
        reply=server_says(standing.mail),
        acts=tuple(acts_on(db.session, standing.mail)),
        notice=request.args.get("notice", ""),
    )
    return with_frame(render(page))


@blueprint.get("/mails/<public_id>/html")
@requires(Permission.SEE_MAILS)
def mail_as_html(public_id: str) -> Response:
    """The HTML part by itself, for the frame."""
    standing = _find(public_id)
    return mail_html(standing.content, standing.mail.subject)


@blueprint.post("/mails/retries")
@requires(Permission.SEE_MAILS)
def retry_mails() -> AnyResponse:
    """Send all mails again that failed for good."""
    with transaction(db.session):
        sent = send_all_again(db.session, actor_id=signed_in_person().id, now=now())
    return redirect(url_for("accounts.list_mails", again=sent or None), 303)


@blueprint.post("/mails/<public_id>/retries")
@requires(Permission.SEE_MAILS)
def retry_mail(public_id: str) -> AnyResponse:
    """Send a mail again that failed."""
    with transaction(db.session):
        mail = _find(public_id).mail
        send_again(db.session, mail, actor_id=signed_in_person().id, now=now())
    return redirect(url_for("accounts.mail", public_id=public_id, notice="queued"), 303)


@blueprint.post("/mails/<public_id>/drops")
@requires(Permission.SEE_MAILS)
def drop_mail(public_id: str) -> AnyResponse:
    """Give a mail up."""
    with transaction(db.session):
        mail = _find(public_id).mail
        drop(db.session, mail, actor_id=signed_in_person().id, now=now())
    return redirect(url_for("accounts.mail", public_id=public_id, notice="dropped"), 303)


def undelivered_count() -> str | None:
    """How many mails somebody has to see to, for the bar; None if there is none."""
    count = count_mails(db.session, undelivered=True)
    return number(count) if count else None


def _views(undelivered: bool) -> tuple[tuple[str, str, bool], ...]:
    """All mails, or those that somebody has to see to, if there are any."""
    count = count_mails(db.session, undelivered=True)
    if not count and not undelivered:
        return ()
    address = url_for("accounts.list_mails", view="undelivered")
    return (
        (_("All"), url_for("accounts.list_mails"), not undelivered),
        (ngettext("%(num)s not delivered", "%(num)s not delivered", count), address, undelivered),
    )


def _held_up() -> str:
    """What keeps the mail server from taking mails, and how many wait for it."""
    found = held_up(db.session)
    if found is None:
        return ""
    asked, count = found
    waiting = ngettext(
        "%(num)s mail waits and goes out by itself as soon as it can.",
        "%(num)s mails wait and go out by themselves as soon as they can.",
        count,
    )
    return f"{problem_words(asked)} {waiting}"


def _find(public_id: str) -> MailStanding:
    standing = mail_by_public_id(db.session, public_id)
    if standing is None:
        raise NotFound("This mail is not here. Go back to the list.")
    return standing

"""The review page put together, with what was typed and what to do about it."""

from collections.abc import Sequence

from flask import Response, request, url_for
from flask_babel import gettext as _
from wtforms import Form

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.attachments import ACCEPT
from portal.escalations.context import Line, ReviewLine, Section, is_added, next_added
from portal.escalations.diagnostics.fields import item_views
from portal.escalations.diagnostics.logs import log_views
from portal.escalations.diagnostics.pages import DiagnosticsView
from portal.escalations.handing_over.draft_queries import draft_files
from portal.escalations.handing_over.forms import RequestForm
from portal.escalations.handing_over.pages import Errors, LineView, ReviewPage
from portal.escalations.handing_over.review import (
    Review,
    file_store,
    kept_items,
    office,
    service,
)
from portal.escalations.line_views import by_section, file_views, line_view
from portal.escalations.links import Purpose, token_for
from portal.escalations.models import CaseFile
from portal.intake.queries import intake_of
from portal.journeys.visits import greeting, visitor_token
from portal.service_hours.furniture import first_answer_words, readers_hours
from portal.web.locale import current_locale
from portal.web.pages import render


def review_response(
    review: Review,
    form: RequestForm,
    *,
    editing: str = "",
    errors: Errors | None = None,
    status: int = 200,
) -> Response:
    """The page; `editing` is the key of the line whose fields are open, or "words"."""
    response = render(_page(review, form, editing, errors or []), status)
    if not visitor_token() and "Set-Cookie" not in response.headers:
        for name, value in greeting():
            response.headers.add(name, value)
    return response


def field_errors(form: Form) -> list[tuple[str, str]]:
    """What is wrong with each field, for the summary."""
    return [(field.id, str(error)) for field in form for error in field.errors]


def _page(review: Review, form: RequestForm, editing: str, errors: Errors) -> ReviewPage:
    secret = office().settings.secret_key
    draft = review.draft
    intake = intake_of(db.session, review.journey)
    are_kept = intake is not None or (draft is not None and bool(draft.words))
    words_open = editing == "words" or bool(form.words.errors) or not are_kept
    kept_words = "" if words_open else form.words.data or ""
    attempts, facts, read = by_section(_lines(review, editing))
    entries = draft_files(db.session, draft) if draft is not None else []
    known = bool(review.lines or kept_words)
    choices = list(form.callback_at.choices or ())
    team = service(review)
    return ReviewPage(
        title=_("This is what we send along") if known else _("Talk to a person"),
        form=form,
        errors=errors,
        draft=token_for(review.public_id, Purpose.DRAFT, secret),
        asked=token_for(str(int(now().timestamp())), Purpose.FORM, secret),
        queue=request.values.get("queue", ""),
        kept_words=kept_words,
        is_read=intake is not None
        and intake.confirmed_at is not None
        and intake.text == kept_words,
        attempts=attempts,
        facts=facts,
        read=read,
        may_add=next_added(review.changes) is not None,
        files=file_views((one for one in entries if one.removed is None), _draft_file),
        accept=ACCEPT,
        diagnostics=_diagnostics(review, entries, errors),
        first_answer=first_answer_words(team, now()),
        hours=readers_hours(team.plan.spans, current_locale(), team.plan.zone, now()),
        first_slot=choices[0][1] if choices else "",
        autofocus=editing,
    )


def _diagnostics(review: Review, entries: Sequence[CaseFile], errors: Errors) -> DiagnosticsView:
    items = kept_items(review.changes)
    logs = [entry for entry in entries if entry.removed is not None]
    failed = any(field == "log" for field, _problem in errors)
    views = log_views(logs, file_store(), _draft_file)
    return DiagnosticsView(item_views(items), views, is_open=bool(items or logs or failed))


def _draft_file(public_id: str) -> str:
    return url_for("escalations.draft_file", public_id=public_id)


def _lines(review: Review, editing: str) -> list[LineView]:
    lines = list(review.reviewed)
    views = [_view(entry, editing) for entry in lines]
    if is_added(editing) and all(view.key != editing for view in views):
        views.append(_view(_empty(editing), editing))
    return views


def _empty(key: str) -> ReviewLine:
    return ReviewLine(Line(key, Section.ATTEMPT, "", "", before=True, outcome="unknown"), False)


def _view(entry: ReviewLine, editing: str) -> LineView:
    return line_view(entry.line, left_out=entry.left_out, editing=entry.line.key == editing)

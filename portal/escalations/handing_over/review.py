"""The review page of one request: whose it is, what the form holds, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from sqlalchemy.orm import Session

from portal.accounts.queues import queue_named
from portal.core.clock import now
from portal.core.db import db
from portal.core.files import FileStore
from portal.core.types import public_id as new_public_id
from portal.escalations.context import EDITABLE, Changes, Line, ReviewLine, is_added, reviewed
from portal.escalations.diagnostics.fields import shown_items, ticked_items
from portal.escalations.diagnostics.items import PREFIX, Item
from portal.escalations.handing_over.callback import Slot, offered, taken
from portal.escalations.handing_over.context_queries import context_of, queue_of
from portal.escalations.handing_over.draft_operations import Typed
from portal.escalations.handing_over.draft_queries import draft_by_public_id, draft_of
from portal.escalations.handing_over.forms import RequestForm
from portal.escalations.lengths import LONGEST_WORDS
from portal.escalations.links import Purpose, public_id_of
from portal.escalations.models import Draft
from portal.escalations.office import Office
from portal.intake.queries import words_of
from portal.journeys.models import Journey
from portal.journeys.visits import current_journey
from portal.remedies.models import Outcome
from portal.service_hours.queries import Service, service_of
from portal.web.inputs import free_text, one_line
from portal.web.locale import current_time_zone

LONGEST_LINE = 2_000
_FIELDS = ("text", "note")
_FORM_FIELDS = ("words", "name", "email", "channel", "phone", "callback_at")


@dataclass(frozen=True, slots=True)
class Review:
    """What the page stands on. `public_id` names the draft and the case that it becomes; `signed`
    says that this page gave it out."""

    journey: Journey | None
    draft: Draft | None
    public_id: str
    signed: bool
    lines: tuple[Line, ...]
    changes: Changes

    @property
    def reviewed(self) -> list[ReviewLine]:
        """The lines as the customer wants them."""
        return reviewed(self.lines, self.changes)


def open_review(session: Session, token: str = "") -> Review:
    """By the form's token, which works without cookies, else by the visitor's journey."""
    named = public_id_of(token, Purpose.DRAFT, office().settings.secret_key)
    draft = draft_by_public_id(session, named) if named else None
    if draft is not None:
        journey = session.get(Journey, draft.journey_id)
    else:
        journey = current_journey(session)
        draft = draft_of(session, journey) if journey is not None else None
    public_id = named or (draft.public_id if draft is not None else new_public_id())
    lines = tuple(context_of(session, journey, now=now()))
    changes: Changes = draft.changes if draft is not None else {}
    return Review(journey, draft, public_id, named is not None, lines, changes)


def filled_form(review: Review) -> RequestForm:
    """The form with what was kept and what was told at the beginning; a search that led here is a
    first word."""
    draft = review.draft
    form = RequestForm(slots=_choices(offered(service(review), now())))
    asked = one_line(request.args.get("q", ""), LONGEST_LINE)
    written = draft.words if draft is not None else ""
    written_at = draft.changed_at if draft is not None else None
    form.words.data = words_of(db.session, review.journey, written, written_at) or asked
    if draft is None:
        return form
    form.name.data, form.email.data = draft.name, draft.email
    form.channel.data, form.phone.data = draft.channel, draft.phone
    form.callback_at.data = draft.callback_wish
    return form


def typed_form(review: Review) -> RequestForm:
    """The form as it was sent; what it did not hold is as it was kept."""
    kept = filled_form(review)
    form = RequestForm(request.form, slots=_choices(taken(service(review), now())))
    for name in _FORM_FIELDS:
        if name not in request.form:
            form[name].data = kept[name].data
            form[name].raw_data = [kept[name].data or ""]
    form.callback_at.choices = kept.callback_at.choices
    return form


def typed_draft(review: Review, form: RequestForm, changes: Changes) -> Typed:
    """What is kept of the form."""
    return Typed(
        words=(form.words.data or "")[:LONGEST_WORDS],
        name=form.name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        channel="callback" if form.wants_call else "mail",
        callback_wish=form.callback_at.data or "",
        queue_key=_queue_key(review),
        changes=changes,
    )


def typed_changes(review: Review, act: str) -> dict[str, dict[str, Any]]:
    """The customer's changes with those of this form: fields of lines, and what `act` says
    ("leave:fact:device", "back:fact:device")."""
    changes = {key: dict(change) for key, change in review.changes.items()}
    known = {line.key: line for line in review.lines if line.section in EDITABLE}
    for key in {*known, *filter(is_added, _line_keys())}:
        fields = _typed_fields(key)
        if fields:
            changes[key] = {**changes.get(key, {}), **fields}
            line = known.get(key)
            if line is not None and not fields.get("text", line.text):
                changes[key]["text"] = line.text  # emptied: left out, and can come back
                changes[key]["left_out"] = True
    if shown_items():
        changes = {key: change for key, change in changes.items() if not key.startswith(PREFIX)}
        changes |= {f"{PREFIX}{item}": {"text": value} for item, value in ticked_items().items()}
    verb, _, key = act.partition(":")
    if verb == "leave" and key in {line.key for line in review.lines}:
        changes[key] = {**changes.get(key, {}), "left_out": True}
    elif verb == "leave" and is_added(key):
        changes.pop(key, None)
    elif verb == "back" and key in changes:
        changes[key] = {**changes[key], "left_out": False}
    return {key: change for key, change in changes.items() if _is_change(key, change)}


def kept_items(changes: Changes) -> dict[Item, str]:
    """The technical data that the customer has agreed to send."""
    kept = {item: changes.get(f"{PREFIX}{item}", {}).get("text") for item in Item}
    return {item: str(value) for item, value in kept.items() if value}


def chosen_slot(review: Review, form: RequestForm) -> Slot | None:
    """When the customer wants to be called; None for an answer by mail."""
    if not form.wants_call:
        return None
    slots = taken(service(review), now())
    return next((slot for slot in slots if slot.value == form.callback_at.data), None)


def service(review: Review) -> Service:
    """When the team is there that this will go to, and what it promises."""
    queue = queue_named(db.session, _queue_key(review))
    return service_of(db.session, office().organisation, queue, now())


def office() -> Office:
    """Whose portal this is."""
    extensions = current_app.extensions
    return Office(extensions["lotse.settings"], extensions["lotse.organisation"])


def file_store() -> FileStore:
    """Where files are kept."""
    store: FileStore = current_app.extensions["lotse.files"]
    return store


def zone_name() -> str:
    """The customer's time zone, for mails."""
    return current_time_zone().key


def _queue_key(review: Review) -> str:
    return queue_of(db.session, review.journey) or _asked_queue(review)


def _asked_queue(review: Review) -> str:
    if review.draft is not None and review.draft.queue_key:
        return review.draft.queue_key
    return one_line(request.values.get("queue", ""), 40)


def _choices(slots: list[Slot]) -> list[tuple[str, str]]:
    return [(slot.value, slot.label(now())) for slot in slots]


def _line_keys() -> set[str]:
    return {name.partition(":")[2] for name in request.form if name.startswith(("text:", "note:"))}


def _typed_fields(key: str) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: free_text(request.form[f"{name}:{key}"], LONGEST_LINE)
        for name in _FIELDS
        if f"{name}:{key}" in request.form
    }
    outcome = request.form.get(f"outcome:{key}", "")
    if outcome in set(Outcome):
        fields["outcome"] = outcome
    return fields


def _is_change(key: str, change: Mapping[str, Any]) -> bool:
    """A line of the customer's own without words is none."""
    return bool(change) and (not is_added(key) or bool(change.get("text")))

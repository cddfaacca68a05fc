"""What a hand-over keeps for a journey: the draft until it is sent. Cases outlive journeys."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.escalations.handing_over.draft_operations import erase_drafts
from portal.escalations.models import Draft, Escalation
from portal.journeys.models import Journey
from portal.journeys.parts import Part, Told


def tell_draft(session: Session, journey: Journey) -> Iterable[Told]:
    """What was typed into the hand-over and not sent."""
    draft = session.scalar(select(Draft).where(Draft.journey_id == journey.id))
    if draft is not None:
        typed = (draft.words, draft.name, draft.email, draft.phone, draft.callback_wish)
        note = "\n".join(text for text in typed if text)
        text, url = _("Began to write to us, not sent yet"), url_for("escalations.contact")
        yield Told(draft.changed_at, text, url, note=note)


def journeys_of_cases() -> Select[int | None]:
    """Journeys that were handed over stay as long as their case."""
    return select(Escalation.journey_id).where(Escalation.journey_id.is_not(None))


DRAFTS = Part(erase=erase_drafts, tell=tell_draft, keeps=journeys_of_cases)

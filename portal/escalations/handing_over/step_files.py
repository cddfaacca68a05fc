"""Files that a step of guided help asks for: they wait in the draft of the request that may follow,
as if they had been added on the review page."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.core.types import public_id as new_public_id
from portal.escalations.attachments import ACCEPT
from portal.escalations.handing_over.context_queries import queue_of
from portal.escalations.handing_over.draft_operations import Typed, add_draft_file, save_draft
from portal.escalations.handing_over.draft_queries import draft_files, draft_of
from portal.escalations.handing_over.review import file_store
from portal.escalations.handing_over.sent_files import take_large_form, taken_files
from portal.journeys.models import Journey
from portal.troubleshooter.step_files import KeptFile, SentFiles, StepFiles


def hint() -> str:
    """What can be sent."""
    return _("Pictures, PDFs and texts (.txt, .log), 8 MB each.")


def take() -> SentFiles:
    """The files of this request, checked like those of the review page."""
    take_large_form()
    attachments, errors, status = taken_files()

    def keep(session: Session, journey: Journey, now: datetime) -> None:
        journey.seen_at = now
        session.flush()  # holds the journey's row: two requests at once take turns
        draft = draft_of(session, journey)
        if draft is None:
            queue = queue_of(session, journey)
            typed = Typed("", "", "", "", "mail", "", queue_key=queue, changes={})
            draft = save_draft(session, journey, new_public_id(), typed, now=now)
        draft.changed_at = now
        for attachment in attachments:
            add_draft_file(session, file_store(), draft, attachment, now=now)

    names = tuple(attachment.name for attachment in attachments)
    return SentFiles(names, tuple(said for _field, said in errors), status, keep)


def kept(session: Session, journey: Journey) -> tuple[KeptFile, ...]:
    """What waits in the draft; only its visitor can open it."""
    draft = draft_of(session, journey)
    files = [entry.file for entry in draft_files(session, draft)] if draft is not None else []
    return tuple(
        KeptFile(file.name, url_for("escalations.draft_file", public_id=file.public_id))
        for file in files
    )


STEP_FILES = StepFiles(ACCEPT, hint, take, kept)

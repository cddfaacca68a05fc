"""The way of a text to its readers: draft, review, published, archived. None of these commits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.jobs import enqueue
from portal.knowledge.linking import link_names
from portal.knowledge.models import Publication, Translation
from portal.knowledge.publishing import render_publication


def submit_for_review(
    session: Session, translation: Translation, *, actor_id: int | None, now: datetime
) -> None:
    """Hand the draft to the reviewers."""
    if translation.state != "draft":
        raise Conflict("Only a draft can be handed in for review.")
    change_state(session, translation, "review", actor_id=actor_id, now=now)


def send_back(
    session: Session, translation: Translation, *, actor_id: int | None, now: datetime
) -> None:
    """Return a text under review to its author."""
    if translation.state != "review":
        raise Conflict("This text is not under review.")
    change_state(session, translation, "draft", actor_id=actor_id, now=now)


def publish(
    session: Session,
    translation: Translation,
    *,
    actor_id: int | None,
    now: datetime,
    outdates_other: bool = True,
    announce: bool = True,
) -> Publication:
    """Show the newest revision to readers, mark the other language outdated, enqueue the index.

    `announce=False` leaves out the index and link jobs; an import does both once at its end.
    """
    revision = translation.head
    if revision is None:
        raise Invalid("There is no text to publish.")
    publication = render_publication(session, translation, revision, now=now)
    translation.published_id = revision.id
    if outdates_other:
        _outdate_others(session, translation)
    change_state(session, translation, "published", actor_id=actor_id, now=now)
    if announce:
        enqueue_index(session, translation, now=now)
        enqueue_links(session, translation, now=now)
    return publication


def withdraw(
    session: Session, translation: Translation, *, actor_id: int | None, now: datetime
) -> None:
    """Take a text away from readers; its revisions stay."""
    translation.published_id = None
    publication = session.get(Publication, translation.id)
    if publication is not None:
        session.delete(publication)
    change_state(session, translation, "archived", actor_id=actor_id, now=now)
    enqueue_index(session, translation, now=now)
    enqueue_links(session, translation, now=now)


def enqueue_index(session: Session, translation: Translation, *, now: datetime) -> None:
    """Let the worker bring the search index in line with this translation."""
    enqueue(
        session,
        "index_translation",
        {"translation": translation.id},
        now=now,
        dedupe_key=f"index:{translation.id}",
    )


def enqueue_rebuild(session: Session, *, now: datetime) -> None:
    """Let the worker build the whole index beside the running one, then make what vectors it
    still misses."""
    enqueue(session, "rebuild_index", {}, now=now, dedupe_key="rebuild_index")
    enqueue(session, "complete_vectors", {}, now=now, dedupe_key="complete_vectors")


def enqueue_sources(session: Session, *, now: datetime) -> None:
    """Let the worker bring the search index in line with what is no article."""
    enqueue(session, "index_sources", {}, now=now, dedupe_key="index_sources")


def enqueue_links(session: Session, translation: Translation, *, now: datetime) -> None:
    """Let the worker render anew what links to this translation."""
    enqueue(session, "refresh_links", {"targets": link_names(translation)}, now=now)


def change_state(
    session: Session, translation: Translation, state: str, *, actor_id: int | None, now: datetime
) -> None:
    """Put the newest revision into `state` and record who did it."""
    translation.state = state
    translation.changed_at = now
    session.flush()
    number = translation.head.number if translation.head else None
    record_event(
        session,
        f"translation.{state}",
        f"translation:{translation.id}",
        actor_id=actor_id,
        now=now,
        revision=number,
    )


def _outdate_others(session: Session, translation: Translation) -> None:
    """The other languages say something older now, unless this text was written after them."""
    others = select(Translation).where(
        Translation.article_id == translation.article_id, Translation.id != translation.id
    )
    for other in session.scalars(others):
        if translation.follows_id != other.head_id and other.head_id is not None:
            other.outdated = True

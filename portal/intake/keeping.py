"""Taking in a text: joined with what is there, understood, kept."""

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.intake.forms import checked_words
from portal.intake.models import Intake
from portal.intake.operations import keep_text
from portal.intake.queries import intake_of
from portal.intake.reading import understand
from portal.journeys.visits import current_journey, ensure_journey
from portal.web.locale import current_locale

TRIES = 3


def take_words(typed: str, place: str, revision: int | None) -> None:
    """Keep a visitor's text with what we make of it.

    `revision` is that of the text which the form showed: that one is replaced, any other is joined,
    so that nothing is lost. Raises Invalid if the text is empty or too long, Conflict if other
    windows do not stop writing.
    """
    for turn in range(TRIES):
        intake = intake_of(db.session, current_journey(db.session))
        words = checked_words(joined(intake, typed, revision))
        if intake is not None and (intake.text, intake.place) == (words, place):
            return
        known = intake.revision if intake is not None else None
        db.session.rollback()  # what follows may take a moment, and needs no transaction
        found = understand(db.session, words, place)
        try:
            with transaction(db.session) as session:
                keep_text(
                    session,
                    ensure_journey(session),
                    words,
                    found,
                    place=place,
                    revision=known,
                    locale=current_locale(),
                    now=now(),
                )
        except Conflict:
            if turn == TRIES - 1:
                raise
            continue
        return


def joined(intake: Intake | None, typed: str, revision: int | None) -> str:
    """The text as it would be kept."""
    if intake is None or not typed or revision == intake.revision:
        return typed
    return intake.text if typed in intake.text else f"{intake.text}\n\n{typed}"

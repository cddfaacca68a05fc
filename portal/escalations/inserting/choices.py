"""What can be inserted into a reply, found by what somebody types."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.escalations.inserting.articles import articles_found
from portal.escalations.inserting.choice import Choice
from portal.escalations.inserting.remedies import ID, remedies_found
from portal.escalations.models import Escalation
from portal.escalations.saved_replies.models import SavedReply
from portal.escalations.saved_replies.previews import language_name
from portal.escalations.saved_replies.queries import best_fitting, language_of, saved_replies
from portal.escalations.saved_replies.rules import Field, read_template
from portal.knowledge.sources import Source
from portal.web.access import Reader
from search.engine import SearchEngine

MOST_REPLIES = 12
_START = 90


class What(StrEnum):
    """Which of them are looked for; the signs that begin it are what is typed in the reply."""

    REPLIES = "replies"
    ARTICLES = "articles"
    REMEDIES = "remedies"


SIGNS = {"::": What.REPLIES, "??": What.ARTICLES, "!!": What.REMEDIES}


@dataclass(frozen=True, slots=True)
class Library:
    """Where articles and flows are found."""

    engine: SearchEngine
    sources: Sequence[Source]


def asked_for(what: str, typed: str) -> tuple[What, str]:
    """What is looked for with which words: signs before the words decide, a remedy's id is one
    wherever it is typed, else the choice beside the field."""
    words = typed.strip()
    for sign, kind in SIGNS.items():
        if words.startswith(sign):
            return kind, words.removeprefix(sign).strip()
    if ID.fullmatch(words):
        return What.REMEDIES, words
    return What(what) if what in set(What) else What.REPLIES, words


def choices(
    session: Session, case: Escalation, what: What, typed: str, *, reader: Reader, library: Library
) -> tuple[Choice, ...]:
    """The best first, in the case's language where there is a choice."""
    match what:
        case What.REPLIES:
            return tuple(_replies(saved_replies(session, reader), case.locale, typed))
        case What.ARTICLES:
            return articles_found(
                session,
                library.engine,
                library.sources,
                typed,
                locale=case.locale,
                reader=reader,
            )
        case What.REMEDIES:
            return remedies_found(session, case, typed)


def _replies(found: Iterable[SavedReply], locale: str, typed: str) -> Iterable[Choice]:
    for reply in best_fitting(found, typed, locale, MOST_REPLIES):
        language = language_of(reply, locale)
        yield Choice(
            id=f"reply:{reply.public_id}",
            title=reply.titles[language],
            detail=_beginning(reply.bodies[language]),
            language=language,
            warning=""
            if language == locale
            else _("only in %(language)s", language=language_name(language)),
        )


def _beginning(body: str) -> str:
    """Its first words, without the greeting that all of them have."""
    template, _problems = read_template(body)
    pieces = ("…" if isinstance(piece, Field) else piece for piece in template.pieces)
    words = " ".join("".join(pieces).split()).removeprefix("…").strip()
    return words if len(words) <= _START else f"{words[:_START].rstrip()} …"

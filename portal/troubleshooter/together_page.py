"""The notes of a run, as a colleague would write them, in the reader's language."""

from collections.abc import Iterator, Mapping

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from articles.rendering import render_article
from portal.journeys.facts import fact_words
from portal.journeys.queries import fact_rows
from portal.remedies.models import Attempt, Origin
from portal.remedies.queries import attempts
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.together import is_sent_on, journey_of
from portal.troubleshooter.together_pages import Known, TogetherPage, TriedLine
from portal.troubleshooter.wording import reply_words, say
from portal.web.formatting import moment
from portal.web.locale import current_locale

LANGUAGES = {"de": "Deutsch", "en": "English"}


def together_page(
    session: Session,
    standing: Standing,
    token: str,
    *,
    own: bool,
    sent_to: bool = False,
    error: str = "",
    typed: Mapping[str, str] | None = None,
) -> TogetherPage:
    """The page; `own` for who may send it on, `sent_to` right after that was done."""
    locale = current_locale()
    typed = typed or {}
    run = standing.run
    return TogetherPage(
        title=_("What we did together"),
        about=say(standing.flow.title, locale),
        began=run.started_at,
        version=run.version.number,
        known=tuple(_known(session, standing)),
        tried=tuple(_tried(session, standing)),
        stands=_how_it_stands(standing),
        own=own,
        run_url=url_for(".run", token=token) if own else "",
        action=url_for(".mail_notes", token=token),
        take_back_url=url_for(".take_notes_back", token=token),
        is_sent_on=own and is_sent_on(session, run),
        just_sent=sent_to,
        email=typed.get("email", ""),
        error=error,
    )


def _known(session: Session, standing: Standing) -> Iterator[Known]:
    """Facts first, then what else was answered on the way."""
    locale, told = current_locale(), set()
    for fact in fact_rows(session, journey_of(session, standing.run)):
        told.add(fact.name)
        yield Known(fact_words(fact.name).label, fact.value, "")
    for place in standing.way.behind:
        if place.question is None or place.step.id in told:
            continue
        row = standing.answers.get(place.key)
        yield Known(
            say(place.question.title, locale),
            reply_words(place.question, place.reply, locale),
            row.note if row is not None else "",
        )


def _tried(session: Session, standing: Standing) -> Iterator[TriedLine]:
    locale = current_locale()
    titles = {
        remedy.id: say(remedy.title, locale)
        for flow in (standing.flow, *standing.called.values())
        for remedy in flow.remedies.values()
    }
    for row in attempts(session, journey_of(session, standing.run)):
        yield TriedLine(
            title=titles.get(row.remedy) or row.title,
            outcome=row.outcome,
            at=row.at,
            note=row.note,
            before=row.before,
            by_phone=row.origin == Origin.AGENT.value,
            wording=_wording(row),
            wording_locale=row.locale or "",
            wording_source=_source(row),
        )


def _wording(row: Attempt) -> Markup | None:
    if not row.wording:
        return None
    _title, _gap, text = row.wording.partition("\n\n")
    return render_article(text, language=row.locale or "de").html if text else None


def _source(row: Attempt) -> str:
    if row.version is None or row.locale is None:
        return ""
    return _("version %(number)s, %(language)s", number=row.version, language=LANGUAGES[row.locale])


def _how_it_stands(standing: Standing) -> str:
    way = standing.way
    until = standing.waits_until(way.here)
    end = way.here.end
    if until is not None:
        return _("It may take until %(moment)s to show.", moment=moment(until))
    if end is not None and end.kind == "solved":
        return _("It works again.")
    if end is not None:
        return _("It is not solved. A person takes it from here.")
    if standing.gives_up:
        return _("It is not solved, and several steps had no effect. A person should look at it.")
    return _("It is not finished: some steps are still open.")

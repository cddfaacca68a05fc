"""From a run's standing to the page of one of its steps."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.core.db import db
from portal.journeys.models import Journey
from portal.knowledge.queries import articles_by_key
from portal.remedies.models import Outcome
from portal.troubleshooter.definition import (
    OUTCOMES,
    End,
    FlowRemedy,
    Question,
    RemedyStep,
)
from portal.troubleshooter.forms import check_words
from portal.troubleshooter.operations import agreement_key
from portal.troubleshooter.pages import (
    EndPage,
    QuestionPage,
    RemedyPage,
    RunPage,
    TriedLongAgo,
    Upload,
    WaitingPage,
)
from portal.troubleshooter.position import Wanted
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.replies import accepts, broken_check
from portal.troubleshooter.run_frame import act_url, frame_of, remedy_title, step_url
from portal.troubleshooter.step_files import step_files
from portal.troubleshooter.stop_pages import give_up_page, waiting_page
from portal.troubleshooter.variants import shown
from portal.troubleshooter.walk import Place
from portal.troubleshooter.wording import (
    acts,
    choices_of,
    consequence,
    duration_words,
    question_hint,
    say,
    text_of,
)
from portal.web.access import current_reader
from portal.web.furniture import detail
from portal.web.locale import current_locale


def page_of(
    token: str,
    standing: Standing,
    place: Place,
    *,
    error: str = "",
    typed: Mapping[str, str] | None = None,
) -> RunPage:
    """The page of a step on the way, or what comes before it. After a refusal `error` says why,
    `typed` what was sent."""
    frame = frame_of(token, standing, place, error or _no_longer_right(standing, place))
    if standing.gives_up and place.key == standing.way.here.key:
        return give_up_page(token, standing, place, frame)
    if place.question is not None:
        return _question_page(token, standing, place, place.question, typed or {}, frame)
    if place.remedy is not None:
        return _remedy_page(token, standing, place, place.remedy, typed or {}, frame)
    return _end_page(token, standing, place.end, frame)


def _no_longer_right(standing: Standing, place: Place) -> str:
    """Why a reply that was given is asked for again: an earlier one was changed since."""
    reply = standing.replies.get(place.key, ())
    if place.question is None or not accepts(place.question, reply):
        return ""
    broken = broken_check(place.question, reply, standing.way.earlier(place))
    return check_words(broken, current_locale()) if broken is not None else ""


def _question_page(
    token: str,
    standing: Standing,
    place: Place,
    question: Question,
    typed: Mapping[str, str],
    frame: dict[str, Any],
) -> QuestionPage:
    locale = current_locale()
    options = {option.id for option in question.options}
    row = standing.answers.get(place.key)
    reply = standing.replies.get(place.key, place.reply)
    kept = next((value for value in reply if value not in options), "")
    return QuestionPage(
        title=say(question.title, locale),
        why=say(question.why, locale),
        kind=question.kind,
        choices=choices_of(question, reply, locale),
        is_list=question.is_long,
        hint=question_hint(question),
        text=typed.get("text", kept if question.kind not in {"confirm", "file"} else ""),
        upload=_upload(token, standing) if question.kind == "file" else None,
        note=typed.get("note", row.note if row is not None else ""),
        key=place.key,
        action=act_url(".give_answer", token, standing),
        **frame,
    )


def _upload(token: str, standing: Standing) -> Upload:
    files = step_files()
    journey = db.session.get_one(Journey, standing.run.journey_id)
    return Upload(
        action=act_url(".give_file", token, standing),
        accept=files.accept,
        hint=files.hint(),
        kept=files.kept(db.session, journey),
    )


def _remedy_page(
    token: str,
    standing: Standing,
    place: Place,
    remedy: FlowRemedy,
    typed: Mapping[str, str],
    frame: dict[str, Any],
) -> RemedyPage | WaitingPage:
    locale = current_locale()
    row = standing.attempts.get(remedy.id)
    outcome = row.outcome if row is not None else ""
    consequences = {name: _consequence(standing, remedy.id, name) for name in OUTCOMES}
    until = standing.waits_until(place)
    if until is not None:
        return waiting_page(
            *(token, standing, place, remedy, until, typed, frame),
            title=remedy_title(standing, place),
            consequences=consequences,
        )
    return RemedyPage(
        title=remedy_title(standing, place),
        why=say(place.step.why, locale),
        asks=_asks(standing, remedy, outcome),
        consent=say(remedy.consent, locale) if remedy.risk == "high" else "",
        acts=acts(
            db.session,
            remedy,
            standing.way.replies(place.flow),
            locale,
            current_reader(),
            detailed=detail() == "detailed",
        ),
        may_switch=bool(say(remedy.short, locale) and say(remedy.detail, locale)),
        verify=say(remedy.verify, locale),
        consequences=consequences,
        wait=_wait_words(standing, place),
        wait_url=act_url(".wait", token, standing),
        outcome=outcome if outcome in OUTCOMES else "",
        again=_again(standing, remedy),
        before=row.before if row is not None else False,
        note=typed.get("note", row.note if row is not None else ""),
        key=place.key,
        action=act_url(".give_outcome", token, standing),
        agree_url=act_url(".give_answer", token, standing),
        **frame,
    )


def _again(standing: Standing, remedy: FlowRemedy) -> TriedLongAgo | None:
    row = standing.long_ago.get(remedy.id)
    if row is None or remedy.repeat_after_days is None:
        return None
    return TriedLongAgo(row.at, row.outcome, remedy.repeat_after_days)


def _asks(standing: Standing, remedy: FlowRemedy, outcome: str) -> str:
    if outcome == Outcome.UNKNOWN:
        return Wanted.RESULT.value
    row = standing.answers.get(agreement_key(remedy))
    agreed = row is not None and row.question in remedy.consent.values()  # not to other words
    return "consent" if remedy.risk == "high" and not agreed and not outcome else "all"


def shown_wording(standing: Standing, place: Place) -> str:
    """What the page of a remedy says about it (Markdown): title, and what to do if it says that."""
    remedy, locale = place.remedy, current_locale()
    row = standing.attempts.get(remedy.id) if remedy is not None else None
    if remedy is None or _asks(standing, remedy, row.outcome if row else "") != "all":
        return ""
    text = text_of(remedy, locale, detailed=detail() == "detailed")
    parts = (entry.part for entry in shown(text, standing.way.replies(place.flow)))
    words = [f"### {part.heading}\n\n{part.text}" if part.heading else part.text for part in parts]
    return "\n\n".join((remedy_title(standing, place), *words))


def _consequence(standing: Standing, remedy: str, outcome: str) -> str:
    then = standing.if_tried(remedy, outcome)
    end = then.way.here.end
    ending = end.kind if end is not None else "offer" if then.gives_up else None
    return consequence(Outcome(outcome), ending)


def _wait_words(standing: Standing, place: Place) -> str:
    step = place.step
    wanted = place.key == standing.way.here.key and standing.way.wants is Wanted.REMEDY
    if not wanted or not isinstance(step, RemedyStep) or step.wait_minutes is None:
        return ""
    return duration_words(step.wait_minutes)


def _end_page(token: str, standing: Standing, end: End | None, frame: dict[str, Any]) -> EndPage:
    locale = current_locale()
    solved = end is not None and end.kind == "solved"
    remedies = [place for place in standing.way.behind if place.remedy is not None]
    places = remedies or list(standing.way.behind)
    article = None
    if end is not None and end.article:
        lines = articles_by_key(db.session, (end.article,), locale, current_reader())
        article = next(
            ((line.title, url_for("helpcenter.article", slug=line.slug)) for line in lines), None
        )
    default = _("Good that it works again") if solved else _("Now a person helps you")
    return EndPage(
        title=(say(end.title, locale) if end is not None else "") or default,
        why=say(end.why, locale) if end is not None else "",
        solved=solved,
        article=article,
        last_url=step_url(token, places[-1]) if places else "",
        **frame,
    )

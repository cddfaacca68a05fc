"""Going through what is being written as a customer would. Nothing is recorded."""

from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.db import db
from portal.core.errors import Invalid, NotFound
from portal.flow_editor.blueprint import blueprint
from portal.flow_editor.pages import TriedStep, TryOutPage
from portal.flow_editor.queries import draft_of, record_of
from portal.flow_editor.trying import ANSWER, OUTCOME, Given, Trial, trial
from portal.troubleshooter.definition import OUTCOMES, Flow
from portal.troubleshooter.flows import published_flows
from portal.troubleshooter.forms import read_reply
from portal.troubleshooter.models import FlowRecord
from portal.troubleshooter.pages import ActsPart
from portal.troubleshooter.soundness import read_text
from portal.troubleshooter.walk import Place
from portal.troubleshooter.wording import acts, choices_of, question_hint, reply_words, say
from portal.web.access import Permission, current_reader, requires
from portal.web.inputs import one_line
from portal.web.locale import LOCALES, current_locale
from portal.web.pages import render

LONGEST_REPLY = 500


@blueprint.get("/<key>/draft/run")
@requires(Permission.SEE_FLOWS)
def try_out(key: str) -> AnyResponse:
    """The step to which the replies in the address lead; a reply in the form is added to them."""
    flow = _flow(record_of(db.session, key))
    if flow is None:
        return redirect(url_for(".edit", key=key), 303)
    tried = trial(flow, _given(), {other.id: other for other in published_flows(db.session)})
    try:
        given = _replied(tried)
    except Invalid as error:
        return render(_page(key, tried, _(error.message, **error.parameters)), error.status)
    if given is not None:
        return redirect(_url(key, given), 303)
    return render(_page(key, tried))


def _flow(record: FlowRecord) -> Flow | None:
    """The flow that is being written, if it can be read so far that one can walk it."""
    draft, current = draft_of(db.session, record), record.current
    if draft is None and current is None:
        raise NotFound("There is no text of this flow.")
    source = draft.source if draft is not None else current.source if current is not None else ""
    flow = read_text(source).flow
    return flow if flow is not None and flow.start in flow.steps else None


def _given() -> Given:
    """The replies in the address, in their order."""
    pairs = request.args.items(multi=True)
    return tuple(
        (name, one_line(value, LONGEST_REPLY)) for name, value in pairs if name in {ANSWER, OUTCOME}
    )


def _replied(tried: Trial) -> Given | None:
    """The replies with what was sent from a step's form; None if nothing was."""
    here = tried.way.here
    if request.args.get("step") != here.key:
        return None
    if here.question is not None:
        earlier = tried.way.earlier(here)
        reply = read_reply(here.question, request.args, earlier=earlier, locale=_locale())
        return tried.with_answer(here, reply)
    outcome = request.args.get("outcome", "")
    if here.remedy is not None and outcome in OUTCOMES:
        return tried.with_outcome(here.remedy.id, outcome)
    return None


def _page(key: str, tried: Trial, error: str = "") -> TryOutPage:
    locale = _locale()
    with force_locale(locale):
        here = tried.way.here
        remedy, end = here.remedy, here.end
        default = say(remedy.title, locale) if remedy is not None else ""
        return TryOutPage(
            title=_("Trying out “%(flow)s”", flow=say(tried.flow.title, locale) or key),
            key=key,
            locale=locale,
            language_urls=tuple(
                (other, _url(key, tried.given, other), other == locale) for other in LOCALES
            ),
            restart_url=_url(key, ()),
            behind=tuple(_behind(key, tried, place, locale) for place in tried.way.behind),
            kind=_kind(here),
            step=here.key,
            heading=say(here.step.title, locale) or default or _end_words(here),
            why=say(here.step.why, locale),
            hint=question_hint(here.question) if here.question is not None else "",
            choices=choices_of(here.question, (), locale) if here.question is not None else (),
            is_list=here.question is not None and here.question.is_long,
            acts=_acts(tried, here, locale),
            consent=say(remedy.consent, locale)
            if remedy is not None and remedy.risk == "high"
            else "",
            verify=say(remedy.verify, locale) if remedy is not None else "",
            summary=say(end.summary, locale) if end is not None else "",
            given=(*tried.given, ("lang", locale)),
            error=error,
        )


def _kind(here: Place) -> str:
    if here.question is not None:
        return here.question.kind
    return here.end.kind if here.end is not None else "remedy"


def _end_words(here: Place) -> str:
    if here.end is None:
        return here.step.id
    return (
        _("Good that it works again") if here.end.kind == "solved" else _("Now a person helps you")
    )


def _acts(tried: Trial, here: Place, locale: str) -> tuple[ActsPart, ...]:
    if here.remedy is None:
        return ()
    replies = tried.way.replies(here.flow)
    return acts(db.session, here.remedy, replies, locale, current_reader(), detailed=True)


def _behind(key: str, tried: Trial, place: Place, locale: str) -> TriedStep:
    question, remedy = place.question, place.remedy
    default = say(remedy.title, locale) if remedy is not None else place.step.id
    return TriedStep(
        title=say(place.step.title, locale) or default,
        reply=reply_words(question, place.reply, locale) if question is not None else "",
        outcome=next(iter(place.reply), "") if remedy is not None else "",
        skipped=place.skipped,
        url=_url(key, tried.before(place)),
    )


def _locale() -> str:
    wanted = request.args.get("lang", "")
    return wanted if wanted in LOCALES else current_locale()


def _url(key: str, given: Given, locale: str = "") -> str:
    query = urlencode([*given, ("lang", locale or _locale())])
    return f"{url_for('.try_out', key=key)}?{query}"

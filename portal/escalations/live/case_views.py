"""What the page of a case asks while it is open, and what it says: who is there."""

from flask import Response, request
from flask_babel import gettext as _

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.escalations.desk.entries import last_event, news_since
from portal.escalations.desk.views import ADDRESS, find_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.live.answers import polled
from portal.escalations.presence.models import Writing
from portal.escalations.presence.operations import end_presence, note_presence
from portal.escalations.presence.queries import others_at
from portal.escalations.presence.words import presence_words
from portal.web.access import Permission, requires


@blueprint.get(f"{ADDRESS}/news")
@requires(Permission.HANDLE_CASES)
def case_news(public_id: str) -> Response:
    """What happened after the event `seen`, in a sentence, and who else is there."""
    case, moment = find_case(public_id), now()
    seen = request.args.get("seen", 0, type=int)
    last = last_event(db.session, case)
    others = others_at(db.session, [case.id], signed_in_person().id, now=moment)
    here = others.get(case.id, ())

    def answer() -> dict[str, object]:
        news = news_since(db.session, case, seen, moment) if last > seen else ()
        return {"news": _sentence(news), "presence": presence_words(here)}

    return polled((last, seen, here), answer)


@blueprint.post(f"{ADDRESS}/presence")
@requires(Permission.HANDLE_CASES)
def presence(public_id: str) -> Response:
    """The page is open before somebody, who is `writing` into it; or was, with `leaving`."""
    case, person = find_case(public_id), signed_in_person()
    writing = request.form.get("writing", "")
    with transaction(db.session) as session:
        if "leaving" in request.form:
            end_presence(session, case.id, person.id)
        else:
            kind = Writing(writing) if writing in set(Writing) else Writing.NOTHING
            note_presence(session, case.id, person.id, kind, now=now())
    return Response(status=204, mimetype="text/plain")


def _sentence(news: tuple[str, ...]) -> str:
    if len(news) < 2:
        return "".join(news)
    return _("%(num)s changes, the last one: %(what)s", num=len(news), what=news[-1])

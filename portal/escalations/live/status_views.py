"""What the page of a request asks while its customer has it open."""

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.escalations.blueprint import blueprint
from portal.escalations.case_queries import last_told, time_line
from portal.escalations.live.answers import polled
from portal.escalations.models import Escalation
from portal.escalations.status.sentences import told
from portal.escalations.status.views import ADDRESS, case_of
from portal.web.limits import limiter

NEWS = "600 per hour"
"""Of answers with news in them, which alone cost something and are counted: without any, asking
writes nothing. A page that asks every 20 seconds would get 180 of them if it remembered none; one
that remembers gets one for each thing that happens."""


def _has_news(response: Response) -> bool:
    return response.status_code == 200 and bool(response.get_json()["news"])


@blueprint.get(f"{ADDRESS}/news")
@limiter.limit(NEWS, deduct_when=_has_news)
def news(token: str) -> Response:
    """What happened after the event `seen`, in a sentence; nothing of what the team keeps to
    itself, not even that there is something."""
    case = case_of(token)
    seen = request.args.get("seen", 0, type=int)
    last = last_told(db.session, case)

    def answer() -> dict[str, object]:
        return {"news": _sentence(db.session, case, seen) if last > seen else ""}

    return polled((case.id, last, seen), answer)


def _sentence(session: Session, case: Escalation, seen: int) -> str:
    new = [entry for entry in time_line(session, case) if entry.event > seen]
    if not new:
        return ""
    what = told(new[0])
    if len(new) == 1:
        return what
    return _("%(num)s changes, the last one: %(what)s", num=len(new), what=what)

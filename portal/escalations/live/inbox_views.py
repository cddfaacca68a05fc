"""What the inbox asks while it is open."""

from flask import Response, request

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.inbox.listing import shown_now
from portal.escalations.live.answers import polled
from portal.escalations.presence.queries import others_at
from portal.escalations.presence.words import mark_words
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import current_time_zone


@blueprint.get("/news")
@requires(Permission.HANDLE_CASES)
def inbox_news() -> Response:
    """Which rows the page of this address has now, in which version, and who is at each."""
    moment = now()
    zone = current_time_zone()
    rows = shown_now(db.session, request.args, current_reader(), now=moment, zone=zone)
    ids = [row.case_id for row in rows]
    others = others_at(db.session, ids, signed_in_person().id, now=moment)

    def answer() -> dict[str, object]:
        here = {row.public_id: others[row.case_id] for row in rows if row.case_id in others}
        return {
            "rows": {row.public_id: row.version for row in rows},
            "presence": {public_id: mark_words(people) for public_id, people in here.items()},
        }

    return polled((tuple(rows), tuple(others.items())), answer)

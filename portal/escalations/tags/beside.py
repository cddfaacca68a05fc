"""The tags that the page of a case shows."""

from flask import url_for
from sqlalchemy.orm import Session

from portal.escalations.models import Escalation
from portal.escalations.tags.pages import CaseTags, TagLink
from portal.escalations.tags.queries import known_tags, tags_of
from portal.web.access import Reader


def case_tags(session: Session, case: Escalation, reader: Reader) -> CaseTags:
    """The tags of a case, with the words that the reader's teams use."""
    present = tags_of(session, case)
    links = (
        TagLink(tag.public_id, tag.name, url_for("cases.inbox", tags=tag.name)) for tag in present
    )
    known = (tag.name for tag in known_tags(session, reader) if tag not in present)
    return CaseTags(tuple(links), tuple(known))

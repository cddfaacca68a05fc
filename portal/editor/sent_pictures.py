"""A picture that is sent with the text: stored, described, put behind the last paragraph.

Who cannot see it needs a description; only a picture that says nothing goes without one (WCAG 2.2,
1.1.1). A picture that comes without either is kept, and its author asked.
"""

import re
from dataclasses import dataclass

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.editor.forms import ArticleForm
from portal.editor.manuscript import Manuscript, sent_picture
from portal.editor.operations import add_picture
from portal.editor.rules import clean_line, with_picture
from portal.knowledge.linking import image_resolver
from portal.knowledge.models import ArticleImage
from portal.web.images import MAX_BYTES, read_picture

LONGEST_DESCRIPTION = 300
_BRACKETS = re.compile(r"[\\\[\]]")


@dataclass(frozen=True, slots=True)
class SentPicture:
    """What a form said of a picture. `source` and `url` name one that is stored but not yet in
    the text, `added` is the Markdown of one that was put there, `problem` what is missing."""

    source: str = ""
    url: str = ""
    description: str = ""
    decorative: bool = False
    added: str = ""
    problem: str = ""


def take_picture(manuscript: Manuscript, form: ArticleForm) -> SentPicture | PortalError:
    """Store the file that was sent with the form and put it behind the typed text; a file that
    cannot be taken gives the reason."""
    sent = sent_picture()
    description = clean_line(request.form.get("description", ""))[:LONGEST_DESCRIPTION]
    decorative = "decorative" in request.form
    try:
        source = store_picture(manuscript, sent).path if sent else _stored(manuscript)
    except PortalError as error:
        return error
    if not source:
        return SentPicture(description=description, decorative=decorative)
    if not description and not decorative:
        problem = _("Describe the picture, or tick that it is purely decorative.")
        url = image_resolver(db.session, manuscript.existing())(source) or ""
        return SentPicture(source, url, problem=problem)
    added = picture_markdown(source, description)
    form.body.data = with_picture(form.body.data or "", added)
    return SentPicture(added=added)


def store_picture(manuscript: Manuscript, sent: FileStorage) -> ArticleImage:
    """Check and keep a sent picture; raises Invalid or TooLarge."""
    picture = read_picture(sent.stream.read(MAX_BYTES + 1))
    with transaction(db.session) as session:
        return add_picture(
            session,
            current_app.extensions["lotse.files"],
            manuscript.existing(),
            picture,
            name=sent.filename or "",
            actor_id=manuscript.reader.user_id,
            now=now(),
        )


def picture_markdown(source: str, description: str = "") -> str:
    """How a text shows the picture."""
    escaped = _BRACKETS.sub(r"\\\g<0>", description)
    return f"![{escaped}]({source})"


def _stored(manuscript: Manuscript) -> str:
    """The picture that an earlier try has left with this text; empty if there is none."""
    query = select(ArticleImage.path).where(
        ArticleImage.translation_id == manuscript.existing().id,
        ArticleImage.path == request.form.get("picture", ""),
    )
    return db.session.scalar(query) or ""

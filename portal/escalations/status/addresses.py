"""Where a customer finds what belongs to their request."""

from collections.abc import Iterable

from flask import url_for

from portal.escalations.handing_over.pages import FileView
from portal.escalations.handing_over.review import office
from portal.escalations.line_views import file_views
from portal.escalations.links import Purpose, token_for
from portal.escalations.models import CaseFile, Escalation


def token_of(case: Escalation) -> str:
    """What nobody can guess of the request's address."""
    return token_for(case.public_id, Purpose.CASE, office().settings.secret_key)


def address_of(case: Escalation) -> str:
    """The page of a request."""
    return url_for("escalations.status", token=token_of(case))


def files_of(case: Escalation, entries: Iterable[CaseFile]) -> tuple[FileView, ...]:
    """Files of the request, for its customer."""
    token = token_of(case)
    return file_views(
        entries, lambda id_: url_for("escalations.case_file", token=token, public_id=id_)
    )

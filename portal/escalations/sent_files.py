"""The files of a form: what can be taken, and what to say about the rest."""

from flask_babel import gettext as _

from portal.core.errors import PortalError
from portal.escalations.attachments import Attachment, check_attachment, clean_name
from portal.escalations.pages import Errors
from portal.web.uploads import sent_files


def taken_files() -> tuple[list[Attachment], Errors, int]:
    """What of the field `files` may be kept; errors, and their status (0 without any). Long work
    on large pictures, so not within a transaction."""
    taken: list[Attachment] = []
    errors: Errors = []
    status = 0
    for sent in sent_files("files"):
        name = sent.filename or ""
        try:
            taken.append(check_attachment(sent.stream.read(), name))
        except PortalError as error:
            errors.append(file_error(clean_name(name), error))
            status = status or error.status
    return taken, errors, status


def file_error(name: str, error: PortalError) -> tuple[str, str]:
    """Which file, and what to do."""
    return "files", f"{name}: {_(error.message, **error.parameters)}"

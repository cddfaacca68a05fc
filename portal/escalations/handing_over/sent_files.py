"""The files of a form: what can be taken, and what to say about the rest."""

from flask import request
from flask_babel import gettext as _
from limits import parse

from portal.core.errors import PortalError, TooMany
from portal.escalations.attachments import (
    LARGEST_FILE,
    MOST_FILES,
    Attachment,
    check_attachment,
    clean_name,
)
from portal.escalations.handing_over.pages import Errors
from portal.web.limits import allows, remote_network
from portal.web.uploads import keep_of_files, sent_files

MIB = 1024 * 1024
FILES_OF_A_NETWORK = parse("60 per hour")
KIB_OF_A_NETWORK = parse(f"{200 * 1024} per hour")
"""Of what may be kept: as much as in five full requests."""
MIB_READ_OF_A_NETWORK = parse("4096 per hour")
"""Of large forms only: what is read and thrown away for the words that came with it."""


def take_large_form() -> None:
    """Whatever comes with this form, its words are read: a file that is too large is refused by
    itself. Call it behind the limits, before anything reads the form.

    Who has sent gigabytes within the hour may send forms of the usual size only (F5).
    """
    size = request.content_length or 0
    usual = size <= (request.max_content_length or 0)
    mib = -(-size // MIB)
    if usual or allows(MIB_READ_OF_A_NETWORK, "form", remote_network(), cost=mib):
        keep_of_files(largest=LARGEST_FILE, most=MOST_FILES)


def taken_files() -> tuple[list[Attachment], Errors, int]:
    """What of the field `files` may be kept; errors, and their status (0 without any). Long work
    on large pictures, and it counts what this network sends: not within a transaction."""
    taken: list[Attachment] = []
    errors: Errors = []
    status = 0
    for sent in sent_files("files"):
        name = sent.filename or ""
        try:
            attachment = check_attachment(sent.stream.read(), name)
            take_from_share(attachment)
            taken.append(attachment)
        except PortalError as error:
            errors.append(file_error(clean_name(name), error))
            status = status or error.status
    return taken, errors, status


def file_error(name: str, error: PortalError) -> tuple[str, str]:
    """Which file, and what to do."""
    return "files", f"{name}: {_(error.message, **error.parameters)}"


def take_from_share(attachment: Attachment) -> None:
    """Raise TooMany when this network has sent its share of files for the hour (F5)."""
    network, kib = remote_network(), -(-len(attachment.data) // 1024)
    if not (
        allows(FILES_OF_A_NETWORK, "files", network)
        and allows(KIB_OF_A_NETWORK, "kib", network, cost=max(kib, 1))
    ):
        raise TooMany(
            "More files came from your connection within an hour than we take. Send your words "
            "without it, and add it in an hour."
        )

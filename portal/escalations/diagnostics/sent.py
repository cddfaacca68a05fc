"""The logs of a form, without their secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask_babel import gettext as _

from portal.core.errors import PortalError, TooLarge
from portal.escalations.attachments import Attachment, clean_name, text_of
from portal.escalations.diagnostics.scrubbing import scrub
from portal.escalations.handing_over.pages import Errors
from portal.escalations.handing_over.sent_files import take_from_share
from portal.web.locale import current_locale
from portal.web.uploads import sent_files

LARGEST_LOG = 2 * 1024 * 1024
_ENDINGS = {".log", ".txt"}


@dataclass(frozen=True, slots=True)
class CleanLog:
    """A log without secrets, and how many of each kind were taken out."""

    attachment: Attachment
    removed: Mapping[str, int]


def taken_logs() -> tuple[list[CleanLog], Errors, int]:
    """The logs of the field `log` without their secrets; errors, and their status (0 without
    any). Nothing of what was taken out is kept. Long work: not within a transaction."""
    taken: list[CleanLog] = []
    errors: Errors = []
    status = 0
    for sent in sent_files("log"):
        name = clean_name(sent.filename or "")
        try:
            log = clean_log(sent.stream.read(), name, current_locale())
            take_from_share(log.attachment)
            taken.append(log)
        except PortalError as error:
            errors.append(("log", f"{name}: {_(error.message, **error.parameters)}"))
            status = status or error.status
    return taken, errors, status


def clean_log(data: bytes, name: str, language: str) -> CleanLog:
    """A log as it may be kept; raises TooLarge, and Invalid for what is no text."""
    if len(data) > LARGEST_LOG:
        raise TooLarge("This log is larger than 2 MB. Send the part around the error.")
    scrubbed = scrub(text_of(data), language)
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
    safe = scrub(stem, language).text
    attachment = Attachment(
        scrubbed.text.encode(), "text/plain", f"{safe}{ending if ending in _ENDINGS else '.log'}"
    )
    return CleanLog(attachment, {kind.value: count for kind, count in scrubbed.removed.items()})

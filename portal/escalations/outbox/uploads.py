"""Files that come with the form of a reply or a note."""

from dataclasses import dataclass

from flask import current_app, request
from flask_babel import gettext as _
from limits import parse

from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import PortalError, TooMany
from portal.core.files import FileStore
from portal.escalations.attachments import LARGEST_FILE, MOST_FILES, check_attachment, clean_name
from portal.escalations.models import Escalation
from portal.escalations.outbox.files import add_file, waiting_files
from portal.escalations.outbox.models import FilePurpose, ReplyFile
from portal.web.limits import allows
from portal.web.uploads import keep_of_files, sent_files

FILES_OF_A_PERSON = parse("300 per hour")
MIB_OF_A_PERSON = parse("2048 per hour")
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Collected:
    """The files of a form: what waited `before` it came, and `problems` with those that came."""

    case: Escalation
    purpose: FilePurpose
    before: set[str]
    problems: list[str]

    def entries(self) -> list[ReplyFile]:
        """What goes with the form: the files that it names and those that came with it. What
        another tab has added since the page was opened stays."""
        named = set(request.form.getlist("file"))
        return [
            entry
            for entry in _waiting(self.case, self.purpose)
            if entry.file.public_id in named or entry.file.public_id not in self.before
        ]


def take_files(case: Escalation, purpose: FilePurpose) -> list[str]:
    """Keep the files that come with this request for the composer of who is signed in; returns
    what is wrong with the others. Call it before anything reads the form."""
    person = signed_in_person()
    whom = f"person:{person.id}"
    mib = -(-(request.content_length or 0) // MIB)
    if allows(MIB_OF_A_PERSON, "composer", whom, cost=max(mib, 1)):
        keep_of_files(largest=LARGEST_FILE, most=MOST_FILES)
    problems = []
    for sent in sent_files("files"):
        name = sent.filename or ""
        try:
            attachment = check_attachment(sent.stream.read(), name)
            if not allows(FILES_OF_A_PERSON, "composer", whom):
                raise TooMany("You have added very many files within an hour. Try again later.")
            with transaction(db.session) as session:
                add_file(session, _store(), case, person.id, purpose, attachment, now=now())
        except PortalError as error:
            problems.append(f"{clean_name(name)}: {_(error.message, **error.parameters)}")
    return problems


def collect(case: Escalation, purpose: FilePurpose) -> Collected:
    """Keep the files that come with this request; tells those that are to go with its text.
    Call it before anything reads the form."""
    before = {entry.file.public_id for entry in _waiting(case, purpose)}
    return Collected(case, purpose, before, take_files(case, purpose))


def _waiting(case: Escalation, purpose: FilePurpose) -> list[ReplyFile]:
    return waiting_files(db.session, case, signed_in_person().id, purpose)


def _store() -> FileStore:
    store: FileStore = current_app.extensions["lotse.files"]
    return store

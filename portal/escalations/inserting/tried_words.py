"""Who tried a remedy, when, and with what outcome, as the check of a reply says it."""

from portal.escalations.composer.check_words import finding_view
from portal.escalations.composer.findings import Finding, Kind
from portal.escalations.models import ContextLine, Escalation


def tried_words(line: ContextLine, case: Escalation) -> str:
    """ "Sabine Berger did “Checked the server” on 21 Nov at 14:20 – no effect"."""
    tried = Finding(
        id="",
        kind=Kind.REPEAT,
        about=line.text,
        at=line.at,
        outcome=line.outcome,
        before=line.before,
    )
    return finding_view(tried, case).message

"""The checks of a reply as its form carries them along."""

import re
from collections.abc import Sequence
from dataclasses import replace

from flask import current_app, request
from sqlalchemy.orm import Session

from portal.accounts.sessions import signed_in_person
from portal.escalations.composer.check_words import ChecksView, finding_view
from portal.escalations.composer.checks import Draft, check_reply
from portal.escalations.composer.findings import HOLDING, Finding, still_open
from portal.escalations.composer.operations import Then
from portal.escalations.composer.wording import reasoned
from portal.escalations.desk.forms import LONGEST_REASON, ReplyForm
from portal.escalations.lengths import LONGEST_TEXT
from portal.escalations.models import Escalation
from portal.escalations.outbox.files import waiting_files
from portal.escalations.outbox.models import FilePurpose
from portal.web.inputs import one_line

MOST_IDS = 100
_ID = re.compile(r"[a-z_]+(?:-[a-z0-9_-]{1,120})?")


def findings_of(session: Session, case: Escalation, form: ReplyForm) -> tuple[Finding, ...]:
    """What the check finds in the form's text; nothing where it is too long to be sent."""
    body = form.body.data or ""
    if len(body) > LONGEST_TEXT:
        return ()
    goes_on = form.then.data == Then.GO_ON.value
    promised = not goes_on or bool(form.promise.data and (form.due.data or form.due_on.data))
    of = current_app.extensions
    person_id = signed_in_person().id
    has_files = bool(waiting_files(session, case, person_id, FilePurpose.REPLY))
    draft, base_url = Draft(body, promised, has_files), of["lotse.settings"].base_url
    return check_reply(session, case, draft, of["lotse.repeat_checks"], base_url=base_url)


def open_findings(findings: tuple[Finding, ...], form: ReplyForm) -> tuple[Finding, ...]:
    """Those that nobody has dismissed or given a reason for."""
    return still_open(findings, frozenset(ids_in(form.dismissed.data)))


def checks_view(
    case: Escalation, findings: tuple[Finding, ...], form: ReplyForm, *, done: bool = False
) -> ChecksView:
    """The findings as the page shows them."""
    opened = open_findings(findings, form)
    held = [one.id for one in opened if one.kind in HOLDING]
    return ChecksView(
        findings=tuple(
            finding_view(one, case, reason_for(one.id), form.body.data or "") for one in opened
        ),
        dismissed=" ".join(ids_in(form.dismissed.data)),
        shown=" ".join(held),
        asks=bool(held),
        done=done,
    )


def with_reasons(
    case: Escalation, findings: Sequence[Finding], form: ReplyForm, only: str = ""
) -> tuple[Finding, ...]:
    """The findings after the reasons that were typed for them went into the form's text, all of
    them or that of `only`."""
    body, result = form.body.data or "", list(findings)
    behind = sorted(
        (place for place, one in enumerate(result) if one.span is not None and not one.reasoned),
        key=lambda place: _start(result[place]),
        reverse=True,  # from the end, so that the places before stay true
    )
    for place in behind:
        one = result[place]
        reason = reason_for(one.id)
        if reason and one.span is not None and only in ("", one.id):
            body = reasoned(body, one.span, reason, case.locale)
            result[place] = replace(one, reasoned=True)
    form.body.data = body
    return tuple(result)


def ids_in(text: str | None) -> list[str]:
    """The ids of findings in a hidden field, each once."""
    parts = (text or "").split()[:MOST_IDS]
    return list(dict.fromkeys(part for part in parts if _ID.fullmatch(part)))


def reason_for(finding_id: str) -> str:
    """What was typed as the reason to ask for this again."""
    return one_line(request.form.get(f"because-{finding_id}", ""), LONGEST_REASON)


def _start(found: Finding) -> int:
    return found.span.start if found.span is not None else 0

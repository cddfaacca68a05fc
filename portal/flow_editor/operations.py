"""Writing a flow: drafts, review, publication. None of these commits."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.organisation import Organisation
from portal.flow_editor.rules import MOST_CHARACTERS, cleaned, is_key, with_values
from portal.troubleshooter.flows import PUBLISHED, change_state, parsed, store_flow
from portal.troubleshooter.models import FlowDraft, FlowRecord, FlowVersion
from portal.troubleshooter.problems import Problem, Severity, Wording
from portal.troubleshooter.queries import flow_record
from portal.troubleshooter.soundness import problems_in, read_text

DRAFT, REVIEW = "draft", "review"


class DraftConflict(Conflict):
    """Somebody else saved the draft since: both texts are there to compare."""

    def __init__(self, message: str, newest: FlowDraft) -> None:
        super().__init__(message)
        self.newest = newest


class NotSound(Invalid):
    """The linter has found errors: nothing is published."""

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.problems = problems


def begin_flow(
    session: Session, key: str, source: str, *, actor_id: int | None, now: datetime
) -> FlowDraft:
    """A flow that has nothing but a draft yet. Raises Invalid if it cannot be called so."""
    if not is_key(key):
        raise Invalid(
            "Use lower-case letters, digits, hyphens and dots for the name, such as mail-is-slow."
        )
    if flow_record(session, key) is not None:
        raise Conflict("There is a flow of this name already. Choose another name.")
    record = FlowRecord(key=key, state=DRAFT, changed_at=now)
    session.add(record)
    session.flush()
    return _begin(session, record, source, actor_id=actor_id, now=now)


def save_draft(
    session: Session,
    record: FlowRecord,
    source: str,
    *,
    base: int,
    actor_id: int | None,
    now: datetime,
) -> FlowDraft:
    """Keep a text, broken or not. `base` is the revision it was begun on, 0 where there was no
    draft yet. The same text sent twice is no conflict; a text under review that is changed is a
    draft again. Raises DraftConflict, and Invalid for a text that is too long."""
    source = cleaned(source)
    if len(source) > MOST_CHARACTERS:
        raise Invalid(
            "The text is too long: %(most)s characters at most. Split the flow in two, one calls"
            " the other.",
            most=MOST_CHARACTERS,
        )
    draft = session.get(FlowDraft, record.id, with_for_update=True)
    if draft is None:
        return _begin(session, record, source, actor_id=actor_id, now=now)
    if draft.source == source:
        return draft
    if draft.revision != base:
        raise DraftConflict("Somebody else has saved this text since you opened it.", draft)
    draft.source, draft.state, draft.author_id = source, DRAFT, actor_id
    draft.revision += 1
    draft.changed_at = now
    _record(session, "flow.saved", record, actor_id, now)
    return draft


def hand_in(session: Session, draft: FlowDraft, *, actor_id: int | None, now: datetime) -> None:
    """Ask the reviewers to read the draft; handed in twice, it is handed in once."""
    _turn(session, draft, REVIEW, "", actor_id=actor_id, now=now)


def send_back(
    session: Session, draft: FlowDraft, remark: str, *, actor_id: int | None, now: datetime
) -> None:
    """Give the draft back to its author, with what is missing."""
    _turn(session, draft, DRAFT, remark, actor_id=actor_id, now=now)


def publish_draft(
    session: Session,
    draft: FlowDraft,
    *,
    organisation: Organisation,
    today: date,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Make the draft the flow that customers begin from now on; whoever is in the middle of the
    flow goes on with what they began. Raises NotSound, and Conflict if another version was
    published since the draft was begun."""
    record = draft.flow
    if draft.base_id != record.current_id:
        raise Conflict(
            "Another version has been published since this draft was begun. Compare both, then"
            " save the draft on top of it."
        )
    last = session.scalar(
        select(func.max(FlowVersion.number)).where(FlowVersion.flow_id == record.id)
    )
    source = with_values(draft.source, {"version": str((last or 0) + 1), "status": PUBLISHED})
    found = draft_problems(session, record, source, organisation, today)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise NotSound("Mend the errors first: a flow with errors is not published.", found)
    store_flow(session, parsed(source), source, author_id=actor_id, now=now)
    change_state(session, record, PUBLISHED, actor_id=actor_id, now=now)
    session.delete(draft)
    session.flush()


def rebase(session: Session, draft: FlowDraft, *, actor_id: int | None, now: datetime) -> None:
    """The draft is to follow the version that is published now: its author has compared both."""
    draft.base_id = draft.flow.current_id
    draft.revision += 1
    draft.changed_at = now
    _record(session, "flow.rebased", draft.flow, actor_id, now)


def discard(session: Session, draft: FlowDraft, *, actor_id: int | None, now: datetime) -> None:
    """Throw the draft away; a flow that was never published goes with it."""
    record = draft.flow
    session.delete(draft)
    session.flush()
    _record(session, "flow.discarded", record, actor_id, now)
    if record.current_id is None:
        session.delete(record)
        session.flush()


def draft_problems(
    session: Session, record: FlowRecord, source: str, organisation: Organisation, today: date
) -> tuple[Problem, ...]:
    """What the linter says of a text for this flow, and whether it is for this flow at all."""
    found = problems_in(session, source, organisation, today, record.current)
    read = read_text(source)
    if read.flow is not None and read.flow.id not in {"", record.key}:
        message = Wording(
            "The id is “%(id)s”, but this flow is called “%(flow)s”",
            id=read.flow.id,
            flow=record.key,
        )
        fix = Wording(
            "Write id: %(flow)s. Another id makes another flow: begin a new one.", flow=record.key
        )
        found = (Problem("F25", Severity.ERROR, message, *read.place("id"), fix), *found)
    return found


def _begin(
    session: Session, record: FlowRecord, source: str, *, actor_id: int | None, now: datetime
) -> FlowDraft:
    draft = FlowDraft(
        flow_id=record.id,
        state=DRAFT,
        source=cleaned(source),
        base_id=record.current_id,
        revision=1,
        author_id=actor_id,
        changed_at=now,
    )
    session.add(draft)
    _record(session, "flow.begun", record, actor_id, now)
    return draft


def _turn(
    session: Session,
    draft: FlowDraft,
    state: str,
    remark: str,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    if draft.state == state and draft.remark == remark:
        return
    draft.state, draft.remark, draft.changed_at = state, remark, now
    _record(
        session, f"flow.{'handed_in' if state == REVIEW else 'returned'}", draft.flow, actor_id, now
    )


def _record(
    session: Session, name: str, record: FlowRecord, actor_id: int | None, now: datetime
) -> None:
    session.flush()
    record_event(session, name, f"flow:{record.id}", actor_id=actor_id, now=now)

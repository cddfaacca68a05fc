"""The figures at the end of the simulated week, as the page for leads tells them, and some more."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.queues import queues
from portal.core.events import Event
from portal.core.mail import OutboundMail
from portal.escalations.contact_persons.runaround import ALARM_AT
from portal.escalations.models import OPEN_STATUSES, Escalation, Promise, PromiseState
from portal.escalations.office import Office
from portal.escalations.promises.ledger import End
from portal.escalations.rules import PromiseKind
from portal.insights.caring_queries import figures_by_week
from portal.insights.caring_rules import Figures, Measure, last_weeks
from portal.insights.caring_sections import HALF, MOST, share_words


def caring_figures(session: Session, office: Office, now: datetime) -> dict[str, str]:
    """The figures by name, from what the job has counted until now and from the tables."""
    cases = session.scalars(select(Escalation)).all()
    weeks = last_weeks(now, office.organisation.time_zone)
    teams = [queue.id for queue in queues(session)]
    ours = sum(figures_by_week(session, teams, weeks).values(), Figures())
    happened = Counter(session.scalars(select(Event.name)))
    figures = {
        "cases": str(ours[Measure.CASES]),
        "solved at the end": str(sum(case.status not in OPEN_STATUSES for case in cases)),
        "promises kept, of those kept or not": share_words(ours.kept),
        "  kept": str(ours[End.KEPT]),
        "  broken": str(ours[End.BROKEN]),
        "    of these open at the end": str(_late(session, now)),
        "  moved by the portal": str(ours[End.ASKED]),
        "  moved by a person": str(ours[End.MOVED]),
        "  replaced without a word": str(ours[End.REPLACED]),
        "  ended before (void)": str(ours[End.VOID]),
        "working minutes to a person, median": str(ours.waited(HALF)),
        "  nine of ten within": str(ours.waited(MOST)),
        "  nobody has answered yet": str(ours[Measure.WAITING]),
        "hand-overs per case": f"{ours.handed_on or 0:.2f}",
        "sent round twice or more": str(sum(case.runarounds >= ALARM_AT for case in cases)),
        "  leads told": str(happened["case.leads_told"]),
        "explained once": share_words(ours.explained_once),
        "  asked again": str(ours[Measure.ASKED]),
        "  a step repeated": str(ours[Measure.RETRIED]),
        "reopened": str(happened["case.reopened"]),
        "deputies stepped in / customers told": (
            f"{happened['case.deputy']} / {happened['case.deputy_told']}"
        ),
    }
    kinds = select(OutboundMail.kind, func.count()).group_by(OutboundMail.kind)
    sent = dict(session.execute(kinds.order_by(OutboundMail.kind)).all())
    figures["mails"] = str(sum(sent.values()))
    return figures | {f"  {kind}": str(number) for kind, number in sent.items()}


def _late(session: Session, now: datetime) -> int:
    late = (Promise.state == PromiseState.OPEN.value, Promise.due_at < now)
    ours = Promise.kind != PromiseKind.YOUR_ANSWER.value
    return session.scalar(select(func.count()).where(*late, ours)) or 0

"""What earlier cases know of a caller: who has a customer number, and what stays the same from one
problem to the next. Only from cases that the agent may see (A4)."""

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.case_queries import standing_lines
from portal.escalations.context import Section
from portal.escalations.finding.word_search import cases_with
from portal.escalations.models import ContextLine, Escalation
from portal.journeys.facts import fact_words
from portal.web.access import Reader
from portal.web.locale import LOCALES

STEADY = ("customer_number", "domain", "device", "operating_system", "program", "router")
"""Facts about the customer; what the problem is, and since when, is asked anew."""
_LOOKED_AT = 60


def steady_facts(session: Session, case: Escalation) -> dict[str, str]:
    """By name of the fact, as the customer's case has it now, their corrections included."""
    names: dict[str, str] = {}
    for locale in LOCALES:
        with force_locale(locale):
            names |= {fact_words(name).label: name for name in STEADY}
    return {
        names[line.label]: line.text
        for line in standing_lines(session, case)
        if line.section == Section.FACT.value and line.label in names
    }


def cases_of_customer(session: Session, digits: str, reader: Reader) -> list[int]:
    """Ids of the cases that state just this number, however it was written."""
    spellings = {digits, f"{int(digits):,}".replace(",", " ")}
    found = [cases_with(session, each, reader, limit=_LOOKED_AT) for each in spellings]
    stated = select(ContextLine.escalation_id, ContextLine.text).where(
        ContextLine.escalation_id.in_({id_ for ids in found for id_ in ids}),
        ContextLine.section == Section.FACT.value,
    )
    return [
        id_ for id_, text in session.execute(stated) if "".join(filter(str.isdigit, text)) == digits
    ]

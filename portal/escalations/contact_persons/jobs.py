"""What happens by itself about contact persons: deputies step in and out, customers are told."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.absences import STAND_IN
from portal.core.jobs import Handler
from portal.escalations.contact_persons.alarm_operations import alarm_lead, alarm_leads
from portal.escalations.contact_persons.deputies import TELL, look_after_person, tell
from portal.escalations.contact_persons.handover_operations import ALARM
from portal.escalations.contact_persons.standing_in import TELL_DEPUTY, tell_deputy
from portal.escalations.office import Office
from portal.web.locale import app_of_languages


def contact_handlers(office: Office) -> dict[str, Handler]:
    """The jobs; they write mails with the languages of the portal, for which a worker has no app
    of its own."""

    @cache
    def languages() -> Flask:
        return app_of_languages(office.organisation)

    def stand_in(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        look_after_person(session, payload["person"], now=now)

    def tell_customer(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            tell(session, payload["case"], payload["absence"], office, now=now)

    def alarm(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        if "person" not in payload:
            alarm_leads(session, payload["case"], now=now)
            return
        with languages().app_context():
            alarm_lead(session, payload["case"], payload["person"], office, now=now)

    def tell_who_stands_in(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            tell_deputy(session, payload["person"], payload["deputy"], office, now=now)

    return {STAND_IN: stand_in, TELL: tell_customer, ALARM: alarm, TELL_DEPUTY: tell_who_stands_in}

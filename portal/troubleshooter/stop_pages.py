"""The pages where a run stops for a while: waiting for an effect, or giving up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import now
from portal.core.db import db
from portal.troubleshooter.definition import FlowRemedy
from portal.troubleshooter.giving_up import without_effect
from portal.troubleshooter.pages import GiveUpPage, WaitingPage
from portal.troubleshooter.pausing_operations import reminder_at
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.run_frame import act_url
from portal.troubleshooter.walk import Place
from portal.troubleshooter.wording import say
from portal.web.locale import current_locale


def give_up_page(token: str, standing: Standing, place: Place, frame: dict[str, Any]) -> GiveUpPage:
    """So much was without effect that a person is the better way."""
    count = without_effect(standing.way)
    return GiveUpPage(
        title=_("That has not helped so far"),
        why=ngettext(
            "One step had no effect. More of them may cost you time and change nothing.",
            "%(num)s steps had no effect. More of them may cost you time and change nothing.",
            count,
        ),
        key=place.key,
        action=act_url(".try_on", token, standing),
        **frame,
    )


def waiting_page(
    token: str,
    standing: Standing,
    place: Place,
    remedy: FlowRemedy,
    until: datetime,
    typed: Mapping[str, str],
    frame: dict[str, Any],
    *,
    title: str,
    consequences: Mapping[str, str],
) -> WaitingPage:
    """Until when it is worth waiting, and how to find back."""
    reminder = reminder_at(db.session, standing.run, place)
    open_reminder = reminder is not None and reminder.sent_at is None
    return WaitingPage(
        title=title,
        until=until,
        over=until <= now(),
        verify=say(remedy.verify, current_locale()),
        consequences=consequences,
        reminded_at=reminder.due_at if reminder is not None and open_reminder else None,
        email=typed.get("email", standing.facts.get("email_address", "")),
        note=typed.get("note", ""),
        key=place.key,
        action=act_url(".give_outcome", token, standing),
        wait_url=act_url(".wait", token, standing),
        reminder_url=act_url(".ask_reminder", token, standing),
        **{**frame, "minutes_left": 0},
    )

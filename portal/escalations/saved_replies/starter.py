"""The saved replies that ship, read from `library/saved_replies.yaml`."""

from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.saved_replies.models import SavedReply, Shared
from portal.web.locale import LOCALES

LIBRARY = Path(__file__).with_name("library") / "saved_replies.yaml"


def add_starter_replies(session: Session, *, now: datetime) -> None:
    """The texts that come with the portal, for everybody, where nobody has written any."""
    if session.scalar(select(SavedReply.id).limit(1)) is not None:
        return
    for entry in yaml.safe_load(LIBRARY.read_text(encoding="utf-8")):
        reply = SavedReply(
            titles={locale: entry[locale]["title"] for locale in LOCALES},
            bodies={locale: entry[locale]["body"].strip() for locale in LOCALES},
            shared=Shared.ALL.value,
            created_at=now,
            changed_at=now,
        )
        session.add(reply)
    session.flush()

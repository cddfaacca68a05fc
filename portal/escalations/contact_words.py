"""Sentences about who has a case and why."""

from collections.abc import Iterable

from flask_babel import gettext as _

from portal.escalations.choosing import Ground


def given(name: str, grounds: Iterable[str]) -> str:
    """Whom the portal gave a case to, with what spoke for them."""
    words = {
        Ground.KNOWN: _("had this customer’s last case"),
        Ground.LANGUAGE: _("answers in this language"),
        Ground.SKILLS: _("knows this topic"),
        Ground.HOURS: _("is there in time"),
        Ground.LOAD: _("has the fewest cases"),
        Ground.ONLY: _("is the only one there"),
        Ground.ORDER: _("was next"),
    }
    why = [words[Ground(ground)] for ground in grounds if ground in set(Ground)]
    return _("%(name)s got the case: %(why)s", name=name, why=", ".join(why) or words[Ground.ORDER])

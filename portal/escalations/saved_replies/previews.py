"""A saved reply as it would read, with sample data."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.escalations.said import rendered
from portal.escalations.saved_replies.pages import Preview
from portal.escalations.saved_replies.rules import fill, read_template
from portal.escalations.saved_replies.values import field_labels, sample_values
from portal.web.locale import LOCALES


def previews(
    session: Session,
    titles: Mapping[str, str],
    bodies: Mapping[str, str],
    *,
    writer: str,
    now: datetime,
) -> tuple[Preview, ...]:
    """Each language that has a text. What is to be filled in stays a gap."""
    return tuple(
        Preview(
            language=locale,
            name=language_name(locale),
            title=titles.get(locale, ""),
            html=rendered(session, _filled(bodies[locale], locale, writer, now), locale).html,
        )
        for locale in LOCALES
        if bodies.get(locale)
    )


def language_name(locale: str) -> str:
    """The language in the reader's words."""
    return _("German") if locale == "de" else _("English")


def _filled(body: str, locale: str, writer: str, now: datetime) -> str:
    template, _problems = read_template(body)
    return fill(template, sample_values(locale, now, writer), field_labels(locale))

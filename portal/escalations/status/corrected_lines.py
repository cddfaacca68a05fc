"""The lines of a case with what stood there before its customer corrected them."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from portal.escalations.handing_over.pages import Before, LineView
from portal.escalations.line_views import kept_line, line_view, short_time
from portal.escalations.models import ContextLine, Escalation
from portal.escalations.status.correcting import corrections_of


def corrected_views(
    session: Session, case: Escalation, lines: Iterable[ContextLine]
) -> list[LineView]:
    """The lines in their order, for the customer and for the team alike."""
    before = corrections_of(session, case)
    return [
        replace(
            line_view(kept_line(line)),
            wrong=line.wrong,
            corrected=short_time(found[-1].at) if (found := before.get(line.position)) else "",
            earlier=tuple(
                Before(one.text, one.outcome)
                for one in found or ()
                if (one.text, one.outcome) != (line.text, line.outcome)
            ),
        )
        for line in lines
    ]

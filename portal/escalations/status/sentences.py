"""What happened with a request, a sentence each, for its customer."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.escalations.case_queries import Happened, TimeLineEntry


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence; who did it is strong."""

    text: str
    is_strong: bool


def told(entry: TimeLineEntry) -> str:
    """Who did what, in one sentence."""
    return "".join(piece.text for piece in pieces(entry))


def pieces(entry: TimeLineEntry) -> tuple[Piece, ...]:
    """The same in pieces. What stands between two ** is strong; names come in after that was
    read, so that no sign in them means anything."""
    values = {"name": entry.who or _("Our team"), "number": entry.text}
    parts = _sentence(entry).split("**")
    return tuple(
        Piece(part % values, is_strong=bool(place % 2)) for place, part in enumerate(parts) if part
    )


def _sentence(entry: TimeLineEntry) -> str:
    """With marks, and places for the name and the number."""
    who = bool(entry.who)
    sentences = {
        Happened.TRIED: _("**You** looked for the cause yourself"),
        Happened.SENT: _("**You** called, **%(name)s** took it down")
        if who
        else _("**You** sent the request"),
        Happened.WROTE: _("**You** wrote"),
        Happened.CORRECTED: _("**You** corrected something"),
        Happened.REPLIED: _("**%(name)s** answered"),
        Happened.ASSIGNED: _("**%(name)s** takes care of it"),
        Happened.WAITING: _("We wait for your answer"),
        Happened.CALLBACK: _("**You** asked to be called"),
        Happened.MOVED: _("**%(name)s** promised another time"),
        Happened.EXTENDED: _("We asked you for a little more time"),
        Happened.MERGED: _("Put together with your request %(number)s"),
        Happened.MERGED_AWAY: _("It goes on in your request %(number)s"),
        Happened.SPLIT: _("A part of it has become request %(number)s"),
        Happened.REMINDED: _("We reminded you by mail"),
        Happened.CLOSED: _("We heard nothing and closed the request for now"),
        Happened.ASKED: _("We asked you whether it is solved"),
        Happened.SOLVED: _("**%(name)s** marked it as solved")
        if who
        else _("**You** said that it is solved"),
        Happened.CONFIRMED: _("**You** said that it is solved"),
        Happened.REOPENED: _("**%(name)s** opened it again")
        if who
        else _("**You** opened it again"),
        Happened.THANKED: _("**You** said thank you"),
    }
    return sentences[entry.happened]

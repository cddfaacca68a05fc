"""Why a mail did not arrive, in plain words."""

from flask_babel import gettext as _

from portal.core.mail import OutboundMail
from portal.core.mail_rules import FINAL, MailState, Problem, Trouble


def problem_words(mail: OutboundMail) -> str:
    """What was in the way at the last attempt, in the reader's language; "" if nothing was."""
    problem = Problem.parse(mail.problem)
    if problem is None:
        return ""
    words = _words(problem)
    given_up = mail.state == MailState.DEAD and problem.trouble not in (*FINAL, Trouble.ENDED)
    return " ".join((words, _("It was tried for five days."))) if given_up else words


def server_says(mail: OutboundMail) -> str:
    """The codes of the server's reply, for who knows them: "550 5.1.1"."""
    problem = Problem.parse(mail.problem)
    if problem is None or not problem.code:
        return ""
    return f"{problem.code} {problem.enhanced}".strip()


def _words(problem: Problem) -> str:
    match problem.trouble:
        case Trouble.AWAY:
            return _("The mail server cannot be reached.")
        case Trouble.INSECURE:
            return _("The mail server offers no safe connection that we can trust.")
        case Trouble.LOGIN:
            return _("The mail server does not accept our sign-in.")
        case Trouble.ADDRESS:
            return _("Nobody can be written to at this address.")
        case Trouble.UNCLEAR:
            return _(
                "The connection broke off before the mail server confirmed. The mail may have "
                "arrived or not."
            )
        case Trouble.ENDED:
            return _("An error of the portal kept it from being sent; it stands in the log.")
        case Trouble.LATER:
            return _later(problem)
        case Trouble.REFUSED:
            return _refused(problem)


def _later(problem: Problem) -> str:
    if _subject(problem) == "2":
        return _("The mailbox takes nothing at the moment.")
    return _("The mail server wants to have the mail later.")


def _refused(problem: Problem) -> str:
    """By the subject of the enhanced code (RFC 3463, 3)."""
    match _subject(problem):
        case "1":
            return _("The mail server does not know this address.")
        case "2":
            return _("The mailbox is closed or full.")
        case "7":
            return _("The mail server does not let this mail in; its rules are against it.")
        case _:
            return _("The mail server has refused the mail for good.")


def _subject(problem: Problem) -> str:
    return problem.enhanced.split(".")[1] if problem.enhanced.count(".") == 2 else ""

"""What a finding says to whoever wrote the reply."""

from dataclasses import dataclass

from babel.dates import format_date
from flask_babel import gettext as _

from portal.escalations.composer.findings import HOLDING, ROUND, Finding, Kind
from portal.escalations.models import Escalation
from portal.web.formatting import NO_BREAK, clock, number
from portal.web.locale import current_locale, current_time_zone


@dataclass(frozen=True, slots=True)
class FindingView:
    """`serious`: it is asked about before the reply is sent; `where` names where the page has it;
    `grounds` say how sure the check is. `passage` is what it is about as it stands in the text,
    `at` where (in UTF-16 units, as scripts count), "" for the whole text."""

    id: str
    kind: str
    serious: bool
    message: str
    quote: str
    grounds: str
    anchor: str
    where: str
    may_remove: bool
    may_reason: bool
    because: str
    passage: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class ChecksView:
    """The findings of a reply that stand open. `asks`: sending it once more sends it all the
    same; `done`: a check was asked for, so that finding nothing is said as well."""

    findings: tuple[FindingView, ...] = ()
    dismissed: str = ""
    shown: str = ""
    asks: bool = False
    done: bool = False


def finding_view(found: Finding, case: Escalation, reason: str = "", body: str = "") -> FindingView:
    """Its words in the reader's language; `reason` is what was typed into its field, `body` the
    text that it was found in."""
    span = found.span
    serious = found.kind in HOLDING
    return FindingView(
        id=found.id,
        kind=found.kind.value,
        serious=serious,
        message=_message(found, case),
        quote=found.quote if serious else "",
        grounds=_grounds(found),
        anchor=found.anchor,
        where=_where(found),
        may_remove=found.span is not None and serious,
        may_reason=found.kind in ROUND,
        because=reason,
        passage=body[span.start : span.end] if span else "",
        at=len(body[: span.start].encode("utf-16-le")) // 2 if span else 0,
    )


def _message(found: Finding, case: Escalation) -> str:
    match found.kind:
        case Kind.REPEAT:
            return _repeat(found, case)
        case Kind.KNOWN:
            return _known(found)
        case Kind.GAP:
            return _("Still to be filled in: %(label)s", label=found.about)
        case Kind.GREETING:
            return _("The reply has no greeting.")
        case Kind.NEXT_STEP:
            return _("It does not say yet what happens next, and by when.")
        case Kind.LANGUAGE:
            return {
                "de": _("The reply is in German, the customer writes English."),
                "en": _("The reply is in English, the customer writes German."),
            }[found.about]
        case Kind.LINK if found.about == "agent":
            return _("A link leads to a page for the team. The customer cannot open it.")
        case Kind.LINK:
            return _(
                "The article “%(article)s” is not published for customers. They cannot open the "
                "link.",
                article=found.about,
            )
        case Kind.ATTACHMENT:
            return _("The text speaks of an attachment, but nothing is attached.")


def _repeat(found: Finding, case: Escalation) -> str:
    outcome = {
        "solved": _("it helped"),
        "no_change": _("no effect"),
        "worse": _("it got worse"),
    }.get(found.outcome, _("result not known"))
    parts = {"name": case.name, "remedy": found.about, "outcome": outcome}
    if found.at is None or found.before:
        return _("%(name)s has already done “%(remedy)s” – %(outcome)s", **parts)
    moment = found.at.astimezone(current_time_zone())
    short = "d.M." if current_locale() == "de" else "d MMM"
    day = format_date(moment.date(), short, current_locale())
    return _(
        "%(name)s did “%(remedy)s” on %(day)s at %(time)s – %(outcome)s",
        day=day,
        time=clock(found.at).removesuffix(f"{NO_BREAK}Uhr"),
        **parts,
    )


def _known(found: Finding) -> str:
    if found.id == "known-picture":
        return _("The customer has sent a picture: %(value)s", value=found.value)
    if found.about:
        return _("We know this: %(label)s – %(value)s", label=found.about, value=found.value)
    return _("We know this: “%(value)s”", value=found.value)


def _where(found: Finding) -> str:
    if not found.anchor:
        return _("a message of the customer") if found.kind is Kind.KNOWN else ""
    named = {
        "words": _("in the customer’s words"),
        "customer": _("under Customer"),
        "files": _("under Files"),
    }
    line = _("under Already tried") if found.kind is Kind.REPEAT else _("under Facts")
    return named.get(found.anchor, line)


def _grounds(found: Finding) -> str:
    if found.kind is not Kind.REPEAT:
        return ""
    share = number(round(100 * found.probability))
    return _("sure to %(percent)s %%", percent=share).replace(" %", f"{NO_BREAK}%")

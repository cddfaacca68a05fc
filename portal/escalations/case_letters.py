"""The words of the mails about a case. Pure: what a mail may tell to whom is decided before
(`notifications`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from articles.messages import RenderedMessage
from portal.core.mail_content import Letter, Link, MailContent
from portal.core.organisation import Organisation
from portal.escalations.rules import spoken

NEUTRAL = "case.neutral"
NEWS_NEUTRAL = "case.news_neutral"
ARRIVED = "case.arrived"
CONFIRMED = "case.confirmed"
REPLY = "case.reply"
REMINDER = "case.reminder"
CLOSED = "case.closed"
QUESTION = "case.question"


@dataclass(frozen=True, slots=True)
class About:
    """The case that a mail is about: its number, its customer's language, and its page's
    address."""

    number: int
    locale: str
    address: str
    organisation: Organisation


def neutral_letter(about: About, opening: str = "") -> Letter:
    """To an address that nobody has confirmed: nothing in it could be chosen by a stranger.
    `opening` says when we are here again, "" while we are."""
    with force_locale(about.locale):
        paragraphs = (
            _("we have a request for which this mail address was given."),
            _(
                "If it is yours, open the page and confirm the address. You then get our "
                "answers by mail in full. If it is not, you need not do anything."
            ),
        )
        return _case_letter(about, NEUTRAL, paragraphs=(*paragraphs, *_closed(opening)))


def neutral_news_letter(about: About) -> Letter:
    """To an address that nobody has confirmed: there is something to read."""
    with force_locale(about.locale):
        paragraph = _("there is an answer to your request. You can read it on its page.")
        return _case_letter(about, NEWS_NEUTRAL, paragraphs=(paragraph,))


def arrived_letter(about: About, promise: Sequence[str], opening: str = "") -> Letter:
    """A request has arrived; without its text, since its sender may be somebody else. `opening`
    says when we are here again, "" while we are."""
    with force_locale(about.locale):
        paragraphs = (_("your request has arrived."), *_closed(opening))
        return _case_letter(about, ARRIVED, paragraphs=paragraphs, promise=tuple(promise))


def confirmed_letter(
    about: About,
    words: str,
    enclosed: str,
    lines: Sequence[tuple[str, str]],
    promise: Sequence[str],
) -> Letter:
    """All that was sent, to an address just confirmed; `enclosed` counts the `lines`."""
    with force_locale(about.locale):
        return _case_letter(
            about,
            CONFIRMED,
            paragraphs=(_("thank you, your mail address is confirmed. This is your request:"),),
            quote=words,
            facts_title=_("We have with it: %(what)s", what=enclosed) if enclosed else "",
            facts=tuple(lines),
            promise=tuple(promise),
        )


def reply_letter(
    about: About,
    said: RenderedMessage,
    author: str,
    promise: Sequence[str],
    files: Sequence[tuple[str, str]] = (),
    *,
    attached: bool = False,
) -> Letter:
    """A person's answer, with the promise in it. It greets in its own words. `files` are names and
    addresses; those too large for a mail are not `attached`."""
    with force_locale(about.locale):
        title = (
            _("Attached, and on the page of your request:")
            if attached
            else _("Files on the page of your request:")
        )
    return _case_letter(
        about,
        REPLY,
        automatic=False,
        words=said.text,
        words_html=str(said.html),
        author=author,
        files_title=title if files else "",
        files=tuple(files),
        promise=tuple(promise),
    )


def reminder_letter(about: About, closes: str) -> Letter:
    """We wait for an answer; what we asked stands on the page. `closes` says on which day we close
    the request for now if we hear nothing."""
    with force_locale(about.locale):
        paragraphs = (
            _("we have asked you something about your request and wait for your answer."),
            _(
                "You find the question on the page of your request and can answer there; one "
                "sentence is enough. If it is solved, say so there."
            ),
            _(
                "If we hear nothing until %(day)s, we close the request for now. Nothing is lost "
                "then: with one click you open it again.",
                day=closes,
            ),
        )
        return _case_letter(about, REMINDER, paragraphs=paragraphs)


def closed_letter(about: About, contact: str, reopening: str) -> Letter:
    """We have heard nothing. `contact` stays responsible, "" to an address that nobody confirmed;
    `reopening` is the address of the page with the one button."""
    with force_locale(about.locale):
        stays = _("%(name)s stays responsible for you.", name=contact) if contact else ""
        paragraphs = (
            _(
                "we have heard nothing from you, so we have closed your request for now. That does "
                "not mean that we think it is solved."
            ),
            _("Nothing is lost: all that you wrote, tried and sent is still there."),
            " ".join((_("If you need us, one click opens it again, also much later."), stays)),
        )
        link = Link(_("Open the request again"), reopening)
        return _case_letter(about, CLOSED, paragraphs=paragraphs, link=link)


def question_letter(about: About, answering: str) -> Letter:
    """We called it solved, the customer has not said so. `answering` is the page with the two
    buttons."""
    with force_locale(about.locale):
        paragraphs = (
            _("we think that your request is solved. Is it?"),
            _(
                "If it is, say so with one click. If something still does not work, say that: "
                "then we go on, with the same contact person. We ask this once, and do not take "
                "silence for a yes."
            ),
        )
        link = Link(_("Answer"), answering)
        return _case_letter(about, QUESTION, paragraphs=paragraphs, link=link)


def news_letter(
    about: About, kind: str, paragraphs: Sequence[str], promise: Sequence[str]
) -> Letter:
    """Something that the portal tells by itself, in words of its own (`kind` is the preview's)."""
    return _case_letter(about, kind, paragraphs=tuple(paragraphs), promise=tuple(promise))


def promise_lines(who: str, due: str, what: str, locale: str) -> tuple[str, ...]:
    """Who is there for the customer, and what happens next."""
    with force_locale(locale):
        return (
            _("Responsible for you: %(name)s", name=who),
            _("Next, by %(time)s: %(promise)s.", time=due, promise=what.rstrip(".")),
        )


def _closed(opening: str) -> tuple[str, ...]:
    return (_("Nobody is here right now. We are back %(time)s.", time=opening),) if opening else ()


def _case_letter(
    about: About,
    kind: str,
    *,
    automatic: bool = True,
    paragraphs: tuple[str, ...] = (),
    words: str = "",
    words_html: str = "",
    author: str = "",
    files_title: str = "",
    files: tuple[tuple[str, str], ...] = (),
    quote: str = "",
    facts_title: str = "",
    facts: tuple[tuple[str, str], ...] = (),
    promise: tuple[str, ...] = (),
    link: Link | None = None,
) -> Letter:
    organisation, number = about.organisation, spoken(about.number)
    with force_locale(about.locale):
        return Letter(
            kind=kind,
            subject=_(
                "Your request %(number)s to %(organisation)s",
                number=number,
                organisation=organisation.short_name,
            ),
            content=MailContent(
                locale=about.locale,
                greeting=_("Hello,") if not words else "",
                paragraphs=paragraphs,
                words=words,
                words_html=words_html,
                author=author,
                files_title=files_title,
                files=files,
                quote=quote,
                facts_title=facts_title,
                facts=facts,
                promise=promise,
                link=link or Link(_("Open request %(number)s", number=number), about.address),
                sender=tuple(line for line in (organisation.name, organisation.phone) if line),
            ),
            automatic=automatic,
        )

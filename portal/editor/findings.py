"""The linter's hints in the reader's language."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from articles.document import ArticleDocument
from articles.links import find_links
from articles.linting import Finding, lint_article
from portal.editor.queries import published_keys
from portal.knowledge.models import Translation
from portal.remedies.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One hint. `line` counts in the Markdown text, 0 = the whole; `level` is "error",
    "warning", "hint" or "ok"."""

    line: int
    level: str
    message: str


def find_findings(
    session: Session,
    translation: Translation,
    twin: Translation | None,
    *,
    title: str,
    body: str,
    remedies: tuple[str, ...],
) -> tuple[FindingLine, ...]:
    """Hints on a typed text. `twin` is the other language, `remedies` what rendering found."""
    key = translation.article.key
    linked = {link.article for link in find_links(body)} - {""}
    known = published_keys(session, linked, translation.locale) if linked else frozenset[str]()
    found = lint_article(
        ArticleDocument(id=key, language=translation.locale, title=title, body=body),
        remedies=catalogue(),
        articles=known,
        twin=_document(key, twin),
    )
    lines = [_line(finding) for finding in found]
    if remedies and not any(finding.rule == "unknown_remedy" for finding in found):
        lines.append(FindingLine(0, "ok", _all_known(len(remedies))))
    return tuple(lines)


def _document(key: str, translation: Translation | None) -> ArticleDocument | None:
    if translation is None or translation.head is None:
        return None
    head = translation.head
    return ArticleDocument(id=key, language=translation.locale, title=head.title, body=head.body)


def _line(finding: Finding) -> FindingLine:
    return FindingLine(finding.line, finding.severity.value, _message(finding))


def _message(finding: Finding) -> str:
    values = finding.params
    match finding.rule:
        case "no_short":
            return _("Give the answer in short first, in a section marked {.short}.")
        case "no_symptoms":
            return _("Say how to recognise the problem, in a section marked {.symptoms}.")
        case "no_steps":
            return ngettext(
                "There is one numbered step. Number what to do: at least %(wanted)s.",
                "There are %(num)s numbered steps. Number what to do: at least %(wanted)s.",
                int(values["found"]),
                wanted=values["wanted"],
            )
        case "unknown_remedy":
            return _("There is no remedy “%(remedy)s” in the catalogue.", remedy=values["remedy"])
        case "duplicate_remedy":
            return _(
                "The remedy “%(remedy)s” stands in line %(first_line)s already.",
                remedy=values["remedy"],
                first_line=values["first_line"],
            )
        case "missing_alt":
            return _(
                "Describe the picture in the square brackets, for those who cannot see it."
                " Only what is purely decorative goes without."
            )
        case "dead_link":
            return _(
                "“%(target)s” leads to no published article in this language.",
                target=values["target"],
            )
        case "twin_differs":
            return _twin_differs(str(values["title"]), str(values["other"]), int(values["section"]))
        case "long_sentence":
            return _(
                "The sentence “%(start)s …” has %(words)s words. Split it.",
                start=values["start"],
                words=values["words"],
            )
        case other:
            raise LookupError(f"no words for the rule {other!r}")


def _twin_differs(title: str, other: str, section: int) -> str:
    if not title:
        return _("The other language has one more section here: “%(other)s”.", other=other)
    if not other:
        return _("The other language has no section “%(title)s”.", title=title)
    return _(
        "Section %(section)s is built differently in the other language (“%(other)s”).",
        section=section,
        other=other,
    )


def _all_known(number: int) -> str:
    return ngettext(
        "One remedy, in the catalogue", "%(num)s remedies, all in the catalogue", number
    )

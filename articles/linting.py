"""Hints for editors: what a help article should have and what is wrong in this one."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from articles.document import ArticleDocument
from articles.lines import text_lines
from articles.links import find_links
from articles.sections import Section, plain_inline, split_sections

LONGEST_SENTENCE = 30  # words
FEWEST_STEPS = 3

_STEP = re.compile(r"\s*\d{1,3}[.)]\s+\S")
_BLOCK_START = re.compile(r"\s*(?:[-+*]|\d{1,3}[.)]|>|#{1,6}|\|)(?:\s|\Z)|\s*\|")
_LIST_MARK = re.compile(r"\s*(?:>\s*)*(?:[-+*]|\d{1,3}[.)])\s+|\s*>\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?…:])[\"“”»«)]*\s+(?=[\"„“»(]*[A-ZÄÖÜ0-9])")
_WORD = re.compile(r"\w[\w’'.-]*")


class Severity(StrEnum):
    """An error is wrong for readers, a warning is missing, a hint is a matter of style."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One hint: `line` counts in the body, `rule` is also the key of its translated message."""

    line: int
    rule: str
    severity: Severity
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)


def lint_article(
    document: ArticleDocument,
    *,
    remedies: Container[str] | None = None,
    articles: Container[str] | None = None,
    twin: ArticleDocument | None = None,
) -> tuple[Finding, ...]:
    """All findings in the order of their lines.

    `remedies` and `articles` are the known ids (None: not checked), `twin` is the other language.
    Rules: no_short, no_symptoms, no_steps, unknown_remedy, duplicate_remedy, missing_alt,
    dead_link, twin_differs, long_sentence.
    """
    sections = split_sections(document.body, title=document.title)
    findings = [
        *_parts(document.body, sections),
        *_remedies(sections, remedies),
        *_links(document.body, articles),
        *_sentences(document.body),
        *(_twin(sections, twin) if twin is not None else ()),
    ]
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.rule)))


def _finding(line: int, rule: str, severity: Severity, **params: str | int) -> Finding:
    return Finding(line, rule, severity, MappingProxyType(params))


def _parts(body: str, sections: tuple[Section, ...]) -> Iterator[Finding]:
    marks = {section.mark for section in sections}
    if "short" not in marks:
        yield _finding(1, "no_short", Severity.WARNING)
    if "symptoms" not in marks:
        yield _finding(1, "no_symptoms", Severity.WARNING)
    steps = sum(1 for _, text in text_lines(body) if _STEP.match(text))
    if steps < FEWEST_STEPS:
        yield _finding(1, "no_steps", Severity.WARNING, found=steps, wanted=FEWEST_STEPS)


def _remedies(sections: tuple[Section, ...], known: Container[str] | None) -> Iterator[Finding]:
    lines: dict[str, int] = {}
    for section in sections:
        remedy = section.remedy
        if not remedy:
            continue
        if known is not None and remedy not in known:
            yield _finding(section.line, "unknown_remedy", Severity.ERROR, remedy=remedy)
        if remedy in lines:
            yield _finding(
                section.line,
                "duplicate_remedy",
                Severity.WARNING,
                remedy=remedy,
                first_line=lines[remedy],
            )
        lines.setdefault(remedy, section.line)


def _links(body: str, articles: Container[str] | None) -> Iterator[Finding]:
    for link in find_links(body):
        if link.image and not link.text.strip():
            yield _finding(link.line, "missing_alt", Severity.WARNING, target=link.target)
        if link.article and articles is not None and link.article not in articles:
            yield _finding(link.line, "dead_link", Severity.ERROR, target=link.target)


def _sentences(body: str) -> Iterator[Finding]:
    for line, paragraph in _paragraphs(body):
        for sentence in _SENTENCE_END.split(plain_inline(paragraph)):
            words = len(_WORD.findall(sentence))
            if words > LONGEST_SENTENCE:
                yield _finding(
                    line,
                    "long_sentence",
                    Severity.HINT,
                    words=words,
                    wanted=LONGEST_SENTENCE,
                    start=" ".join(sentence.split()[:4]),
                )


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    start, collected, last = 1, list[str](), 0
    for line, text in text_lines(body):
        begins = not text.strip() or _BLOCK_START.match(text) or line != last + 1
        if begins and collected:
            yield start, " ".join(collected)
            collected = []
        last = line
        if not text.strip() or text.lstrip().startswith(("#", "|", "<")):
            continue
        if not collected:
            start = line
        collected.append(_LIST_MARK.sub("", text, count=1).strip())
    if collected:
        yield start, " ".join(collected)


def _twin(sections: tuple[Section, ...], twin: ArticleDocument) -> Iterator[Finding]:
    others = split_sections(twin.body, title=twin.title)
    for position, (section, other) in enumerate(zip(sections, others, strict=False), 1):
        if _shape(section) != _shape(other):
            yield _finding(
                section.line,
                "twin_differs",
                Severity.WARNING,
                section=position,
                title=section.title,
                other=other.title,
                language=twin.language,
            )
            return
    if len(sections) != len(others):
        line = sections[-1].line if sections else 1
        yield _finding(
            line,
            "twin_differs",
            Severity.WARNING,
            section=min(len(sections), len(others)) + 1,
            title=sections[len(others)].title if len(sections) > len(others) else "",
            other=others[len(sections)].title if len(others) > len(sections) else "",
            language=twin.language,
        )


def _shape(section: Section) -> tuple[int, str, str, int, int]:
    lines = [text for _, text in text_lines(section.text)]
    steps = sum(1 for text in lines if _STEP.match(text))
    bullets = sum(1 for text in lines if re.match(r"\s*[-+*]\s+\S", text))
    return section.level, section.mark, section.remedy, steps, bullets

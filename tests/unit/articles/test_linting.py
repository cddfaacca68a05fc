"""Hints that the editor shows below the text."""

from dataclasses import replace

import pytest

from articles.document import ArticleDocument
from articles.linting import Severity, lint_article

GOOD = """## Kurz gesagt {.short}

Es liegt am Postausgang.

## Woran Sie es erkennen {.symptoms}

Mails bleiben liegen.

## Prüfen {remedy=mail.check}

1. Öffnen Sie **Datei**.
2. Wählen Sie `587`.
3. Speichern Sie, siehe [Bounce](article:mail-bounced).
"""
DOCUMENT = ArticleDocument(id="a", language="de", title="T", body=GOOD)


def lint(body, **options):
    document = replace(DOCUMENT, body=body)
    findings = lint_article(document, remedies={"mail.check"}, articles={"mail-bounced"}, **options)
    return [(finding.rule, finding.line) for finding in findings]


def test_a_good_article_has_no_findings():
    assert lint(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        (" {.short}", "", "no_short", 1),
        (" {.symptoms}", "", "no_symptoms", 1),
        ("3. ", "Dann ", "no_steps", 1),
        ("mail.check", "mail.chekc", "unknown_remedy", 9),
        ("article:mail-bounced", "article:gone", "dead_link", 13),
        ("Mails bleiben", "![](x.png) Mails bleiben", "missing_alt", 7),
        ("Mails bleiben liegen.", "Wort " * 31 + "Ende.", "long_sentence", 7),
    ],
)
def test_each_rule_names_its_line(old, new, rule, line):
    assert lint(GOOD.replace(old, new)) == [(rule, line)]


def test_a_remedy_may_stand_only_once():
    body = GOOD + "\n## Noch einmal {remedy=mail.check}\n\nText.\n"

    assert lint(body) == [("duplicate_remedy", 15)]


def test_code_is_no_text():
    body = GOOD + "\n```\n![](x) [y](article:gone) " + "wort " * 40 + "\n1. a\n```\n"

    assert lint(body) == []


def test_short_sentences_in_one_paragraph_are_no_long_sentence():
    body = GOOD.replace("Mails bleiben liegen.", "Das hier sind sechs kurze Wörter. " * 10)

    assert lint(body) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("{remedy=mail.check}", "", 9),
        ("3. Speichern Sie, siehe [Bounce](article:mail-bounced).\n", "", 9),
        ("## Woran Sie es erkennen {.symptoms}\n\nMails bleiben liegen.\n\n", "", 5),
    ],
)
def test_a_twin_of_another_structure_is_reported(old, new, line):
    twin = replace(DOCUMENT, language="en", body=GOOD.replace(old, new))

    assert lint(GOOD, twin=twin) == [("twin_differs", line)]


def test_a_twin_in_other_words_is_fine():
    twin = replace(DOCUMENT, language="en", body=GOOD.replace("Kurz gesagt", "In short"))

    assert lint(GOOD, twin=twin) == []


def test_what_is_wrong_for_readers_is_an_error():
    broken = replace(DOCUMENT, body=GOOD.replace("article:mail-bounced", "article:gone"))

    (finding,) = lint_article(broken, articles=set())

    assert finding.severity is Severity.ERROR
    assert finding.params["target"] == "article:gone"

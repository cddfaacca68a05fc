"""What typed text becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import ArticleDocument
from articles.linting import lint_article
from portal.editor.rules import (
    changed_sections,
    clean_body,
    clean_line,
    joined,
    skeleton,
    split_list,
    with_picture,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a \t b\r\nc ", "a b c"),
        ("a\x00b\x1fc\x7f", "a b c"),
        ("Ä\u0308 📮 لا\u202e", "Ä\u0308 📮 لا\u202e"),
        (" \x0b ", ""),
    ],
)
def test_a_line_has_single_spaces_and_no_control_characters(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\r\n\r\na\r\n\r\nb\r\n\r\n", "a\n\nb\n"),
        ("a\rb", "a\nb\n"),
        ("a\x00\x1b[0m\tb", "a[0m\tb\n"),
        ("    code\n", "    code\n"),
        (" \n\t\n", ""),
    ],
)
def test_a_body_has_lf_and_one_line_break_at_its_end(typed, kept):
    assert clean_body(typed) == kept


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_body(clean_body(text)) == clean_body(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(alphabet="ab \n\r\t#|"))
def test_a_body_of_an_import_is_not_changed_by_the_form(text):
    body = ArticleDocument(id="a", language="de", title="a", body=text).body
    assert clean_body(body.replace("\n", "\r\n")) in {body, ""}


def test_a_list_keeps_each_item_once_in_its_order():
    assert split_list(" b, a;b\n\n c ,,") == ("b", "a", "c")
    assert split_list(joined(("b", "a"))) == ("b", "a")
    assert split_list(" , ") == ()


@pytest.mark.parametrize("locale", ["de", "en"])
def test_a_new_article_has_the_parts_that_are_asked_for(locale):
    document = ArticleDocument(id="a", language=locale, title="a", body=skeleton(locale))
    assert {finding.rule for finding in lint_article(document)} == {"no_steps"}
    assert clean_body(skeleton(locale)) == skeleton(locale)


def test_a_picture_stands_behind_the_text():
    assert with_picture("a\r\n", "![](media/x.png)") == "a\n\n![](media/x.png)\n"
    assert with_picture("", "![](media/x.png)") == "![](media/x.png)\n"


def test_changed_sections_are_named_by_their_headings():
    old = "Vorspann\n\n## Eins\n\na\n\n## Zwei {remedy=router.restart}\n\nb\n"
    new = "Vorspann\n\n## Eins\n\na\n\n## Zwei {remedy=router.restart}\n\nc\n\n## Drei\n\nd\n"
    assert changed_sections(old, new) == ("Zwei", "Drei")
    assert changed_sections(old, old) == ()
    assert changed_sections("x\n\n## Eins\n\na", "y\n\n## Eins\n\na") == ("",)

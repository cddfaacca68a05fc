"""The articles that ship: complete, true to their catalogue, and the same in both languages."""

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import yaml

import articles
from articles.document import dump_document, parse_document
from articles.links import find_links
from articles.rendering import render_article

LIBRARY = Path(articles.__file__).parent / "library"
FILES = sorted(LIBRARY.glob("*/*/*.md"))
IDS = [path.relative_to(LIBRARY).as_posix() for path in FILES]
# By its path: `articles` knows nothing of the portal, whose catalogue this is.
CATALOGUE = Path(articles.__file__).parents[1] / "portal" / "remedies" / "library" / "remedies.yaml"
FIFTH = 0.2


@cache
def document(path):
    return parse_document(path.read_bytes(), path=path)


@cache
def rendered(path):
    return render_article(document(path).body, language=document(path).language)


@cache
def remedies():
    return {entry["id"] for entry in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))}


@cache
def keys(language):
    return {path.stem for path in FILES if path.parts[-3] == language}


each = pytest.mark.parametrize("path", FILES, ids=IDS)


def test_there_are_at_least_thirty_in_each_language_and_the_same_ones():
    assert len(keys("de")) >= 30
    assert keys("de") == keys("en")


@each
def test_it_stands_where_its_front_matter_says_and_is_canonical(path):
    found = document(path)
    assert (found.language, found.category, found.id) == path.with_suffix("").parts[-3:]
    assert dump_document(found).encode() == path.read_bytes()


@each
def test_it_has_all_that_a_reader_needs(path):
    found, page = document(path), rendered(path)
    classes = re.findall(r'<section class="section ([a-z]+)"', page.html)

    assert len(page.text.split()) >= 200
    assert classes[:2] == ["short", "symptoms"]
    assert found.title
    assert 40 <= len(found.summary) <= 200
    assert found.checked_on is not None
    assert found.checked_by
    assert len(re.findall(r"^\d+\. ", found.body, flags=re.MULTILINE)) >= 3


@each
def test_every_remedy_it_marks_is_in_the_catalogue(path):
    assert rendered(path).remedies
    assert set(rendered(path).remedies) <= remedies()


@pytest.mark.parametrize("language", ["de", "en"])
def test_turning_a_reply_on_in_webmail_does_not_count_as_a_look_at_the_mail_there(language):
    page = rendered(LIBRARY / language / "email" / "out-of-office.md")
    assert page.remedies[0] == "mail.set_out_of_office"
    assert "mail.try_webmail" not in page.remedies


@each
def test_every_article_it_names_exists(path):
    found = document(path)
    linked = {link.article for link in find_links(found.body) if link.article}

    assert found.related
    assert found.id not in found.related
    assert set(found.related) | linked <= keys(found.language)


@each
def test_it_renders_without_a_problem(path):
    page = render_article(
        document(path).body,
        language=document(path).language,
        resolve_link=lambda target: f"/{target.removeprefix('article:')}",
    )
    assert page.problems == ()
    assert "{remedy" not in page.text
    assert "{." not in page.text


@pytest.mark.parametrize("key", sorted(keys("de")))
def test_german_and_english_have_the_same_structure(key):
    german, english = (next(LIBRARY.glob(f"{lang}/*/{key}.md")) for lang in ("de", "en"))

    assert german.parts[-2] == english.parts[-2]
    assert shape(german) == shape(english)
    assert document(german).related == document(english).related
    assert document(german).checked_on == document(english).checked_on


def shape(path):
    """Headings with their marks, and the number of list items, tables and notes below each."""
    body = document(path).body
    sections = re.split(r"^(?=##+ )", body, flags=re.MULTILINE)
    return [
        (
            (re.match(r"#+", section) or [""])[0],
            (re.search(r"^##+ .*?(\{[^}]*\})?$", section, flags=re.MULTILINE) or ["", ""])[1],
            len(re.findall(r"^\d+\. ", section, flags=re.MULTILINE)),
            len(re.findall(r"^- ", section, flags=re.MULTILINE)),
            len(re.findall(r"^\|", section, flags=re.MULTILINE)),
            len(re.findall(r"^> \[!", section, flags=re.MULTILINE)),
        )
        for section in sections
    ]


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_articles_share_more_than_a_fifth_of_their_wording(language):
    sequences = {
        path.stem: five_word_sequences(rendered(path).text)
        for path in FILES
        if path.parts[-3] == language
    }
    alike = [
        (one, two)
        for one, two in combinations(sorted(sequences), 2)
        if len(sequences[one] & sequences[two])
        > FIFTH * min(len(sequences[one]), len(sequences[two]))
    ]
    assert alike == []


def five_word_sequences(text):
    found = re.findall(r"\w+", text.casefold())
    return {tuple(found[place : place + 5]) for place in range(len(found) - 4)}


def test_every_topic_is_named_in_both_languages():
    topics = yaml.safe_load((LIBRARY / "categories.yaml").read_text(encoding="utf-8"))
    assert {path.parts[-2] for path in FILES} <= set(topics)
    for topic in topics.values():
        assert set(topic["name"]) == set(topic["description"]) == {"de", "en"}

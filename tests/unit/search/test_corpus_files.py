import json

import pytest

from search.corpus_files import InputError, read_corpus, read_judgements, read_queries

GOOD = {"id": "a", "lang": "de", "title": "Titel", "text": "Text"}


def write(path, *lines):
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), "utf-8")
    return path


def test_a_corpus_is_read_with_or_without_the_optional_fields(tmp_path):
    path = write(tmp_path / "c", GOOD, "", GOOD | {"id": "b", "url_path": "/b", "category": "x"})

    first, second = read_corpus(path)

    assert (first.id, first.url_path) == ("a", "")
    assert (second.url_path, second.category) == ("/b", "x")


@pytest.mark.parametrize(
    ("given", "read"),
    [("SMTP, Port", "SMTP, Port"), (["SMTP", "Port"], "SMTP, Port"), ([], ""), (7, ""), ({}, "")],
)
def test_keywords_may_be_a_text_or_a_list(tmp_path, given, read):
    assert read_corpus(write(tmp_path / "c", GOOD | {"keywords": given}))[0].keywords == read


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2: no JSON"),
        ("[1]", "line 2: expected a JSON object"),
        (GOOD | {"id": "a b"}, "white space"),
        (GOOD | {"id": ""}, "white space"),
        (GOOD | {"id": 7}, "'id' is not a text"),
        ({"id": "b", "lang": "de", "title": "x"}, "line 2: 'text' is missing"),
        (GOOD, "already in line 1"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, complaint):
    with pytest.raises(InputError, match=complaint):
        read_corpus(write(tmp_path / "c", GOOD, line))


def test_files_that_can_not_be_read_are_named(tmp_path):
    latin = tmp_path / "latin"
    latin.write_bytes(b'{"id": "\xfc"}')

    with pytest.raises(InputError, match="No such file"):
        read_corpus(tmp_path / "missing")
    with pytest.raises(InputError, match="not UTF-8"):
        read_queries(latin)


def test_of_a_mail_the_whole_is_asked_not_its_subject_alone(tmp_path):
    mail = {"id": "q1", "lang": "en", "text": "Sending", "long": "Sending\nIt fails since Monday."}
    subject = {"id": "q2", "lang": "en", "text": "Sending", "long": ""}

    first, second = read_queries(write(tmp_path / "q", mail, subject))

    assert first[1].text == "Sending\nIt fails since Monday."
    assert second[1].text == "Sending"


def test_judgements_need_three_fields(tmp_path):
    assert read_judgements(write(tmp_path / "q", "q1\ta\t2", "q1\tb\t0")) == {
        "q1": {"a": 2, "b": 0}
    }
    with pytest.raises(InputError, match="line 1"):
        read_judgements(write(tmp_path / "q", "q1 a 2"))
    with pytest.raises(InputError, match="line 1"):
        read_judgements(write(tmp_path / "q", "q1\ta\tgood"))

"""Queries that nobody planned for: an answer, or none, and never more work than for a good one."""

import sys

import pytest

from search.executor import IndexView
from search.keyword import KeywordReader
from search.keyword_writer import KeywordDocument, KeywordWriter
from search.request import MAX_CHARACTERS, parse_query
from search.spelling import Speller, count_words
from search.term_choice import MAX_EXPANSIONS, MAX_JOINED, MAX_TERMS, MAX_UNKNOWN, choose_terms

TEXTS = {
    1: "Der Router startet neu. SMTP-Server antwortet nicht auf Port 25.",
    2: "Das Passwort des Postfachs ändern, dann die E-Mail noch einmal senden.",
    3: "java.lang.NullPointerException beim Start, siehe Protokoll.",
    4: "日本語 der Router, İstanbul ışık, und Ünïcödé.",
}
TERMS_AT_MOST = MAX_TERMS + MAX_UNKNOWN * MAX_EXPANSIONS + 2 * MAX_JOINED + MAX_TERMS
EVERY_PLANE = "".join(
    chr(plane << 16 | place)
    for plane in range(17)
    for place in range(0x21, 0xFFFE, 997)
    if not 0xD800 <= (plane << 16 | place) <= 0xDFFF
)
STACK_TRACE = (
    """Exception in thread "main" java.lang.NullPointerException: null
\tat com.example.Router.start(Router.java:42)
\tat com.example.Main.main(Main.java:7)
Caused by: java.io.IOException: Connection refused (errno=-111) [smtp]
"""
    * 40
)
MAIL = (
    """Hallo Lena,
> Am 3. 4. schrieb Lena: "Bitte das Passwort -neu- setzen."
>> Haben Sie den Router neu gestartet?
das habe ich getan -- aber die E-Mail geht trotzdem nicht raus; er sagt "550 5.7.1".
Das Postfach "info" ist es auch nicht, das habe ich noch einmal mit dem Telefon versucht.
Viele Grüße
--
Jonas
"""
    * 5
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    writer = KeywordWriter(folder, folder, "")
    writer.write([KeywordDocument(n, "", "", text) for n, text in TEXTS.items()], (), merge=True)
    writer.close()
    opened = KeywordReader(folder)
    yield opened
    opened.close()


@pytest.fixture
def speller():
    return Speller(count_words([*TEXTS.values(), *TEXTS.values()]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x" * 10_000, []),
        ("router " * 1_500, [1, 4]),
        ("router" * 1_500, []),
        (" ".join(f"wort{n}" for n in range(500)), []),
        (" ".join(f"wort{n}" for n in range(150)) + " router", [1, 4]),
        ("und die der what is the", []),
        ("?!… --- ((( *** \"\" '' ;;", []),
        ("AND OR NOT ((", []),
        ("NOT (router", [1, 4]),
        ("title:router^9 AND body:[a TO z] ~2", [1, 4]),
        ("*", []),
        ("*out*", []),
        ("ışık", [4]),
        ("İSTANBUL", [4]),
        ("日本語", [4]),
        ("日本", []),
        ("ルーターが再起動しない", []),
        (STACK_TRACE, [1, 3, 4]),
        (MAIL, [2]),
        ('"router', [1, 4]),
        ('"" -""', []),
        ("-router", [1, 4]),
        ("\x00\x07\u202erouter\ud800", [1, 4]),
        (EVERY_PLANE[:MAX_CHARACTERS], None),
        (" ".join(EVERY_PLANE[:MAX_CHARACTERS]), None),
        ("", []),
    ],
)
def test_every_text_is_a_query(reader, speller, text, found):
    asked = []

    def similar(word):
        asked.append(word)
        return speller.similar(word)

    hits = reader.search(parse_query(text), limit=10, allowed=None, similar=similar)
    speller.correct(parse_query(text).text)

    if found is not None:
        assert sorted(hits.numbers.tolist()) == found
    assert len(asked) <= MAX_UNKNOWN


class CountingVocabulary:
    """Knows every term, or none, and counts how often it is asked."""

    def __init__(self, frequency):
        self._frequency = frequency
        self.asked = 0

    def frequency(self, term):
        self.asked += 1
        return self._frequency

    def rarity(self, term):
        self.asked += 1
        return 1.0

    def beginning(self, prefix):
        return iter((f"{prefix}{n}", 1) for n in range(100))


@pytest.mark.parametrize("frequency", [0, 7])
@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        " ".join(f"wort{chr(97 + n % 26)}{n}" for n in range(500)),
        "-".join(f"teil{n}" for n in range(2_000)),
        "." + ".".join("abc" for _ in range(3_000)),
        EVERY_PLANE,
        STACK_TRACE,
        MAIL,
    ],
)
def test_no_query_looks_for_more_than_so_many_terms(frequency, text):
    vocabulary = CountingVocabulary(frequency)

    chosen = choose_terms(parse_query(text), vocabulary)

    assert len(chosen.clauses) <= TERMS_AT_MOST
    assert vocabulary.asked <= 3_000


def test_a_query_of_many_words_reads_postings_of_the_rarest_only(reader, monkeypatch):
    read = []
    gather = IndexView.gather

    def counting(self, clauses):
        clauses = list(clauses)
        read.extend(clauses)
        return gather(self, clauses)

    monkeypatch.setattr(IndexView, "gather", counting)
    reader.search(parse_query(" ".join(TEXTS.values())), limit=10, allowed=None)

    assert MAX_TERMS <= len(read) <= TERMS_AT_MOST


def test_what_is_no_character_does_not_end_up_in_the_index(tmp_path):
    writer = KeywordWriter(tmp_path, tmp_path, "")
    body = "router " + EVERY_PLANE + " " + "y" * 20_000 + chr(sys.maxunicode)
    writer.write([KeywordDocument(1, "", "", body)], (), merge=True)
    writer.close()
    reader = KeywordReader(tmp_path)
    hits = reader.search(parse_query("router"), limit=10, allowed=None)
    reader.close()

    assert hits.numbers.tolist() == [1]

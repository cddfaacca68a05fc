"""What people type finds what is meant, on a real index, and nothing that only looks like it."""

import pytest

from search.compounds import build_dictionary, save_dictionary
from search.keyword import KeywordReader
from search.keyword_writer import KeywordDocument, KeywordWriter
from search.request import ParsedQuery, parse_query
from search.spelling import Speller, count_words
from tests.unit.search.keyword_indexes import NOISE

# Words that find each other, typed or written: requirements.md, and the same in English.
PAIRS = [
    ("Patrone", "Druckerpatrone"),
    ("WLAN-Schlüssel", "WLAN Schlüssel"),
    ("WLAN-Schlüssel", "Wlanschlüssel"),
    ("WLAN Schlüssel", "Wlanschlüssel"),
    ("Rücksendung", "Ruecksendung"),
    ("Rücksendung", "Rucksendung"),
    ("Ruecksendung", "Rucksendung"),
    ("Straße", "Strasse"),
    ("E-Mail", "Email"),
    ("PASSWÖRTER", "passwort"),
    ("Verbindungsabbruch", "Verbindung Abbruch"),
    ("e-mail", "email"),
    ("sign-in", "signin"),
    ("web mail", "webmail"),
    ("web-mail", "web mail"),
    ("Wi-Fi", "wifi"),
    ("printers", "printer"),
    ("résumé", "resume"),
    ("customer's", "customer"),
]
ONE_WAY = [
    ("Kopf", "Kopfhaut"),
    ("Paswort", "Passwort"),
    ("Pasword", "password"),
    ("Psotfach", "Postfach"),
    ("Einstellugnen", "Einstellungen"),
    ("Routre", "Router"),
    ("Rehcnungsadrese", "Rechnungsadresse"),
    ("authentication", "authentification"),
    ("KUNDENMENUE", "Kundenmenü"),
    ("screensh", "screenshot"),
]
# A word and one that holds it by chance: neither finds the other.
NEVER = [
    ("leicht", "vielleicht"),
    ("Samen", "gemeinsamen"),
    ("Abt", "gehabt"),
    ("Sucht", "untersucht"),
    ("Strichen", "unterstrichen"),
    ("Tischen", "dramatischen"),
    ("Zuge", "zugelassen"),
    ("port", "report"),
    ("table", "vegetable"),
    ("cable", "applicable"),
    ("one", "phone"),
]
# Made of two nouns to the letter. Typed where nobody wrote them they are taken for compounds.
NEVER_BY_THE_SHORT_WORD = [
    ("Zelt", "vereinzelt"),
    ("Bart", "vereinbart"),
    ("Leichen", "auszugleichen"),
]
ONES = sorted({one for one, _ in PAIRS + NEVER})
OTHERS = sorted({other for _, other in PAIRS + ONE_WAY + NEVER + NEVER_BY_THE_SHORT_WORD})


class Finder:
    """An index with a text for each word, beside texts that teach which words are nouns."""

    def __init__(self, folder, words):
        texts = {word: f"Hier steht {word} im Satz." for word in words}
        self._words = dict(enumerate(words, 1))
        documents = [KeywordDocument(n, "", "", texts[word]) for n, word in self._words.items()]
        documents += [KeywordDocument(900 + n, "", "", text) for n, text in enumerate(NOISE)]
        writer = KeywordWriter(folder, folder, save_dictionary(folder, build_dictionary(NOISE)))
        writer.write(documents, (), merge=True)
        writer.close()
        self._similar = Speller(count_words([*texts.values(), *texts.values(), *NOISE])).similar
        self.reader = KeywordReader(folder)

    def find(self, typed):
        """Words whose texts are found."""
        hits = self.reader.search(
            parse_query(typed), limit=500, allowed=None, similar=self._similar
        )
        return {self._words.get(number, "") for number in hits.numbers.tolist()}


@pytest.fixture(scope="module")
def ones(tmp_path_factory):
    made = Finder(tmp_path_factory.mktemp("ones"), ONES)
    yield made
    made.reader.close()


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    made = Finder(tmp_path_factory.mktemp("others"), OTHERS)
    yield made
    made.reader.close()


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_words_that_mean_the_same_find_each_other(ones, others, one, other):
    assert other in others.find(one)
    assert one in ones.find(other)


@pytest.mark.parametrize(("typed", "written"), ONE_WAY)
def test_what_is_meant_is_found(others, typed, written):
    assert written in others.find(typed)


@pytest.mark.parametrize(("one", "other"), NEVER)
def test_words_inside_words_by_chance_do_not_find_each_other(ones, others, one, other):
    assert other not in others.find(one)
    assert one not in ones.find(other)


@pytest.mark.parametrize(("typed", "written"), NEVER_BY_THE_SHORT_WORD)
def test_a_noun_does_not_find_a_verb_that_holds_it_by_chance(others, typed, written):
    assert written not in others.find(typed)


def fresh(folder, texts, query, frequencies=None, **options):
    """Scores by number in an index of its own."""
    writer = KeywordWriter(folder, folder, "")
    writer.write([KeywordDocument(n, "", "", text) for n, text in texts.items()], (), merge=True)
    writer.close()
    reader = KeywordReader(folder)
    similar = None if frequencies is None else Speller(frequencies).similar
    try:
        hits = reader.search(query, limit=50, allowed=None, similar=similar, **options)
        explained = reader.explain(query, hits.numbers.tolist(), similar)
    finally:
        reader.close()
    return dict(zip(hits.numbers.tolist(), hits.scores.tolist(), strict=True)), explained


def test_a_word_that_stands_somewhere_is_taken_as_it_is(tmp_path):
    texts = {1: "Ein Paswort.", 2: "Ein Passwort.", 3: "Noch ein Passwort.", 4: "Telefon"}

    found, _ = fresh(tmp_path, texts, parse_query("paswort"), {"paswort": 1, "passwort": 2})

    assert list(found) == [1]


@pytest.mark.parametrize(("typed", "found"), [("abcf", []), ("abcdef", [1]), ("abcdxyf", [])])
def test_short_words_are_not_bent_and_long_ones_by_one_letter(tmp_path, typed, found):
    texts = {1: "abcdeg", 2: "abce", 3: "Telefon"}

    scores, _ = fresh(tmp_path, texts, parse_query(typed), {"abcdeg": 2, "abce": 2, "telefon": 9})

    assert list(scores) == found


def test_synonyms_are_found_behind_the_word_itself_and_phrases_only_whole(tmp_path):
    texts = {
        1: "Das Kundenmenü öffnen.",
        2: "Den Kundenbereich öffnen.",
        3: "The customer area opens.",
        4: "An area of one customer; the customer opens it in another area of town today.",
        5: "A customer opens a tin.",
    }
    query = ParsedQuery(
        "kundenmenü", terms=("kundenmenü",), synonyms=("Kundenbereich", "customer area")
    )

    found, explained = fresh(tmp_path, texts, query)

    assert next(iter(found)) == 1
    assert sorted(found) == [1, 2, 3, 4]
    assert [(score.term, score.typed) for score in explained[1]] == [("kundenmenu", True)]
    assert [(score.term, score.typed) for score in explained[2]] == [("kundenbereich", False)]
    assert {score.term for score in explained[3]} == {"custom", "area"}


def test_the_terms_of_a_hit_add_up_to_its_score(tmp_path):
    texts = {1: "Router mit WLAN, Router", 2: "WLAN Schlüssel", 3: "Druckerpatrone", 4: "Rauter"}
    query = parse_query("router wlan schlüssel rechner")

    found, explained = fresh(tmp_path, texts, query, {"router": 2, "rechnen": 2})

    assert set(found) == {1, 2}
    for number, score in found.items():
        assert sum(term.score for term in explained[number]) == pytest.approx(score)
    assert {term.field for term in explained[1]} == {"body"}
    assert [term.score for term in explained[1]] == sorted(
        (term.score for term in explained[1]), reverse=True
    )


def test_a_document_that_is_not_there_is_not_explained(ones):
    assert ones.reader.explain(parse_query("router"), [4_711]) == {4_711: ()}

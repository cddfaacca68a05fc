"""The articles that ship are found by what customers type, not by their titles' words."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from articles.document import parse_document
from search.documents import SearchDocument
from search.embedding import load_encoder
from search.encoder import Encoder, ModelUnavailable
from search.engine import IndexWriter, SearchEngine
from search.request import Mode, SearchRequest

LIBRARY = Path(__file__).parents[2] / "articles" / "library"

QUESTIONS = {
    "de": {
        "0x80042109": "mail-send-fails",
        "mails gehen nicht raus, empfang klappt": "mail-send-fails",
        "Postausgangsserver": "mail-send-fails",
        "wlan schlecht im schlafzimmer": "wifi-weak",
        "router einrichten": "router-set-up",
        "Abwesenheitsnotiz urlaub": "out-of-office",
        "domain umziehen auth code": "domain-transfer",
        "Rechnung verstehen": "invoice-understand",
        "passwort vergessen": "password-forgotten",
        "kein freizeichen telefon": "phone-no-dial-tone",
        "wordpress weisse seite nach update": "wordpress-broken-after-update",
        "postfach voll": "mailbox-full",
    },
    "en": {
        "0x80042109": "mail-send-fails",
        "outgoing server port": "mail-send-fails",
        "weak wifi upstairs": "wifi-weak",
        "out of office reply": "out-of-office",
        "transfer domain auth code": "domain-transfer",
        "no dial tone": "phone-no-dial-tone",
        "forgot password": "password-forgotten",
        "mailbox full": "mailbox-full",
        "php version": "php-version",
        "certificate warning": "ssl-warning",
    },
}
NONSENSE = ["asdf jklö qqqq", "zzz blubb fnord", "gnarf wumms", "fjdksl aöskdjf", "xyzzy qwplk"]


def library() -> list[SearchDocument]:
    documents = []
    for path in sorted(LIBRARY.glob("*/*/*.md")):
        article = parse_document(path.read_bytes(), path=path)
        documents.append(
            SearchDocument(
                id=f"{article.language}:{article.id}",
                lang=article.language,
                title=article.title,
                text=f"{article.summary}\n\n{article.body}",
                category=article.category,
                group=article.id,
                keywords=", ".join(article.keywords),
            )
        )
    return documents


def found_in_first_three(engine: SearchEngine, lang: str, mode: Mode) -> list[bool]:
    known = {document.group for document in library() if document.lang == lang}
    return [
        expected in [hit.group for hit in engine.search(SearchRequest(text, lang, 3, mode)).hits]
        for text, expected in QUESTIONS[lang].items()
        if expected in known
    ]


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("words")
    with IndexWriter(folder) as writer:
        writer.rebuild(library(), None)
    with closing(SearchEngine.open(folder, None)) as opened:
        yield opened


@pytest.mark.parametrize("lang", ["de", "en"])
def test_words_alone_find_most_articles(engine, lang):
    found = found_in_first_three(engine, lang, Mode.KEYWORD)

    assert sum(found) / len(found) >= 0.9


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_finds_nothing(engine, text):
    assert engine.search(SearchRequest(text)).hits == ()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_hits_come_in_the_reader_s_language(engine, lang):
    for text in QUESTIONS[lang]:
        assert {hit.lang for hit in engine.search(SearchRequest(text, lang)).hits} <= {lang}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    try:
        return load_encoder()
    except ModelUnavailable as error:
        pytest.skip(error.reason)


@pytest.mark.slow
def test_meaning_finds_what_shares_no_word_and_refuses_nonsense(tmp_path, encoder):
    some = {"mail-send-fails", "mail-receive-fails", "mailbox-full", "wifi-weak"}
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([d for d in library() if d.lang == "de" and d.group in some], encoder)
    with closing(SearchEngine.open(tmp_path, encoder)) as engine:
        hits = engine.search(SearchRequest("my outgoing messages are stuck", "en", 3)).hits
        assert "mail-send-fails" in [hit.group for hit in hits]
        assert [engine.search(SearchRequest(text)).hits for text in NONSENSE] == [()] * len(
            NONSENSE
        )

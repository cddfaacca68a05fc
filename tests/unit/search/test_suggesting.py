"""What is offered while somebody types, on a real index."""

from contextlib import closing

import pytest

from search.documents import SearchDocument
from search.engine import IndexWriter, SearchEngine
from search.request import SearchRequest
from search.synonyms import SynonymGroup, Synonyms

TITLES = {
    "reset": "Passwort zurücksetzen",
    "change": "Passwort ändern",
    "mail": "E-Mail: Passwort vergessen",
    "wifi": "WLAN ist langsam",
    "area": "Im Kundenmenü anmelden",
    "noise": "Rechnung verstehen",
}
SYNONYMS = Synonyms(
    [
        SynonymGroup("de", ("WLAN", "Funknetz", "drahtloses Netz")),
        SynonymGroup("de", ("Kundenmenü", "Kundenbereich")),
    ]
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    documents = [
        SearchDocument(f"de-{key}", "de", title, "Text.", group=key)
        for key, title in TITLES.items()
    ]
    documents.append(SearchDocument("en-reset", "en", "Passwort reset", "Text.", group="reset"))
    documents.append(SearchDocument("flow-router", "de", "Passwort geht nicht", "Text."))
    with IndexWriter(folder) as writer:
        writer.rebuild(documents, None)
    with closing(SearchEngine.open(folder, None)) as engine:
        yield engine


def offered(engine, text, **more):
    return [found.id for found in engine.suggest(SearchRequest(text, **more))]


def test_beginnings_come_first_and_short_before_long(engine):
    assert offered(engine, "passw") == ["de-change", "flow-router", "de-reset", "de-mail"]


@pytest.mark.parametrize("prior", [{"reset": 0.4}, {"reset": 0.4, "mail": 0.9, "noise": 1.0}])
def test_what_helped_comes_before_the_rest_of_those_that_begin_alike(engine, prior):
    found = offered(engine, "passw", prior=prior)
    assert found == ["de-reset", "de-change", "flow-router", "de-mail"]


def test_pinned_ones_come_first_and_hidden_ones_not_at_all(engine):
    found = offered(
        engine, "passw", pinned=("wifi", "gone", "mail"), hidden=frozenset({"change", "wifi"})
    )
    assert found == ["de-mail", "flow-router", "de-reset"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("funknetz", ["de-wifi"]),
        ("Funknetz lang", ["de-wifi"]),
        ("drahtloses Netz lang", ["de-wifi"]),
        ("Funknetz Rechnung", []),
        ("kundenbereich", ["de-area"]),
        ("", []),
        ("?!", []),
    ],
)
def test_titles_are_found_by_words_that_mean_the_same(engine, typed, found):
    assert offered(engine, typed, synonyms=SYNONYMS) == found


def test_no_more_than_asked_for(engine):
    assert offered(engine, "passw", limit=1) == ["de-change"]

from dataclasses import replace

from search.documents import SearchDocument
from search.fingerprints import content_fingerprint, metadata_fingerprint
from search.planning import Known, Work, plan

DOCUMENT = SearchDocument("a", "de", "Titel", "Text", visibility="public")


def known(has_vectors=True):
    return {
        "a": Known(content_fingerprint(DOCUMENT), metadata_fingerprint(DOCUMENT), has_vectors),
        "noise": Known("x", "y", True),
    }


def work(document, has_vectors=True, can_embed=True):
    return plan(known(has_vectors), [document], [], can_embed=can_embed).work[0][1]


def test_an_equal_document_is_no_work():
    assert work(DOCUMENT) is Work.NOTHING


def test_other_words_are_indexed():
    assert work(replace(DOCUMENT, text="Neuer Text")) is Work.CONTENT
    assert work(replace(DOCUMENT, lang="en")) is Work.CONTENT
    assert work(replace(DOCUMENT, keywords="Neu")) is Work.CONTENT


def test_another_visibility_needs_no_model():
    assert work(replace(DOCUMENT, visibility="internal")) is Work.METADATA


def test_missing_vectors_are_made_when_a_model_is_there():
    assert work(DOCUMENT, has_vectors=False) is Work.VECTORS
    assert work(DOCUMENT, has_vectors=False, can_embed=False) is Work.NOTHING


def test_unknown_documents_are_new_and_unknown_deletes_nothing():
    planned = plan({}, [DOCUMENT], ["b"], can_embed=True)

    assert planned.documents(Work.CONTENT) == (DOCUMENT,)
    assert planned.deletes == ()


def test_a_delete_beats_an_upsert_and_the_last_of_two_wins():
    newer = replace(DOCUMENT, text="Neuer")

    assert plan(known(), [DOCUMENT], ["a"], can_embed=True).work == ()
    assert plan(known(), [DOCUMENT, newer], [], can_embed=True).work == ((newer, Work.CONTENT),)

import pytest

from search.analysis import analyse, phrase_terms, query_terms, stem, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rücksendung", "Ruecksendung"),
        ("Rücksendung", "Rucksendung"),
        ("Straße", "Strasse"),
        ("E-Mail", "Email"),
        ("WLAN-Schlüssel", "Wlanschlüssel"),
        ("Passwörter", "passwort"),
        ("empêcher", "empecher"),
        ("PRINTERS", "printer"),
    ],
)
def test_spellings_of_one_word_share_a_term(one, other):
    assert set(query_terms(one)) & set(query_terms(other))


def test_a_hyphenated_word_is_found_by_its_parts_and_by_itself():
    assert query_terms("WLAN-Schlüssel") == ["wlanschlussel", "wlan", "schlussel"]


def test_a_host_name_is_found_whole_and_by_its_parts():
    assert query_terms("smtp.nordhafen.example")[0] == "smtp.nordhafen.exampl"
    assert "nordhaf" in query_terms("smtp.nordhafen.example")


@pytest.mark.parametrize("text", ["und die der", "What is the", "AND OR NOT ((", "...", ""])
def test_stop_words_and_signs_leave_nothing(text):
    assert query_terms(text) == []


def test_an_apostrophe_ends_a_word():
    assert query_terms("John's printer") == [stem("john"), "print"]


def test_phrases_skip_stop_words_as_the_index_does():
    assert phrase_terms("Server für E-Mail") == ["serv", "mail"]


def test_positions_count_kept_words_only():
    places = {term.text: term.position for term in analyse("Der Server an der Wand")}

    assert places == {"serv": 0, "wand": 1}


def test_words_carry_their_place_in_the_text():
    text = "Öffnen Sie E-Mail."

    assert [text[w.start : w.end] for w in words(text)] == ["Öffnen", "Sie", "E-Mail"]


def test_a_giant_word_is_cut():
    assert len(query_terms("x" * 5_000)[0]) <= 60

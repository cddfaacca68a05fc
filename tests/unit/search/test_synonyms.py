import pytest

from search.synonyms import MAX_EXPANSIONS, NO_SYNONYMS, SynonymGroup, Synonyms

SYNONYMS = Synonyms(
    [
        SynonymGroup("de", ("Kundenmenü", "Kundenbereich", "mein Konto")),
        SynonymGroup("de", ("WLAN-Schlüssel", "Netzwerkkennwort")),
        SynonymGroup("de", ("Email", "Nachricht")),
        SynonymGroup("de", ("Konto", "Account")),
        SynonymGroup("en", ("customer area", "control panel")),
        SynonymGroup("en", ("Konto",)),
    ]
)


@pytest.mark.parametrize(
    ("typed", "further"),
    [
        ("Kundenmenü öffnen", ("Kundenbereich", "mein Konto")),
        ("KUNDENMENUE", ("Kundenbereich", "mein Konto")),
        ("in den Kundenbereichen", ("Kundenmenü", "mein Konto")),
        ("wlanschlüssel", ("Netzwerkkennwort",)),
        ("wlan schlüssel", ("Netzwerkkennwort",)),
        ("WLAN-Schlüssel", ("Netzwerkkennwort",)),
        ("Netzwerkkennwort", ("WLAN-Schlüssel",)),
        ("E-Mail", ("Nachricht",)),
        ("Kundenmenü oder Kundenbereich", ("mein Konto",)),
        ("Schlüssel vom WLAN", ()),
        ("Router", ()),
        ("customer area", ()),
        ("", ()),
    ],
)
def test_words_of_a_group_find_each_other_in_every_spelling(typed, further):
    assert SYNONYMS.expand(typed, "de") == further


def test_several_words_match_only_in_their_order():
    assert SYNONYMS.expand("where is the customer area", "en") == ("control panel",)
    assert SYNONYMS.expand("the area of a customer", "en") == ()


def test_a_word_in_two_groups_finds_the_words_of_both():
    both = Synonyms([SynonymGroup("de", ("Konto", "Login")), SynonymGroup("de", ("Konto", "Bank"))])

    assert both.expand("konto", "de") == ("Login", "Bank")


def test_a_group_is_for_its_language_alone():
    assert SYNONYMS.expand("Kundenmenü", "en") == ()


def test_a_group_of_stop_words_is_never_met():
    assert Synonyms([SynonymGroup("de", ("und", "oder", "…"))]).expand("und oder", "de") == ()


def test_a_giant_group_is_cut():
    giant = Synonyms([SynonymGroup("de", tuple(f"wort{n}" for n in range(500)))])

    assert len(giant.expand("wort7", "de")) == MAX_EXPANSIONS


def test_without_groups_nothing_is_added():
    assert not NO_SYNONYMS
    assert NO_SYNONYMS.expand("Kundenmenü", "de") == ()

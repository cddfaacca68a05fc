"""Symptoms of flows that a text names, by words."""

from portal.intake.symptoms import named_symptoms

SYMPTOMS = {
    "send": ("E-Mail lässt sich nicht senden", "Fehler 0x80042109 in Outlook"),
    "internet": ("kein Internet", "DSL-Lampe blinkt"),
    "printer": ("Drucker offline", "printer not responding"),
}


def best(text, **more):
    scores = named_symptoms(text, SYMPTOMS, **more)
    return max(scores, key=scores.get), round(max(scores.values()), 2)


def test_a_symptom_is_named_in_one_sentence():
    assert best("Outlook sagt: Fehler 0x80042109. Was nun?") == ("send", 1.0)
    assert best("Mein Drucker ist offline") == ("printer", 1.0)
    assert best("The printer is not responding at all") == ("printer", 1.0)


def test_words_in_different_sentences_name_nothing():
    _key, score = best("Der Drucker steht im Flur. Die Seite ist offline.")

    assert score < 0.75


def test_what_is_not_denied_is_no_missing_internet():
    assert best("Wir haben kein Internet") == ("internet", 1.0)
    assert best("Das Internet ist bunt")[1] < 0.75


def test_synonyms_count_as_said():
    text = "Ich kann keine E-Mail verschicken"

    assert best(text)[1] < 0.65
    assert best(text, synonyms=["senden"])[1] > 0.75


def test_noise_names_nothing():
    for noise in ("", "...", "asdf", "Danke!"):
        assert set(named_symptoms(noise, SYMPTOMS).values()) == {0.0}
    assert named_symptoms("Drucker", {}) == {}

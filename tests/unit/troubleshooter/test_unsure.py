"""Replies that say nothing."""

import pytest

from portal.troubleshooter.definition import Option, Question
from portal.troubleshooter.replies import known_reply
from portal.troubleshooter.unsure import is_unsure, says_nothing


@pytest.mark.parametrize(
    "typed",
    [
        *("weiß ich nicht", "Das weiß ich leider nicht.", "weiss nicht", "Keine Ahnung!", "?", "-"),
        *("unbekannt", "bin mir nicht sicher", "I don’t know", "do not know", "no idea", "n/a"),
        *("I'm not sure", "   ", "...", "unsure"),
    ],
)
def test_it_is_no_answer_to_type_that_one_does_not_know(typed):
    assert says_nothing(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("Outlook", "unknown user", "550 5.1.1 User unknown", "FRITZ!Box 7590", "12", "-5"),
        *("Der Server ist unbekannt", "weiß", "nicht", "I do not know this sender", "NA-200"),
    ],
)
def test_what_only_sounds_like_it_is_an_answer(typed):
    assert not says_nothing(typed)


def test_options_are_told_by_id_or_words():
    assert is_unsure(Option("unsure", {"de": "Ein anderes", "en": "Another"}))
    assert is_unsure(Option("other", {"de": "Ich weiß es nicht", "en": "Another"}))
    assert not is_unsure(Option("none", {"de": "Es erscheint keine", "en": "There is none"}))


def question(kind: str) -> Question:
    options = (Option("outlook", {"en": "Outlook"}), Option("unsure", {"en": "I do not know"}))
    return Question(id="program", title={}, why={}, kind=kind, options=options, next="done")


def test_a_fact_that_says_nothing_leaves_the_question_to_be_asked():
    assert known_reply(question("single"), {"program": "outlook"}) == ("outlook",)
    assert known_reply(question("single"), {"program": "unsure"}) == ()
    assert known_reply(question("text"), {"program": "Thunderbird"}) == ("Thunderbird",)
    assert known_reply(question("text"), {"program": "unsure"}) == ()
    assert known_reply(question("text"), {"program": "Keine Ahnung"}) == ()


def test_a_fact_in_the_customers_words_names_the_option_that_it_begins_with():
    for said in ("Outlook", "OUTLOOK", "outlook 2021"):
        assert known_reply(question("single"), {"program": said}) == ("outlook",)
    for other in ("Outlooks", "Mail for Outlook", "I do not know", ""):
        assert known_reply(question("single"), {"program": other}) == ()
    assert known_reply(question("text"), {"program": "Outlook 2021"}) == ("Outlook 2021",)

"""The sentence for the team: names are looked up, nothing is executed."""

import pytest

from portal.troubleshooter.summaries import filled, tried_words


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context("/en/"):
        yield


def test_what_is_known_is_filled_in():
    assert filled("No mail at {email}. Tried: {tried}", {"email": "a@b.de", "tried": "x"}) == (
        "No mail at a@b.de. Tried: x"
    )


def test_what_nobody_said_is_named_so():
    assert filled("Domain {domain}", {"noise": "x"}) == "Domain not known"


@pytest.mark.parametrize("odd", ["{tried!r}", "{{7*7}}", "{}", "%(x)s", "{A}"])
def test_other_braces_stay_as_they_are(odd):
    assert filled(odd, {"tried": "x"}) == odd


def test_what_a_customer_typed_is_not_filled_again():
    assert filled("{error}", {"error": "{tried}", "tried": "x"}) == "{tried}"


def test_nothing_tried_is_said():
    assert tried_words([]) == "nothing yet"

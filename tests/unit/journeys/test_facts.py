"""Every named fact has words in both languages."""

import pytest
from flask_babel import force_locale

from portal.journeys.facts import fact_words
from portal.journeys.rules import FACTS


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_has_a_label_and_says_how_to_find_it(app, name):
    with app.test_request_context("/"):
        with force_locale("de"):
            german = fact_words(name)
        with force_locale("en"):
            english = fact_words(name)
    assert german.hint.endswith(".")
    assert english.hint.endswith(".")
    assert german.hint != english.hint
    assert german.label
    assert english.label


def test_a_fact_of_a_flows_own_speaks_for_itself(app):
    with app.test_request_context("/"):
        assert fact_words("contract_number").label == "contract number"

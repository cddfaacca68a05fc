"""The classifier: learns, repeats itself, and survives being written."""

import json

import pytest

from portal.remedies.recognition.linear import Linear, train

EXAMPLES = [({"rain": 1.0}, "wet"), ({"sun": 1.0}, "dry"), ({"rain": 1.0, "wind": 1.0}, "wet")] * 5


def test_it_learns_what_goes_with_what():
    weather = train(EXAMPLES, ("wet", "dry"), penalty=0.1)
    assert weather.probabilities({"rain": 1.0})["wet"] > 0.9
    assert weather.probabilities({"sun": 1.0})["dry"] > 0.9


def test_features_it_does_not_know_change_nothing():
    weather = train(EXAMPLES, ("wet", "dry"), penalty=0.1)
    assert weather.probabilities({"rain": 1.0, "noise": 9.0}) == weather.probabilities(
        {"rain": 1.0}
    )


def test_the_same_examples_give_the_same_weights():
    once, again = (train(EXAMPLES, ("wet", "dry"), penalty=0.1) for _ in range(2))
    assert once == again


def test_what_stands_in_a_single_example_is_left_out():
    weather = train([*EXAMPLES, ({"snow": 1.0}, "wet")], ("wet", "dry"), penalty=0.1)
    assert "snow" not in weather.weights


def test_it_comes_back_from_json():
    weather = train(EXAMPLES, ("wet", "dry"), penalty=0.1)
    assert Linear.from_json(json.loads(json.dumps(weather.as_json()))) == weather


def test_other_json_is_refused():
    with pytest.raises(TypeError):
        Linear.from_json({"classes": "wet", "weights": []})

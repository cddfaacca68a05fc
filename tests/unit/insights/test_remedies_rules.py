"""What attempts say of a remedy: counts, and a share that few cases cannot make large."""

from portal.insights.remedies_rules import Outcomes, Tally, outcomes_of

ROWS = (
    ("solved", False, 6),
    ("no_change", False, 3),
    ("no_change", True, 5),
    ("could_not", False, 1),
    ("unknown", False, 2),
    ("unknown", True, 1),
)


def test_attempts_count_where_they_were_made():
    outcomes = outcomes_of(ROWS)
    assert outcomes.no_change == Tally(here=3, before=5)
    assert outcomes.worse == Tally()
    assert outcomes.tried == 18


def test_only_what_was_done_here_with_a_known_result_may_have_helped():
    assert outcomes_of(ROWS).known == 10


def test_few_cases_prove_little():
    few, many = outcomes_of([("solved", False, 2)]), outcomes_of([("solved", False, 200)])
    assert few.proven < 0.4 < 0.9 < many.proven


def test_nothing_tried_proves_nothing():
    assert Outcomes().proven == 0
    assert outcomes_of([("solved", True, 3)]).proven == 0


def test_outcomes_stand_in_one_order():
    assert list(Outcomes().rows) == ["solved", "no_change", "worse", "could_not", "unknown"]
